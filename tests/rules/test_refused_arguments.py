"""Forms of arguments for which a rule would be wrong: they are refused."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg

import s2sad

THIN, WIDE, COMPLEX = np.ones((3, 1)), np.ones((3, 4)), np.eye(3) + 1j * np.ones((3, 3))


def stretched(x):
    return np.einsum("ij,ij->i", THIN, x).sum()


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


@pytest.mark.parametrize(
    ("function", "argument", "message"),
    [
        (stretched, WIDE, "which it stretches"),
        (complex_correlations, COMPLEX, "for real numbers only"),
        *[(f, np.eye(3), "relative cutoffs") for f in (
            truncated, truncated_solution, truncated_scipy, truncated_scipy_solution)],
    ],
)
def test_forms_without_a_right_rule_are_refused(function, argument, message):
    with pytest.raises(s2sad.Error, match=message):
        s2sad.vjp(function, argument)
