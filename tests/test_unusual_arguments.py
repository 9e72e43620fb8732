"""Arguments, tangents and options that are easily overlooked: taken as they are meant, or refused
by s2sad and not by what it calls."""

import types

import numpy as np
import pytest

import s2sad
from s2sad import (
    UnsupportedError, custom_vjp, grad, hvp, jvp, multigrad,
    register_structure, vjp,
)  # fmt: skip

A = np.array([1.0, 2.0, 3.0])
FIRST = [1.0, 0, 0]


class Failure(Exception):
    def __init__(self, a):
        self.a = a


class Demanding:
    def __new__(cls, a):
        assert a > 0
        return object.__new__(cls)

    def __init__(self, a):
        self.a = a


def square(p):
    return p.a**2


def test_a_namespace_is_an_object_like_others():
    p = types.SimpleNamespace(a=2.0, n=3, w=A)

    def f(p):
        return p.a**2 * np.sum(p.w)

    found = grad(f)(p)
    assert type(found) is types.SimpleNamespace and (found.a, found.n) == (24.0, None)
    np.testing.assert_allclose(found.w, 4.0 * np.ones(3))
    assert grad(lambda x: grad(square)(types.SimpleNamespace(a=x)).a)(2.0) == 2.0
    s2sad.check_grads(f, (p,))


def test_a_gradient_is_made_without_the_class_being_asked():
    assert grad(square)(Demanding(2.0)).a == 4.0


def test_an_error_is_no_structure():
    with pytest.raises(UnsupportedError, match="derived from Exception"):
        grad(square)(Failure(2.0))
    assert grad(lambda x, e: x * e.a)(2.0, Failure(3.0)) == 3.0


def test_tangents_may_be_lists():
    np.testing.assert_allclose(jvp(np.sin, (A,), (FIRST,))[1], np.cos(A) * FIRST)
    np.testing.assert_allclose(vjp(np.sin, A)[1](FIRST)[0], np.cos(A) * FIRST)
    np.testing.assert_allclose(hvp(lambda x: np.sum(x**3))(A, FIRST), 6 * A * FIRST)


@pytest.mark.parametrize("given", ["a", {}])
def test_what_is_no_number_is_no_tangent(given):
    with pytest.raises(s2sad.Error, match="tangent 0 is no number"):
        jvp(np.sin, (1.0,), (given,))


def test_an_integer_has_no_tangent():
    def f(x, n):
        return x**n

    for ignored in (0.0, 0, None):
        assert jvp(f, (2.0, 3), (1.0, ignored)) == (8.0, 12.0)
    with pytest.raises(s2sad.Error, match="tangent 1"):
        jvp(f, (2.0, 3), (1.0, 1.0))


def test_multigrad_of_one_number():
    assert multigrad(lambda x: x * x, 0)(2.0) == (4.0,)


def test_argnums_and_argnames_exclude_each_other():
    def f(x, y):
        return x * y

    for transform in (grad, s2sad.value_and_grad):
        with pytest.raises(s2sad.Error, match="both given"):
            transform(f, 1, argnames="x")(2.0, 3.0)
    with pytest.raises(UnsupportedError, match="both given"):
        grad(lambda x: grad(f, 1, argnames="x")(x, x))(2.0)


@custom_vjp
def scaled(x, *, s=1.0):
    return s * x**2


scaled.defvjp(lambda ans, g, x, *, s=1.0: (2 * g * s * x,))


def test_a_keyword_of_a_function_with_rules():
    assert grad(scaled)(3.0) == 6.0 and grad(scaled)(3.0, s=2.0) == 12.0


def nested(depth):
    found = 2.0
    for _ in range(depth):
        found = [found]
    return found


@pytest.mark.parametrize("depth", [150, 300])
def test_a_deep_nesting_is_refused(depth):
    with pytest.raises(UnsupportedError, match="nested more than 100 deep"):
        grad(lambda p: p[1] ** 2)([nested(depth), 2.0])


def test_a_nesting_that_is_not_so_deep():
    assert grad(lambda p: p[1] ** 2)([nested(90), 2.0])[1] == 4.0


def test_what_takes_a_structure_apart_is_a_function():
    class Pair:
        pass

    for functions in ((1, tuple), (tuple, 2)):
        with pytest.raises(s2sad.Error, match="is not callable"):
            register_structure(Pair, *functions)


@pytest.mark.usefixtures("rules_taken_back")
def test_nondifferentiable_is_a_decorator():
    @s2sad.nondifferentiable
    def counted(x):
        return x * x

    assert counted(3.0) == 9.0 and grad(lambda x: x * counted(x))(3.0) == 9.0


@pytest.mark.parametrize(("y", "verb"), [(np.ma.ones(2), "is"), ([np.ma.ones(2)], "holds")])
def test_an_argument_that_is_refused_is_named(y, verb):
    def f(x, y):
        return np.sum(x) * np.sum(y[0])

    said = f"(?s)in f\n.*\n.*\nthe argument 'y' {verb} an instance of MaskedArray"
    for call in (grad(f), s2sad.jacobian(f), lambda *args: vjp(f, *args)):
        with pytest.raises(UnsupportedError, match=said):
            call(2.0, y)
