"""`digamma` against SciPy, and `is_static` at run time."""

import math

import pytest

from s2sad.runtime.special import digamma
from s2sad.runtime.static import is_static

special = pytest.importorskip("scipy.special")


@pytest.mark.parametrize(
    "x", [1e-3, 0.5, 1.0, 1.4616321449683623, 3.7, 9.99, 10.0, 250.0, -0.3, -7.6]
)
def test_digamma_agrees_with_scipy(x):
    assert digamma(x) == pytest.approx(float(special.digamma(x)), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("x", [0.0, -1.0, -12.0])
def test_digamma_has_no_value_at_its_poles(x):
    assert math.isnan(digamma(x))


def test_nothing_is_static_at_run_time():
    assert is_static(2) is False
