"""`digamma` against SciPy."""

import math

import pytest

from s2sad.rules.special import digamma

special = pytest.importorskip("scipy.special")


@pytest.mark.parametrize(
    "x", [1e-3, 0.5, 1.0, 1.4616321449683623, 3.7, 9.99, 10.0, 250.0, -0.3, -7.6]
)
def test_digamma_agrees_with_scipy(x):
    assert digamma(x) == pytest.approx(float(special.digamma(x)), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("x", [0.0, -1.0, -12.0])
def test_digamma_has_no_value_at_its_poles(x):
    assert math.isnan(digamma(x))
