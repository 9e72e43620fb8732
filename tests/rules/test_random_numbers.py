"""Random numbers drawn inside differentiated code: drawn once, and differentiable by what moves and
scales them. The oracle is the function itself, run again from the same seed."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad

MAKERS = (np.random.default_rng, np.random.RandomState)
GENERATORS = pytest.mark.parametrize("maker", MAKERS, ids=["Generator", "RandomState"])
A, B = np.array([0.7, 1.3, 0.4]), np.array([1.2, 0.6, 2.1])


def normal(rng, a, b):
    return np.sum(rng.normal(a, b) ** 2)


def normal_of_a_size(rng, a, b):
    return np.sum(rng.normal(loc=a, scale=b, size=(4, 3)) ** 2)


def normal_of_numbers(rng, a, b):
    return rng.normal(a[0], b[1]) ** 2


def normal_of_outer_shape(rng, a, b):
    return np.sum(rng.normal(a, b[:, None]) ** 3)


def normal_with_known_scale(rng, a, b):
    return np.sum((rng.normal(0.0, 0.1, 3) + a) ** 2) + np.sum(rng.normal(a, 0.5) * b)


def uniform(rng, a, b):
    return np.sum(rng.uniform(a, a + b) ** 2)


def laplace(rng, a, b):
    return np.sum(rng.laplace(a, b, 3) ** 2)


def logistic_and_gumbel(rng, a, b):
    return np.sum(rng.logistic(a, b) ** 2) + np.sum(rng.gumbel(a, b) ** 2)


def lognormal(rng, a, b):
    return np.sum(rng.lognormal(a, 0.3 * b))


def scaled(rng, a, b):
    return np.sum(rng.exponential(a) ** 2 + rng.rayleigh(b))


def gamma(rng, a, b):
    return np.sum(rng.gamma(2.5, a) ** 2 * b)


def powers(rng, a, b):
    return np.sum(rng.weibull(a) + rng.power(b)) + np.sum(rng.pareto(a + 2.0))


def multivariate(rng, a, b):
    cov = np.array([[2.0, 0.3, 0.1], [0.3, 1.0, 0.2], [0.1, 0.2, 0.5]])
    return np.sum(rng.multivariate_normal(a, cov, 2) ** 2 * b)


def in_a_loop(rng, a, b):
    x = a
    for _ in range(3):
        x = x + 0.1 * rng.normal(x, b)
    return np.sum(x**2)


def drawn(rng, mu, sigma):
    return mu + sigma * rng.standard_normal(3)


def in_a_helper(rng, a, b):
    total = 0.0
    for k in range(2):
        total += np.sum(drawn(rng, a * k, b) ** 2)
    return total


def in_a_branch(rng, a, b):
    if rng.random() < 0.5:
        return np.sum(rng.normal(a, b) ** 2)
    return np.sum(rng.exponential(b) * a)


def integers(rng, a, b):
    """The numbers drawn are counts, which have no derivative."""
    return np.sum(rng.poisson(3.0, 3) * a + rng.binomial(5, 0.3, 3) * b)


def shuffled(rng, a, b):
    order = np.arange(3)
    rng.shuffle(order)
    return np.sum(a[order] * b) + np.sum(a[rng.permutation(3)] * b**2) + a[rng.choice(3)]


def chosen_from_lists(rng, a, b):
    picked = rng.choice([a[0], b[1], 2.0], 4)
    return np.sum(picked**2) + rng.choice((a[1], b[0])) + rng.permutation([a[2], b[2]])[0]


FUNCTIONS = (
    normal, normal_of_a_size, normal_of_numbers, normal_of_outer_shape, normal_with_known_scale,
    uniform, laplace, logistic_and_gumbel, lognormal, scaled, gamma, powers, multivariate,
    in_a_loop, in_a_helper, in_a_branch, integers, shuffled, chosen_from_lists,
)  # fmt: skip


@GENERATORS
@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_gradient_is_that_of_the_function_from_the_same_seed(f, maker):
    value, (a_bar, b_bar) = s2sad.value_and_grad(f, (1, 2))(maker(3), A, B)
    assert value == pytest.approx(f(maker(3), A, B), rel=1e-13)
    a_dot, b_dot = np.array([0.3, -0.2, 0.5]), np.array([-0.4, 0.1, 0.2])
    ahead = f(maker(3), A + 1e-6 * a_dot, B + 1e-6 * b_dot)
    behind = f(maker(3), A - 1e-6 * a_dot, B - 1e-6 * b_dot)
    slope = (ahead - behind) / 2e-6
    assert a_bar @ a_dot + b_bar @ b_dot == pytest.approx(slope, rel=1e-6, abs=1e-8)


@GENERATORS
@pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.__name__)
def test_gradient_leaves_the_generator_where_the_function_leaves_it(f, maker):
    one, other = maker(3), maker(3)
    f(one, A, B)
    s2sad.grad(f, 1)(other, A, B)
    assert one.normal() == other.normal()


def test_the_global_generator():
    def f(a):
        return np.sum(np.random.normal(a, 2.0 * a) ** 2) + np.random.uniform(0.0, a[0])

    np.random.seed(5)
    grad = s2sad.grad(f)(A)
    np.random.seed(5)
    ahead = f(A + np.array([1e-6, 0, 0]))
    np.random.seed(5)
    behind = f(A - np.array([1e-6, 0, 0]))
    assert grad[0] == pytest.approx((ahead - behind) / 2e-6, rel=1e-6)


def test_float32_is_kept():
    def f(rng, x):
        return np.sum(x * rng.standard_normal(3, dtype=np.float32))

    grad = s2sad.grad(f, 1)(np.random.default_rng(0), A.astype(np.float32))
    assert grad.dtype == np.float32


@pytest.mark.parametrize("name", ["random", "standard_normal", "standard_exponential"])
def test_one_number_in_single_precision(name):
    def f(rng, x):
        return np.sum(x * getattr(rng, name)(dtype=np.float32))

    grad = s2sad.grad(f, 1)(np.random.default_rng(0), A.astype(np.float32))
    drawn = getattr(np.random.default_rng(0), name)(dtype=np.float32)
    assert grad.dtype == np.float32 and grad == pytest.approx(np.full(3, drawn))


@pytest.mark.parametrize("name", ["standard_gamma", "standard_t", "chisquare"])
def test_a_shape_that_is_active_is_refused_by_name(name):
    def f(rng, a):
        return np.sum(getattr(rng, name)(a))

    with pytest.raises(s2sad.UnsupportedError, match=rf"{name}\(\) returns has no derivative"):
        s2sad.grad(f, 1)(np.random.default_rng(0), A)


@pytest.mark.parametrize("name", ["permutation", "choice"])
def test_another_axis_is_refused(name):
    def f(rng, x):
        return np.sum(getattr(rng, name)(x, axis=1)[0])

    with pytest.raises(s2sad.UnsupportedError, match="along another axis"):
        s2sad.grad(f, 1)(np.random.default_rng(0), np.ones((2, 3)))


def test_a_shape_that_is_not_active_is_drawn_with():
    def f(rng, shape, x):
        return np.sum(rng.gamma(shape, x))

    grad = s2sad.grad(f, 2)(np.random.default_rng(0), A, B)
    np.testing.assert_allclose(grad, np.random.default_rng(0).standard_gamma(A))
