"""What only one branch reads is computed there."""

import math

import numpy as np
import pytest

import s2sad


def root(x):
    return math.sqrt(max(x, 0.0))


def chosen(x):
    y = math.sqrt(abs(x))
    return y if x > 0.5 else 0.1 * x


def nested(x):
    r = math.sqrt(abs(x - 1.0))
    if x > 0.0:
        return r if x > 1.0 else x * x
    return -x


def in_a_loop(x):
    s = 0.0
    for k in range(1, 4):
        r = math.sqrt(max(x - k, 0.0))
        s = s + r * k
    return s


def angle(x):
    return math.acos(max(-1.0, min(1.0, x)))


def angle_from_below(x):
    return math.acos(min(max(x, -1.0), 1.0))


def root_of_a_clamped_number(x):
    return math.sqrt(min(max(x, 0.0), 3.0))


#: (function, where a slope beside is infinite, the derivative there)
BESIDE = [(root, -1.0, 0.0), (chosen, 0.0, 0.1), (nested, 1.0, 2.0), (nested, -1.0, -1.0),
          (in_a_loop, -0.5, 0.0)]  # fmt: skip
#: beyond the bounds of a clamp there is no slope, whatever that of what follows
CLAMPED = [(angle, 1.5), (angle, -1.5), (angle_from_below, 1.5), (angle_from_below, -1.5),
           (root_of_a_clamped_number, -1.0), (root_of_a_clamped_number, 4.0)]  # fmt: skip


@pytest.mark.parametrize(("f", "x", "slope"), BESIDE)
def test_a_branch_that_is_not_taken_raises_nothing(f, x, slope):
    assert s2sad.grad(f)(x) == slope
    value, gradient = s2sad.value_and_grad(f)(x)
    assert gradient == slope and value == f(x)


@pytest.mark.parametrize(("f", "x"), CLAMPED)
def test_nor_does_a_bound_that_is_passed(f, x):
    assert s2sad.grad(f)(x) == 0.0
    assert s2sad.value_and_grad(f)(x) == (f(x), 0.0)


@pytest.mark.parametrize(("f", "x", "slope"), BESIDE)
def test_nor_forward(f, x, slope):
    if f is not nested:
        assert s2sad.jvp(f, (x,), (1.0,)) == (f(x), slope)


def test_numbers_of_numpy_have_no_nan_there():
    def of_entries(x):
        s = 0.0
        for k in range(len(x)):
            s += np.sqrt(np.maximum(x[k], 0.0))
        return s

    x, x_dot = np.array([-1.0, 4.0]), np.array([1.0, 1.0])
    assert s2sad.jvp(of_entries, (x,), (x_dot,)) == (2.0, 0.25)
    np.testing.assert_array_equal(s2sad.grad(of_entries)(x), [0.0, 0.25])


def test_effects_keep_their_order(capsys):
    def f(x, y):
        w = 1.0 / y if x > 1.0 else 0.0
        print("before")
        return math.sqrt(x) * w

    with pytest.raises(ZeroDivisionError):
        s2sad.jvp(f, (2.0, 0.0), (1.0, 0.0))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("f", [root, chosen, nested, in_a_loop])
@pytest.mark.parametrize("x", [-0.7, 0.3, 0.9, 1.8])
def test_derivatives(f, x, order):
    s2sad.check_grads(f, (x,), order=order)


def test_what_both_branches_or_others_read_stays_outside():
    def f(x, y):
        a = np.exp(x) * y
        return a * y if y > 0.0 else a

    source = s2sad.grad(f, argnums=(0, 1)).source("float", "float")
    assert source.count("np.exp(") == 1
