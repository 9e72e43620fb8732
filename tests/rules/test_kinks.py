"""At ties, kinks and unselected branches a rule answers by convention, never with NaN."""

import math
import operator

import numpy as np
import pytest
from checking import bind, leaves, pull, push
from scipy.special import logsumexp

import s2sad
from s2sad.rules.registry import jvp_rule, vjp_rule

ZEROS = np.zeros(3)
INFINITE = np.array([np.inf, 1.0, -np.inf])

#: callee, its arguments, the cotangents of its parameters for an output cotangent of ones
KINKS = [
    (np.absolute, (ZEROS,), [ZEROS]),
    (np.absolute, (np.zeros(2, complex),), [np.zeros(2)]),
    (abs, (0.0,), [0.0]),
    (math.fabs, (0.0,), [0.0]),
    (np.hypot, (ZEROS, 0.0), [ZEROS, 0.0]),
    (math.hypot, (0.0, 0.0), [0.0, 0.0]),
    (np.arctan2, (ZEROS, ZEROS), [ZEROS, ZEROS]),
    (np.maximum, (np.array([1.0, 2.0]), 1.0), [np.array([0.5, 1.0]), 0.5]),
    (np.minimum, (np.array([1.0, 2.0]), 1.0), [np.array([0.5, 0.0]), 1.5]),
    (max, (1.0, 1.0), [0.5, 0.5]),
    (np.fmax, (np.array([1.0, np.nan]), 1.0), [np.array([0.5, 0.0]), 1.5]),
    (np.max, (np.array([2.0, 1.0, 2.0]),), [np.array([0.5, 0.0, 0.5])]),
    (np.min, (np.array([1.0, 1.0]),), [np.array([0.5, 0.5])]),
    (np.ptp, (np.array([1.0, 1.0]),), [ZEROS[:2]]),
    (np.clip, (np.array([0.0, 0.5, 1.0, 2.0]), 0.0, 1.0),
     [np.array([1.0, 1.0, 1.0, 0.0]), 0.0, 1.0, None, None]),
    (np.power, (ZEROS, 2), [ZEROS]),
    (np.power, (ZEROS, 0), [ZEROS]),
    (np.power, (ZEROS, 2.0), [ZEROS, 0.0]),
    (np.power, (np.array([-1.0, 2.0]), 2.0), [np.array([-2.0, 4.0]), 4.0 * math.log(2.0)]),
    (operator.pow, (0.0, 0.0), [0.0, 0.0]),
    (np.power, (np.float64(-2.0), 3.0), [12.0, 0.0]),
    (np.where, (np.array([True, False]), np.array([1.0, np.nan]), 2.0),
     [None, np.array([1.0, 0.0]), 1.0]),
    (np.nan_to_num, (np.array([np.nan, 1.0]),), [np.array([0.0, 1.0])]),
    (np.nansum, (np.array([np.nan, 1.0]),), [np.array([0.0, 1.0])]),
    (np.sinc, (ZEROS,), [ZEROS]),
    (np.std, (np.ones(3),), [ZEROS]),
    (np.linalg.norm, (ZEROS,), [ZEROS]),
    (np.linalg.norm, (np.zeros((2, 2)),), [np.zeros((2, 2))]),
    (np.linalg.norm, (ZEROS, 3), [ZEROS]),
    (np.linalg.norm, (np.array([1.0, -1.0]), np.inf), [np.array([0.5, -0.5])]),
    (np.linalg.det, (np.array([[1.0, 2.0], [2.0, 4.0]]),), [np.array([[4.0, -2.0], [-2.0, 1.0]])]),
    (np.linalg.det, (np.zeros((2, 3, 3)),), [np.zeros((2, 3, 3))]),
    (np.linalg.det, (np.zeros((1, 1)),), [np.ones((1, 1))]),
    (np.prod, (np.array([0.0, 2.0, 3.0]),), [np.array([6.0, 0.0, 0.0])]),
    (np.prod, (np.array([0.0, 0.0, 3.0]),), [ZEROS]),
    (np.cumprod, (np.array([2.0, 0.0, 3.0]),), [np.array([1.0, 8.0, 0.0])]),
    (np.copysign, (ZEROS, -1.0), [ZEROS]),
    (np.maximum.accumulate, (np.array([1.0, 1.0, 0.0, 1.0, 2.0, 2.0]),),
     [np.array([2.25, 1.25, 0.0, 0.5, 1.5, 0.5])]),
    (np.minimum.reduceat, (np.array([1.0, 1.0, 3.0, 1.0]), np.array([0, 2])),
     [np.array([0.5, 0.5, 0.0, 1.0])]),
    (np.nanmax, (np.array([np.nan, 2.0, 2.0]),), [np.array([0.0, 0.5, 0.5])]),
    (np.nanstd, (np.array([1.0, np.nan, 1.0]),), [ZEROS]),
    (np.nanprod, (np.array([0.0, np.nan, 3.0]),), [np.array([3.0, 0.0, 0.0])]),
    (np.cumulative_prod, (np.array([2.0, 0.0, 3.0]),), [np.array([1.0, 8.0, 0.0])]),
    (np.median, (np.array([1.0, 1.0, 1.0]),), [np.array([0.0, 1.0, 0.0])]),
    (np.median, (np.array([3.0, 1.0, 2.0, 0.0]),), [np.array([0.0, 0.5, 0.5, 0.0])]),
    (np.quantile, (np.array([2.0, 1.0, 3.0]), 1.0), [np.array([0.0, 0.0, 1.0]), None]),
    (np.nanquantile, (np.array([2.0, np.nan, 3.0]), 1.0), [np.array([0.0, 0.0, 1.0]), None]),
    (np.linalg.norm, (np.zeros((2, 2)), "nuc"), [np.eye(2)]),
    (np.linalg.norm, (np.eye(2), 2), [0.5 * np.eye(2)]),
    (np.polyval, (ZEROS, 0.0), [np.array([0.0, 0.0, 1.0]), 0.0]),
    (np.copysign, (np.array([0.0, 2.0]), -1.0), [np.array([0.0, -1.0]), None]),
    (math.dist, ([0.0, 1.0], [0.0, 1.0]), [[0.0, 0.0], [0.0, 0.0]]),
]  # fmt: skip


@pytest.mark.parametrize("callee, args, expected", KINKS)
def test_cotangents_at_a_kink(callee, args, expected):
    y = callee(*args)
    rule = vjp_rule(callee).function
    bars = pull(rule, y, np.ones(np.shape(y))[()], bind(rule, "vjp", args, {}))
    found = leaves(list(bars.values()))
    for bar, wanted in zip(found, leaves(expected)):
        if wanted is not None:
            np.testing.assert_allclose(bar, wanted, rtol=1e-12, atol=0.0)


@pytest.mark.parametrize("callee, args, expected", KINKS)
def test_tangents_at_a_kink_are_the_cotangents_seen_from_the_other_side(callee, args, expected):
    y = callee(*args)
    rule = jvp_rule(callee).function
    bound = bind(rule, "jvp", args, {})
    dots = {k: np.ones(np.shape(v)) for k, v in bound.items()}
    y_dot = push(rule, y, bound, dots)
    total = sum(np.sum(bar) for bar in leaves(expected) if bar is not None)
    assert np.sum(y_dot) == pytest.approx(total)


@pytest.mark.parametrize("exponent", [3.0, 0.5])
def test_the_exponent_of_a_negative_number_of_pythons_has_no_derivative(exponent):
    """It was 0, also where `x**y` is complex and depends on `y`."""

    def power(x, y):
        return x**y

    assert s2sad.grad(power)(-2.0, 3.0) == s2sad.grad(power)(-2.0, 3) == 12.0
    for derivative in (s2sad.grad(power, 1), lambda x, y: s2sad.jvp(power, (x, y), (0.0, 1.0))):
        with pytest.raises(ValueError, match="math domain error"):
            derivative(-2.0, exponent)


def test_logaddexp_shares_evenly_at_equal_arguments():
    x_bar, y_bar = vjp_rule(np.logaddexp).function(math.log(2.0), 1.0, 0.0, 0.0)
    assert (x_bar, y_bar) == pytest.approx((0.5, 0.5))


def test_an_initial_value_that_ties_shares():
    a = np.array([1.0, 2.0])
    a_bar, _, _, initial_bar = vjp_rule(np.max).function(2.0, 1.0, a, initial=2.0)
    np.testing.assert_array_equal(a_bar, [0.0, 0.5])
    assert initial_bar == 0.5


def test_eigenvalues_that_coincide_give_no_nan():
    a = np.diag([1.0, 1.0, 2.0])
    y = np.linalg.eigh(a)
    a_bar = vjp_rule(np.linalg.eigh).function(y, (np.ones(3), np.ones((3, 3))), a)
    assert np.all(np.isfinite(a_bar))


def orthogonal_factor(a):
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return u @ vh


def eigenvectors(a):
    return np.linalg.eigh(a)[1]


@pytest.mark.parametrize("values", [(1, 1, 2), (2, 1, 1), (1, 1, 1)])
@pytest.mark.parametrize("rows", [3, 5])
def test_the_orthogonal_factor_has_a_derivative_where_singular_values_coincide(values, rows):
    rng = np.random.default_rng(5)
    left, right = (np.linalg.qr(rng.normal(size=(n, 3)))[0] for n in (rows, 3))
    a = left @ np.diag(values) @ right
    a_dot, y_bar = rng.normal(size=(2, rows, 3))
    ahead, behind = (orthogonal_factor(a + h * a_dot) for h in (1e-5, -1e-5))
    expected = (ahead - behind) / 2e-5
    np.testing.assert_allclose(
        s2sad.jvp(orthogonal_factor, (a,), (a_dot,))[1], expected, rtol=1e-7, atol=1e-8
    )
    (a_bar,) = s2sad.vjp(orthogonal_factor, a)[1](y_bar)
    np.testing.assert_allclose(np.sum(a_bar * a_dot), np.sum(y_bar * expected), rtol=1e-7)


def test_eigenvalues_that_differ_by_rounding_coincide():
    rng = np.random.default_rng(5)
    turn = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    a, a_dot, y_bar = turn @ np.diag([1.0, 1.0, 1.0, 2.0]) @ turn.T, *rng.normal(size=(2, 4, 4))
    tangent = s2sad.jvp(eigenvectors, (a,), (a_dot,))[1]
    (a_bar,) = s2sad.vjp(eigenvectors, a)[1](y_bar)
    np.testing.assert_allclose(np.sum(a_bar * a_dot), np.sum(y_bar * tangent), rtol=1e-9)
    assert np.max(np.abs(tangent)) < 10.0


def rotation(a, b):
    """The turn that brings the columns of b onto those of a."""
    u, _, vh = np.linalg.svd(a.T @ b)
    return u @ np.diag([1.0, 1.0, np.linalg.det(u @ vh)]) @ vh


@pytest.mark.parametrize("rows", [3, 4])
def test_vectors_of_a_square_matrix_without_full_rank_are_no_rounding(rows):
    """Nothing is beside the span of all of them; of two spans that stay the third follows."""
    rng = np.random.default_rng(3)
    a, b, a_dot, b_dot = rng.normal(size=(4, rows, 3))
    a[:, 2] = 0.0
    y_bar = rng.normal(size=(3, 3))
    ahead, behind = (rotation(a + h * a_dot, b + h * b_dot) for h in (1e-6, -1e-6))
    expected = (ahead - behind) / 2e-6
    tangent = s2sad.jvp(rotation, (a, b), (a_dot, b_dot))[1]
    np.testing.assert_allclose(tangent, expected, rtol=1e-6, atol=1e-7)
    a_bar, b_bar = s2sad.vjp(rotation, a, b)[1](y_bar)
    moved = np.sum(a_bar * a_dot) + np.sum(b_bar * b_dot)
    np.testing.assert_allclose(moved, np.sum(y_bar * expected), rtol=1e-6)


def test_einsum_with_a_stretched_axis():
    column, x, y_bar = np.ones((3, 1)), np.full((3, 4), 0.5), np.arange(3.0)
    bars = vjp_rule(np.einsum).function(y_bar, y_bar, "ij,ij->i", column, x)
    np.testing.assert_array_equal(bars[1], 2.0 * y_bar[:, None])
    np.testing.assert_array_equal(bars[2], np.broadcast_to(y_bar[:, None], (3, 4)))


@pytest.mark.parametrize("n", [2, 3])
def test_einsum_with_an_axis_that_the_run_stretches(n):
    def product(x, y):
        return np.einsum("i,i", x[1:], y) + np.einsum("ij,j->", y[None] * x[0], x[1:])

    x, y = np.linspace(0.5, 1.0, n), np.array([0.7, 0.3])
    s2sad.check_grads(product, (x, y))


def test_a_logarithm_of_no_exponentials_is_minus_infinity_and_does_not_move():
    def column(x):
        return np.exp(np.logaddexp.reduce(np.array([-np.inf, -np.inf]) + x)) + x[0] ** 2

    x = np.array([0.5, 0.7])
    with np.errstate(all="ignore"):
        value, gradient = s2sad.value_and_grad(column)(x)
        np.testing.assert_array_equal([value, *gradient], [0.25, 1.0, 0.0])
        logs = s2sad.jvp(lambda x: np.logaddexp.reduce(x, axis=1), (TABLE,), (np.ones((4, 2)),))
        expected = np.logaddexp.reduce(TABLE, axis=1)
    np.testing.assert_array_equal(logs[0][:3], expected[:3])
    np.testing.assert_array_equal(logs[1][1:3], [1.0, 0.0])
    assert np.isnan(logs[0][3])


LOG_SUMS = {
    "logaddexp": lambda x: np.logaddexp(x[:-1], x[1:]),
    "logaddexp of numbers": lambda x: np.array([np.logaddexp(x[k], x[k + 2]) for k in range(2)]),
    "logaddexp of nothing": lambda x: np.array([np.logaddexp(x[0], x[1]), x[2], x[3]]),
    "logaddexp2": lambda x: np.log(2.0) * np.logaddexp2(x[:-1] / np.log(2.0), x[1:] / np.log(2.0)),
    "logaddexp.accumulate": lambda x: np.logaddexp.accumulate(x),
    "logaddexp.reduce": lambda x: np.logaddexp.reduce(x.reshape(2, 2), axis=1),
    "logsumexp": lambda x: logsumexp(x.reshape(2, 2), axis=1),
}


@pytest.mark.parametrize("name", LOG_SUMS)
def test_probabilities_of_nothing_have_no_share_in_a_sum_of_nothing(name):
    """They were NaN: the logarithm of 0 is how programs say that a state is out of reach."""

    def total(x):
        return np.sum(np.exp(LOG_SUMS[name](x)))

    x = np.array([-np.inf, -np.inf, 0.3, 0.8])
    y, x_bar = s2sad.value_and_grad(total)(x)
    x_dot = np.array([1.0, 2.0, 0.5, -0.3])
    assert y == pytest.approx(np.sum(x_bar))  # it is linear in exponentials
    np.testing.assert_array_equal(x_bar[:2], 0.0)
    assert s2sad.jvp(total, (x,), (x_dot,))[1] == pytest.approx(x_dot @ x_bar)


TABLE = np.array([[np.inf, 1.0], [-np.inf, 1.0], [-np.inf, -np.inf], [np.nan, 1.0]])


def running(x, w):
    return np.sum(np.maximum.accumulate(x) ** 2 * w) - np.sum(np.minimum.accumulate(x) * w)


def one_after_the_other(x, w):
    high = low = x[0]
    s = (high**2 - low) * w[0]
    for k in range(1, len(x)):
        high, low = np.maximum(high, x[k]), np.minimum(low, x[k])
        s += (high**2 - low) * w[k]
    return s


def test_running_extrema_share_ties_one_after_the_other():
    rng = np.random.default_rng(0)
    for n in (1, 2, 3, 7, 12):
        for _ in range(5):
            x, w, v = rng.integers(-2, 3, n).astype(float), rng.normal(size=n), rng.normal(size=n)
            found, expected = (s2sad.grad(f, (0, 1))(x, w) for f in (running, one_after_the_other))
            np.testing.assert_allclose(found, expected, atol=1e-14)
            dots = [s2sad.jvp(f, (x, w), (v, v))[1] for f in (running, one_after_the_other)]
            np.testing.assert_allclose(*dots)
        s2sad.check_grads(running, (rng.normal(size=n), w))
