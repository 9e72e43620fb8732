"""What only the run can decide raises there, or is NaN, and is never a wrong number."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from scipy import linalg, stats

import s2sad

TALL = np.random.default_rng(2).normal(size=(4, 3))
RANK_ONE = np.outer(np.arange(4.0), np.ones(3))


def all_left_vectors(a):
    return np.sum(np.linalg.svd(a)[0] ** 3)


def last_left_vector(a):
    return np.linalg.svd(a)[0][:, -1]


def residue(a, b):
    return linalg.lstsq(a, b)[1]


def test_vectors_without_a_singular_value_raise_in_reverse():
    with pytest.raises(ValueError, match="full_matrices=False"):
        s2sad.grad(all_left_vectors)(TALL)


def test_vectors_without_a_singular_value_have_no_tangent():
    _, tangent = s2sad.jvp(last_left_vector, (TALL,), (np.ones_like(TALL),))
    assert np.all(np.isnan(tangent))
    _, tangent = s2sad.jvp(last_left_vector, (TALL[:3],), (np.ones((3, 3)),))
    assert np.all(np.isfinite(tangent))


def sum_of_residues(a, b):
    return np.sum(linalg.lstsq(a, b)[1])


def residue_written_into(a, b):
    r = linalg.lstsq(a, b)[1]
    s = r
    r *= 2.0
    return s * r


def test_residue_of_a_system_that_has_none_raises():
    b = np.ones(3)
    with pytest.raises(ValueError, match="overdetermined"):
        s2sad.grad(residue)(TALL[:3], b)


def test_residue_of_a_system_of_less_than_full_rank_raises_or_is_nan():
    """It is nothing before SciPy 1.18, and NaN from then on."""
    b = np.ones(4)
    if np.ndim(residue(RANK_ONE, b)):
        with pytest.raises(ValueError, match="full rank"):
            s2sad.jvp(residue, (RANK_ONE, b), (RANK_ONE, b))
    else:
        value, tangent = s2sad.jvp(residue, (RANK_ONE, b), (RANK_ONE, b))
        assert np.isnan(value) and np.isnan(tangent)
        assert np.all(np.isnan(s2sad.grad(residue)(RANK_ONE, b)))


def test_residues_of_less_than_full_rank_are_none_or_nan():
    b = np.ones((4, 2))
    value, tangent = s2sad.jvp(sum_of_residues, (RANK_ONE, b), (RANK_ONE, b))
    gradient = s2sad.grad(sum_of_residues)(RANK_ONE, b)
    if linalg.lstsq(RANK_ONE, b)[1].size:
        assert np.isnan(value) and np.isnan(tangent) and np.all(np.isnan(gradient))
    else:
        assert value == 0.0 and tangent == 0.0 and not np.any(gradient)


def test_a_residue_is_an_array_where_scipy_makes_one():
    b = np.arange(4.0)
    value, tangent = s2sad.jvp(residue_written_into, (TALL, b), (np.zeros((4, 3)), b))
    # homogeneous of degree 4 in b
    assert value == pytest.approx(residue_written_into(TALL, b))
    assert tangent == pytest.approx(4.0 * value)


def median(x):
    return np.sum(np.median(x, axis=0))


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_a_median_of_no_entries_is_nan_and_has_an_empty_gradient(shape):
    x = np.zeros(shape)
    with warnings.catch_warnings(action="ignore"):
        value, gradient = s2sad.value_and_grad(median)(x)
        _, tangent = s2sad.jvp(median, (x,), (x,))
        np.testing.assert_equal((value, tangent), (median(x), median(x)))
    assert gradient.shape == shape


def fitted(x, y):
    return np.polyfit(x, y, 1)[0]


def fitted_with_weights(x, y):
    return np.polyfit(x, x, 1, w=y)[0]


@pytest.mark.parametrize("function", [fitted, fitted_with_weights])
@pytest.mark.parametrize("sizes", [(3, 4), (4, 2), (0, 0)])
def test_a_fit_that_numpy_refuses_raises_the_same(function, sizes):
    arguments = [np.arange(1.0, n + 1.0) for n in sizes]
    with pytest.raises(TypeError) as expected:
        function(*arguments)
    with pytest.raises(TypeError) as found:
        s2sad.grad(function, (0, 1))(*arguments)
    assert str(found.value) == str(expected.value)


def test_the_density_of_a_singular_covariance_has_no_derivative():
    def f(x, cov):
        return stats.multivariate_normal.logpdf(x, None, cov, True)

    x = np.array([0.3, 0.3])
    assert np.isfinite(f(x, np.ones((2, 2))))
    with pytest.raises(AssertionError, match="singular"):
        s2sad.grad(f)(x, np.ones((2, 2)))
