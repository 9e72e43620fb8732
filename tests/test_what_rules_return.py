"""What users' rules return has the structure and shape of what it belongs to, or is refused."""

import re

import numpy as np
import pytest
import scipy.special

import s2sad
from s2sad import custom_vjp, grad, jvp

A = np.array([1.0, 2.0, 3.0])
TWO = {"a": 2.0, "b": 3.0}


def given(f, vjp=None, jvp=None):
    made = custom_vjp(f)
    if vjp is not None:
        made.defvjp(vjp)
    if jvp is not None:
        made.defjvp(jvp)
    return made


def total(vjp, **rules):
    return given(lambda x: np.sum(x * x), vjp, **rules)


def product(vjp):
    return given(lambda p: p["a"] ** 2 * p["b"], vjp)


REFUSED = [
    (total(lambda ans, g, x: (g * 2.0,)), A, "a number for argument 0, which is an array"),
    (total(lambda ans, g, x: (np.outer(x, x) * g,)), A, "an array with 2 axes for argument 0"),
    (total(lambda ans, g, x: (g * np.ones((1, 3)),)), A, "an array with 2 axes for argument 0"),
    (total(lambda ans, g, x: (g * np.ones(1),)), A, "array with 1 axis of another length"),
    (total(lambda ans, g, x: (g * x[1:],)), A, "array with 1 axis of another length"),
    (given(lambda x: x * x, lambda ans, g, x: (np.ones(3) * g,)), 2.0, "which is a number"),
    (given(lambda x: x * x, lambda ans, g, x: ("a",)), 2.0, "'a' for argument 0"),
    (given(lambda x: x * x, lambda ans, g, x: (True,)), 2.0, "a truth value for argument 0"),
    (given(lambda x: x * x, lambda ans, g, x: (x > 1,)), 2.0, "a truth value for argument 0"),
    (total(lambda ans, g, x: (x > 1,)), A, "an array of truth values with 1 axis for argument 0"),
    (given(lambda x: x * x, lambda ans, g, x: ({},)), 2.0, "an empty dict for argument 0"),
    (given(lambda x: x * x, lambda ans, g, x: None), 2.0, "returns None"),
    (total(lambda ans, g, x: ((2 * g * x, 1.0),)), A, "a tuple of 2 for argument 0"),
    (product(lambda ans, g, p: (2.0 * g,)), TWO, "a number for argument 0, which is a dict"),
    (product(lambda ans, g, p: ({"a": g},)), TWO, "dict of 1 with 'a' for argument 0"),
    (product(lambda ans, g, p: ({"a": g, "c": g},)), TWO, "dict of 2 with 'a', 'c' for"),
    (given(lambda x: x * x, lambda ans, g, x: (2j * g * x,)), 2.0, "a complex value for arg"),
    (given(lambda x: x * x, lambda ans, g, x: (1j,)), 2.0, "argument 0, which is real"),
    (total(lambda ans, g, x: (g * (x + 1j),)), A, "a complex value for argument 0, which is real"),
    (product(lambda ans, g, p: ({"a": g, "b": 1j * g},)), TWO, "a complex value for 'b'"),
    (product(lambda ans, g, p: ({"a": x for x in "a"} | {"b": g * np.ones(2)},)), TWO, "'a'"),
]


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_refused(number):
    f, x, message = REFUSED[number]
    with pytest.raises(s2sad.UnsupportedError, match=re.escape(message)) as caught:
        grad(f)(x)
    assert "the reverse rule of" in str(caught.value) and "^" in str(caught.value)


FORWARD = [
    (given(lambda x: x * 2, jvp=lambda ans, t, x: np.sum(t[0])), "a number for the result"),
    (given(lambda x: np.sum(x), jvp=lambda ans, t, x: t[0]), "an array with 1 axis for"),
    (given(lambda x: x * 2, jvp=lambda ans, t, x: None), "returns None"),
    (given(lambda x: x * 2, jvp=lambda ans, t, x: x > 1), "an array of truth values"),
    (given(lambda x: x * 2, jvp=lambda ans, t, x: 2j * t[0]), "a complex value for the result"),
    (given(lambda x: x * 2, jvp=lambda ans, t, x: (t[0] * 2, 1)), "a tuple of 2 for the result"),
    (given(lambda x: (x, x), jvp=lambda ans, t, x: t[0]), "which is a tuple of 2"),
]


@pytest.mark.parametrize("number", range(len(FORWARD)))
def test_refused_forward(number):
    f, message = FORWARD[number]
    with pytest.raises(s2sad.UnsupportedError, match=f"the forward rule of .*{message}"):
        jvp(f, (A,), (A,))


RIGHT = [
    (total(lambda ans, g, x: (0.0,)), A, np.zeros(3)),
    (total(lambda ans, g, x: (None,)), A, np.zeros(3)),
    (total(lambda ans, g, x: [2 * g * x]), A, 2 * A),
    (given(lambda x: x * x, lambda ans, g, x: [2 * g * x]), 2.0, 4.0),
    (given(lambda x: x[0] * x[1], lambda ans, g, x: ((g * x[1], g * x[0]),)), A[1:], A[:0:-1]),
    (given(lambda x: x[0] * x[1], lambda ans, g, x: [g * x[1], g * x[0]]), A[1:], A[:0:-1]),
    (given(lambda x: x * 2, lambda ans, g, x: (2,)), 3.0, 2.0),
]


@pytest.mark.parametrize("number", range(len(RIGHT)))
def test_right(number):
    f, x, expected = RIGHT[number]
    found = grad(f)(x)
    np.testing.assert_allclose(found, expected)
    assert np.shape(found) == np.shape(x) and type(found) is type(x)


def test_a_list_for_several_arguments():
    f = given(lambda x, y: x * y, lambda ans, g, x, y: [g * y, g * x])
    assert grad(f, (0, 1))(2.0, 3.0) == (3.0, 2.0)


def test_the_keys_of_a_dict_may_come_in_any_order():
    f = product(lambda ans, g, p: ({"b": g * p["a"] ** 2, "a": 2 * g * p["a"] * p["b"]},))
    assert grad(f)(TWO) == {"a": 12.0, "b": 4.0}
    f = given(lambda x: {"a": x, "b": x * 2}, jvp=lambda ans, t, x: {"b": 2 * t[0], "a": t[0]})
    assert jvp(f, (2.0,), (1.0,))[1] == {"a": 1.0, "b": 2.0}


def test_of_a_complex_result_the_real_part_is_meant():
    turned = given(lambda x: np.exp(1j * x), lambda ans, g, x: (1j * ans * g,))
    assert grad(lambda x: turned(x).real)(0.7) == pytest.approx(-np.sin(0.7))


@pytest.mark.usefixtures("rules_taken_back")
def test_functions_of_others():
    """A ufunc stretches its arguments, and what comes back for one is summed; nothing else is."""
    s2sad.defvjp(scipy.special.pro_cv, lambda ans, g, m, n, c: (None, None, g * 2 * c))
    assert grad(lambda x: np.sum(scipy.special.pro_cv(1, np.array([1.0, 2.0]), x)))(0.5) == 2.0
    s2sad.defvjp(scipy.special.pbdv, lambda ans, g, v, x: None)
    with pytest.raises(s2sad.UnsupportedError, match="the reverse rule of .*pbdv.* returns None"):
        grad(lambda x: scipy.special.pbdv(1.0, x)[0])(2.0)
    s2sad.defvjp(np.partition, lambda ans, g, a, kth: (np.sum(g),))
    with pytest.raises(s2sad.UnsupportedError, match="np.partition.* a number for 'a'"):
        grad(lambda x: np.sum(np.partition(x, 1)))(A)


def test_a_rule_is_given_outside():
    def f(x):
        return custom_vjp(lambda q: q * q)(x)

    with pytest.raises(s2sad.UnsupportedError, match="called inside differentiated code"):
        grad(f)(2.0)
