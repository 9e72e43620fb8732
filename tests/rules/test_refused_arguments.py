"""Forms of arguments for which a rule would be wrong: they are refused."""

from __future__ import annotations

import array
import math

import numpy as np
import pytest
from scipy import linalg, spatial

import s2sad

STACK = np.stack([2.0 * np.eye(3), 3.0 * np.eye(3)])
COMPLEX = np.eye(3) + 1j * np.ones((3, 3))


def complex_correlations(z):
    return np.abs(np.corrcoef(z)).sum()


def truncated(a):
    return np.linalg.pinv(a, rcond=0.3)


def truncated_solution(a):
    return np.linalg.lstsq(a, np.ones(3), rcond=0.3)[0]


def truncated_scipy(a):
    return linalg.pinv(a, rtol=0.3)


def truncated_scipy_solution(a):
    return linalg.lstsq(a, np.ones(3), cond=0.3)[0]


#: calls that are errors in NumPy or Python too, and what is said of them
WRONG_CALLS = [
    (lambda x: np.sum(), r"np.sum\(\) is called in a way .*: missing a required argument: 'a'"),
    (lambda x: abs(x, x), r"abs\(\) is called in a way that it does not take: too many"),
    (lambda x: round(x, 1), "always raises TypeError: type numpy.ndarray doesn't define __round__"),
    (lambda x: np.exp(x, dtype="int"), "np.exp does not compute with int64"),
    (lambda x: np.dot(x, x, out=np.zeros(3)), "out= does not have the shape of the result"),
    (lambda x: x[0].dot(x[1], np.zeros((2, 3))), "out= does not have the shape of the result"),
    (lambda x: math.log(x[0, 0], 0), "the derivative of this call raises ValueError: math domain"),
    (lambda x: np.linalg.norm(x, "foo"), r"np.linalg.norm .* \(f64\[3, 3\], 'foo'\): Invalid norm"),
    (lambda x: np.float64("x") * x, "always raises ValueError: could not convert string to float"),
    (lambda x: np.foo(x), "always raises AttributeError: module 'numpy' has no attribute 'foo'"),
    (lambda x: np.vander(x[0], -1), "always raises ValueError"),
    (lambda x: np.piecewise(x, [x > 0], [1, 2, 3]), "always raises ValueError"),
    (lambda x: np.fill_diagonal(x[0], 1.0), "always raises ValueError"),
]  # fmt: skip


@pytest.mark.parametrize(("function", "message"), WRONG_CALLS)
def test_wrong_calls_are_refused_at_their_line(function, message):
    with pytest.raises(Exception):  # noqa: B017 - as Python and NumPy do, each in its way
        function(np.eye(3))
    with pytest.raises(s2sad.Error, match=message) as caught:
        s2sad.vjp(function, np.eye(3))
    assert caught.value.span.line == function.__code__.co_firstlineno


@pytest.mark.parametrize(
    ("function", "argument", "message"),
    [
        (complex_correlations, COMPLEX, "for real numbers only"),
        (lambda c: linalg.circulant(c), np.eye(3), "circulant has a derivative for vectors only"),
        (lambda c: linalg.toeplitz(c), np.eye(3), "toeplitz has a derivative for vectors only"),
        (lambda c: linalg.hankel(c), np.eye(3), "hankel has a derivative for vectors only"),
        (lambda p: np.polyval(p, 2.0), np.eye(3), "for a vector of coefficients"),
        (lambda x: np.trapezoid(np.ones(3) * x, x * np.eye(3)), np.ones(3), "and points of"),
        (lambda a: linalg.solve(a, np.ones(3)), STACK, "a stack of matrices and one vector"),
        (lambda a: linalg.eigvalsh(a, np.eye(3)), STACK, "not known for stacks of matrices"),
        (lambda a: linalg.cho_factor(a)[0], STACK, "not known for stacks of matrices"),
        (lambda a: linalg.khatri_rao(a, a), STACK, "not known for stacks of matrices"),
        *[(f, np.eye(3), "relative cutoffs") for f in (
            truncated, truncated_solution, truncated_scipy, truncated_scipy_solution)],
    ],
)
def test_forms_without_a_right_rule_are_refused(function, argument, message):
    with pytest.raises(s2sad.Error, match=message):
        s2sad.vjp(function, argument)


def strided(x):
    return np.lib.stride_tricks.as_strided(x, (2, 2), (8, 8))


def strided_as_before(x):
    return np.lib.stride_tricks.as_strided(x, (2, 2), x.strides)


def at_columns(x):
    out = x.copy()
    np.multiply.at(out, (slice(None), [1, 1]), 2.0)
    return out


@pytest.mark.parametrize(
    ("function", "advice"),
    [
        (at_columns, "np.multiply.at is given slices or masks beside arrays of indices"),
        (strided, "Instead: use np.lib.stride_tricks.sliding_window_view"),
        (strided_as_before, "Instead: use np.lib.stride_tricks.sliding_window_view"),
    ],
)
def test_what_to_write_instead(function, advice):
    with pytest.raises(s2sad.UnsupportedError, match=advice):
        s2sad.vjp(function, np.eye(3))


@pytest.mark.parametrize(("shape", "side"), [((2, 3), "right"), ((3, 2), "left")])
def test_a_singular_polar_factor_has_no_derivative(shape, side):
    a = np.random.default_rng(0).normal(size=shape)
    for transform in (lambda f: s2sad.vjp(f, a)[1](f(a)), lambda f: s2sad.jvp(f, (a,), (a,))):
        with pytest.raises(AssertionError, match="give the other side="):
            transform(lambda a: linalg.polar(a, side))


def test_distances_have_a_derivative_at_0():
    for distances in (spatial.distance.cdist, lambda x, y: np.linalg.norm(x[:, None] - y, axis=-1)):
        x_bar = s2sad.grad(lambda x: np.sum(distances(x, x)))(np.eye(3))
        assert np.all(np.isfinite(x_bar))


def test_metrics_without_a_rule_are_refused():
    with pytest.raises(s2sad.UnsupportedError, match="in the metrics 'euclidean'"):
        s2sad.vjp(lambda x: spatial.distance.cdist(x, x, "cosine"), np.eye(3))


def vector(x, limit):
    if x.ndim != 1:
        raise ValueError(f"x must be a vector, got {x.shape}")
    if len(x) == limit:
        raise ValueError("x is full")
    return np.sum(x)


def test_a_check_of_the_users_is_told_in_its_own_words():
    with pytest.raises(s2sad.UnsupportedError, match="raises ValueError: x must be a vector, got "):
        s2sad.grad(vector)(np.ones((2, 2)), 3)
    assert s2sad.grad(vector)(np.ones(2), 3).tolist() == [1.0, 1.0]


@pytest.mark.parametrize(("x", "said"), [
    (np.array([1.0, 2.0], dtype=object), r"an array of Python objects(.|\n)*x.astype\(float\)"),
    (array.array("d", [1.0, 2.0]), r"an array.array(.|\n)*np.asarray\(x\)"),
])  # fmt: skip
def test_arrays_that_are_none_of_numbers_are_named(x, said):
    with pytest.raises(s2sad.UnsupportedError, match=said):
        s2sad.grad(np.sum)(x)


def unsupported(x):
    return np.quantile(x, 0.3, weights=np.ones(3), method="inverted_cdf")


def unsupported_scipy(x):
    return linalg.eigh(x * np.eye(3), subset_by_index=[0, 1])[0]


@pytest.mark.parametrize(
    ("function", "named"),
    [(unsupported, "np.quantile with weights="),
     (unsupported_scipy, "scipy.linalg.eigh with subset_by_index=")],
)  # fmt: skip
def test_an_option_that_no_rule_has_is_named_with_its_function(function, named):
    x = np.array([1.0, 3.0, 2.0])
    for transform in (lambda: s2sad.vjp(function, x), lambda: s2sad.jvp(function, (x,), (x,))):
        with pytest.raises(s2sad.UnsupportedError, match=named):
            transform()
