"""What is read as Python has the values of NumPy and SciPy at the edge of its domain, too."""

import copy

import numpy as np
import pytest
from scipy import stats

import s2sad

ZERO, NEGATIVE = np.array([0.0, 0.3, 0.9]), np.array([-0.5, 0.3, 0.9])


@pytest.mark.parametrize(("function", "args"), [
    (stats.entropy, (ZERO,)), (stats.entropy, (ZERO, NEGATIVE**2)), (stats.hmean, (NEGATIVE,)),
    (stats.hmean, (ZERO,)), (stats.sem, (np.float32(ZERO),)),
    (lambda p: stats.entropy(p, base=2), (np.float32(NEGATIVE**2),)),
    (lambda p: np.polymul(p, p[1:]), (ZERO,)), (lambda p: np.polydiv(p, p[1:2])[1], (NEGATIVE,)),
    (lambda p: np.diff(p, n=0, prepend=1.0), (NEGATIVE,)),
    (lambda p, q: np.interp(q, [0.0, 1.0, 2.0], p, left=0.5), (ZERO, np.array(-0.5))),
    *[(f, (p,)) for f in (np.ascontiguousarray, np.asfortranarray) for p in (0.3, np.array(0.3))],
])  # fmt: skip
@pytest.mark.filterwarnings("ignore")
def test_value_at_the_edge(function, args):
    expected, (value, _) = function(*args), s2sad.vjp(function, *args)
    np.testing.assert_allclose(value, expected, rtol=1e-6, atol=1e-12, strict=True)
    assert type(value) is type(expected)


@pytest.mark.parametrize(("make", "x"), [
    (np.copy, 2.0), (np.copy, np.float64(2.0)), (np.i0, 2.0), (np.i0, np.array(2.0)),
    (lambda x: x.copy(), np.float64(2.0)), (lambda x: np.reshape(x, ()), np.float64(2.0)),
    (lambda x: np.reshape(x, ()), 2.0), (lambda x: x.reshape(()), np.array(2.0)),
    (lambda x: np.linalg.vector_norm(x, keepdims=True), np.float64(2.0)),
])  # fmt: skip
def test_another_name_sees_what_is_added_to_an_array_of_no_axes_and_not_to_a_number(make, x):
    def f(x):
        total = make(x)
        same = total
        total += 1.5
        return same * x

    expected = f(copy.copy(x))
    value, _ = s2sad.jvp(f, (copy.copy(x),), (x,))
    assert value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("x", [-2.0, np.float64(-2.0), np.array([-2.0, 0.0, 3.0])])
def test_a_complex_exponent_has_the_logarithm_of_a_negative_number(x):
    y = 0.3 + 0.2j
    _, y_dot = s2sad.jvp(lambda y: x**y, (y,), (1.0 + 0j,))
    np.testing.assert_allclose(y_dot, x**y * np.log(np.where(x == 0, 1, x) + 0j), rtol=1e-12)
