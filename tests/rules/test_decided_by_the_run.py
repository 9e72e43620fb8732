"""What only the run can decide raises there, or is NaN, and is never a wrong number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

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
