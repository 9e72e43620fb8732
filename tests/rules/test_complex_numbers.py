"""`complex(re, im)` makes the number of these parts: signs of zeros and infinities included."""

import cmath
import math

import numpy as np
import pytest

import s2sad


def both(a):
    return abs(complex(a, a * a) * (1 + 2j))


def real_part_alone(a):
    return abs(complex(a) * (1 + 2j))


def imaginary_part_by_name(a):
    return abs(complex(imag=a, real=2.0) * (1 + 2j))


def of_complex_parts(a):
    return abs(complex(a * 1j, 1.0 + a * 1j) * (1 + 2j))


def of_numpy_numbers(a):
    x = np.array([a, 2.0 * a])
    return abs(complex(np.sum(x), x[0]) * (1 + 2j))


def of_nothing(a):
    z = complex()
    for k in range(3):
        z = z * complex(a, k) + complex(k)
    return z.real * z.imag


@pytest.mark.parametrize(
    "f",
    [both, real_part_alone, imaginary_part_by_name, of_complex_parts, of_numpy_numbers, of_nothing],
    ids=lambda f: f.__name__,
)
def test_derivatives(f, order):
    s2sad.check_grads(f, (1.3,), order=order)


@pytest.mark.parametrize("im", [0.0, -0.0])
def test_the_side_of_a_branch_cut(im):
    def f(x, a, b):
        return x * cmath.phase(complex(a, b))

    assert s2sad.grad(f)(1.0, -1.0, im) == math.copysign(math.pi, im)
    assert s2sad.grad(lambda x: x * cmath.phase(complex(-1.0, im)))(1.0) == math.atan2(im, -1.0)


def test_an_infinite_part_leaves_the_other_alone():
    value = s2sad.value_and_grad(lambda a, b: 3.0 * complex(a, b).real)(2.0, math.inf)
    assert value == (6.0, 3.0)


@pytest.mark.parametrize("f", [np.prod, np.cumprod, np.nanprod, np.nancumprod, np.cumulative_prod])
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_factors_lose_their_imaginary_parts_before_they_are_multiplied(f):
    z, z_dot = np.array([1.5 + 1j, 2.7 - 0.3j]), np.array([0.3 + 0.2j, 0.7 - 1j])
    y, y_dot = s2sad.jvp(lambda z: f(z, dtype=float), (z,), (z_dot,))
    expected, expected_dot = s2sad.jvp(f, (z.real,), (z_dot.real,))
    assert np.array_equal(y, expected) and np.array_equal(y_dot, expected_dot)
    assert y_dot.dtype == float


@pytest.mark.parametrize("f", [np.var, np.std, np.nanvar, np.nanstd])
def test_deviations_from_a_mean_of_real_parts_are_refused(f):
    with pytest.raises(s2sad.UnsupportedError, match="drops the imaginary parts: give .real"):
        s2sad.grad(lambda z: f(z, dtype=float))(np.array([1.5 + 1j, 2.7 - 0.3j]))
