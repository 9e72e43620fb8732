import numpy as np
import pytest
from becoming import assert_becomes, assert_stays

import s2sad
from s2sad.passes import extents

SPREAD = "s2sad.runtime.broadcast:spread"
COLUMN = "(slice(None, None, None), None)"
UNBROADCAST = "s2sad.runtime.broadcast:unbroadcast"


def one(params, ops, after):
    assert_becomes(
        extents,
        f"func @f({params}) {{\n{ops}\nreturn %r\n}}",
        f"func @f({params}) {{\n{after}\n}}",
    )


@pytest.mark.parametrize("helper", [SPREAD, UNBROADCAST])
def test_broadcast_to_its_own_shape_goes(helper):
    one("%g: f64[n], %x: f64[n]", f"%r: f64[n] = {helper} %g, %x", "return %g")


def test_broadcast_that_the_types_do_not_decide_stays():
    assert_stays(
        extents,
        f"func @f(%g: f64[n], %x: f64[k?]) {{\n%r: f64[k?] = {UNBROADCAST} %g, %x\nreturn %r\n}}",
    )


def test_known_lengths():
    one("%x: f64[3, n]", "%r: int = len %x", "return 3")
    one("%x: f64[3, 4]", "%r: int = np.size %x", "return 12")
    one("%x: f64[n, 3]", "%r: int = axis_length %x, -1", "return 3")
    one("%x: f64", "%r: int = len (%x, %x)", "return 2")


def test_transposes():
    swap = "%a: f64[m, n] = np.transpose %x; %r: f64[n, m] = np.transpose %a"
    one("%x: f64[n, m]", swap, "%a: f64[m, n] = np.transpose %x; return %x")
    one("%x: f64[n]", "%r: f64[n] = np.transpose %x", "return %x")
    assert_stays(
        extents,
        """
        func @f(%x: f64[n, n, n]) {
          %a: f64[n, n, n] = np.transpose %x, (1, 2, 0)
          %r: f64[n, n, n] = np.transpose %a, (1, 2, 0)
          return %r
        }""",
    )


def test_items():
    one("%x: f64, %y: f64", "%r: f64 = getitem (%x, %y), -1", "return %y")
    one("%x: f64, %y: f64", "%r: f64 = getitem {'a': %x, 'b': %y}, 'a'", "return %x")
    one(
        "%l: list<f64>, %x: f64",
        "%m: list<f64> = list_append %l, %x; %r: list<f64> = list_drop_last %m",
        "%m: list<f64> = list_append %l, %x; return %l",
    )
    assert_stays(extents, "func @f(%x: f64) {\n%r: f64 = getitem (%x, %x), 2\nreturn %r\n}")


def test_the_sum_along_an_axis_of_a_broadcast_number_stays():
    assert_stays(
        extents,
        f"func @f(%g: f64, %x: f64[n, m]) {{\n%a: f64[n, m] = {SPREAD} %g, %x\n"
        "%r: f64[n] = np.sum %a, axis=1\nreturn %r\n}",
    )


TURNED, ACROSS = "slice(None, None, -1)", "(slice(None, None, None), slice(None, None, -1))"


@pytest.mark.parametrize("index", [TURNED, ACROSS])
def test_what_is_turned_twice_is_as_before(index):
    one(
        "%x: f64[n, m]",
        f"%a: f64[n, m] = getitem %x, {index}; %r: f64[n, m] = getitem %a, {index}",
        f"%a: f64[n, m] = getitem %x, {index}\nreturn %x",
    )


def test_what_is_turned_about_two_axes_stays():
    assert_stays(
        extents,
        f"func @f(%x: f64[n, m]) {{\n%a: f64[n, m] = getitem %x, {TURNED}\n"
        f"%r: f64[n, m] = getitem %a, {ACROSS}\nreturn %r\n}}",
    )


def test_a_reshape_that_may_be_an_error_stays():
    def f(x):
        return np.sum(x.reshape(3) ** 2)

    def g(x, n):
        return np.sum(x.reshape(n) ** 2)

    with pytest.raises(ValueError, match="cannot reshape"):
        s2sad.grad(f)(np.arange(5.0))
    with pytest.raises(ValueError, match="cannot reshape"):
        s2sad.grad(g)(np.arange(5.0), 3)
    np.testing.assert_array_equal(s2sad.grad(f)(np.arange(3.0)), [0.0, 2.0, 4.0])


def test_the_length_is_asked_of_what_arithmetic_starts_from():
    """No square is computed for its length, which a loop may change."""

    def loss(x, mask, y):
        h = np.zeros(len(x))
        for k in range(3):
            h = mask * (x * np.tanh(h) + 1.0)
        return np.mean((h - y) ** 2)

    x = np.array([0.5, -1.0, 2.0])
    source = s2sad.grad(loss).source(x, x, x)
    code = [line for line in source.splitlines() if "#" not in line]
    assert not any("**" in line for line in code), source
    s2sad.check_grads(loss, (x, x + 1.0, x - 1.0), order=1)
