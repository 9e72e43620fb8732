"""Programs of some length, as users write them: both modes and second derivatives."""

import inspect

import long_programs
import numpy as np
import pytest

import s2sad

X = np.array([0.7, 1.3, 0.4, 2.1])
PROGRAMS = {
    name: f
    for name, f in vars(long_programs).items()
    if inspect.isfunction(f) and list(inspect.signature(f).parameters) == ["x"]
}


def slopes(f, h):
    """Central differences of a function of X, one row for each entry."""
    return np.array([(f(X + h * e) - f(X - h * e)) / (2 * h) for e in np.eye(len(X))])


@pytest.mark.slow
@pytest.mark.parametrize("name", PROGRAMS)
def test_program(name):
    f = PROGRAMS[name]
    value, gradient = s2sad.value_and_grad(f)(X.copy())
    np.testing.assert_allclose(value, f(X.copy()))
    np.testing.assert_allclose(gradient, slopes(f, 1e-6), rtol=1e-5, atol=1e-5)
    v = np.arange(1.0, 5.0)
    np.testing.assert_allclose(s2sad.jvp(f, (X.copy(),), (v,))[1], gradient @ v, rtol=1e-9)
    expected = slopes(s2sad.grad(f), 1e-5)
    np.testing.assert_allclose(s2sad.hessian(f)(X.copy()), expected, rtol=1e-4, atol=1e-4)
    along = s2sad.hvp(f)(X.copy(), v)
    np.testing.assert_allclose(along, expected @ v, rtol=1e-4, atol=1e-3)
