"""Exponents, items of ranges and keys must be known: what is refused says what to write."""

import cmath
import math

import numpy as np
import pytest

import s2sad


def powers(x, n):
    return np.sum(np.linalg.matrix_power(x, n))


def backwards(x, n):
    total = x * 0
    for k in range(n)[::-1]:
        total = total * x + k
    return total + range(1, 9, 2)[1:][0] * range(n)[1] * x


def test_exponents_and_ranges_of_an_argument(order):
    for n in (3, 0, 1, -2):
        s2sad.check_grads(powers, (np.array([[0.3, 1.0], [2.0, 0.3]]), n), order=1)
    s2sad.check_grads(backwards, (0.3, 4), order=order)


REFUSED = {
    "the bounds, or the index": lambda x, n: x * sum(range(n)[1:]),
}


def two(x):
    if x > 0.1:
        return x
    return [x, x]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_refused_says_what_to_write(text):
    with pytest.raises(s2sad.UnsupportedError, match=text):
        s2sad.grad(REFUSED[text])(0.3, 4)


def test_a_type_in_the_place_of_a_number_that_must_be_known_is_no_number():
    """The text was taken for the number: "always raises KeyError: 'int'"."""

    def of_table(x, k):
        return x * {1: x, 2: 2 * x}[k]

    assert s2sad.grad(of_table)(3.0, 2) == 12.0
    assert "k != 2" in s2sad.grad(of_table).source("float", 2)
    with pytest.raises(s2sad.UnsupportedError, match="a key of a dict must be known"):
        s2sad.grad(of_table).source("float", "int")


def test_a_dict_is_read_at_a_key_of_the_run_by_the_places_of_its_items():
    def chosen(x):
        return x * {True: x, False: 2 * x}[x > 0]

    derivative = s2sad.grad(chosen)
    assert derivative(3.0) == 6.0 and derivative(-3.0) == -12.0
    assert "{True: 0, False: 1}[x > 0]" in derivative.source("float")


def sign_of_zero(x, c):
    zero = 0.0 if c > 0 else -0.0
    return x * math.copysign(1.0, zero)


def side_of_the_cut(x, c):
    if c > 0:
        z = complex(-1.0, 0.0)
    else:
        z = complex(-1.0, -0.0)
    return x * cmath.phase(z)


def zero_of_numpy(x, c):
    zero = np.float64(0.0) if c > 0 else np.float64(-0.0)
    return x * np.arctan2(zero, -1.0)


@pytest.mark.parametrize("f", [sign_of_zero, side_of_the_cut, zero_of_numpy])
@pytest.mark.parametrize("c", [1.0, -1.0])
def test_numbers_of_two_branches_that_are_equal_and_not_the_same(f, c):
    assert s2sad.grad(f)(1.0, c) == f(1.0, c)
