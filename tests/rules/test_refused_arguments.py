"""Forms of arguments for which a rule would be wrong: they are refused."""

from __future__ import annotations

import numpy as np
import pytest

import s2sad

THIN, WIDE, COMPLEX = np.ones((3, 1)), np.ones((3, 4)), np.eye(3) + 1j * np.ones((3, 3))


def stretched(x):
    return np.einsum("ij,ij->i", THIN, x).sum()


def complex_correlations(z):
    return np.abs(np.corrcoef(z)).sum()


@pytest.mark.parametrize(
    ("function", "argument", "message"),
    [
        (stretched, WIDE, "which it stretches"),
        (complex_correlations, COMPLEX, "for real numbers only"),
    ],
)
def test_forms_without_a_right_rule_are_refused(function, argument, message):
    with pytest.raises(s2sad.Error, match=message):
        s2sad.vjp(function, argument)
