"""What only the run can decide raises there, or is NaN, and is never a wrong number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

import s2sad

TALL = np.random.default_rng(2).normal(size=(4, 3))


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


def test_residue_of_a_system_that_has_none_raises():
    b = np.ones(3)
    with pytest.raises(ValueError, match="overdetermined"):
        s2sad.grad(residue)(TALL[:3], b)
    rank_one = np.outer(np.arange(4.0), np.ones(3))
    with pytest.raises(ValueError, match="full rank"):
        s2sad.jvp(residue, (rank_one, np.ones(4)), (rank_one, np.ones(4)))
