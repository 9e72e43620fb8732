"""The contract on what may be differentiated: whatever can be called, as it is."""

import functools
import operator
import pickle

import numpy as np
import pytest
from scipy import interpolate, stats

import s2sad
from s2sad import differentiate, grad, jacobian


@differentiate(argnames="b")
def by_name(a, b=2.0):
    return a * b * b


@differentiate(argnames=("b", "a"))
def by_names(a, b):
    return a * b


@differentiate(argnames="b")
def by_keyword(a, *, b=2.0):
    return a * b * b


@differentiate(has_aux=True)
def beside(x):
    return x * x, "text"


class Scale:
    def __init__(self, factor):
        self.factor = factor

    @differentiate(argnames="x", has_aux=True)
    def square(self, x):
        return self.factor * x * x, x


def test_options_of_the_decorator():
    assert by_name.grad(3.0, b=4.0) == by_name.jacobian(3.0, b=4.0) == 24.0
    assert by_name.hessian(3.0, 4.0) == 6.0
    assert by_name.value_and_grad(3.0, 4.0) == (48.0, 24.0)
    assert by_names.grad(3.0, 4.0) == {"b": 3.0, "a": 4.0}
    assert by_names.jacobian(3.0, 4.0) == {"b": 3.0, "a": 4.0}
    assert by_names.elementwise_grad(3.0, 4.0) == {"b": 3.0, "a": 4.0}
    blocks = {"b": {"b": 0.0, "a": 1.0}, "a": {"b": 1.0, "a": 0.0}}
    assert by_names.hessian(3.0, 4.0) == by_names.grad.jacobian(3.0, 4.0) == blocks
    for v in ((2.0, 1.0), {"a": 1.0, "b": 2.0}):
        assert by_names.hvp(3.0, 4.0, v) == {"b": 1.0, "a": 2.0}
    assert by_keyword.jacobian(3.0) == by_keyword.elementwise_grad(3.0) == 12.0
    assert by_keyword.hessian(3.0, b=1.0) == by_keyword.hvp(3.0, 1.0) == 6.0
    assert by_keyword.grad.jacobian(3.0) == by_keyword.grad.hvp(3.0, 1.0) + 6.0 == 6.0
    assert beside.grad(3.0) == (6.0, "text")
    assert beside.value_and_grad(3.0) == ((9.0, "text"), 6.0)
    assert Scale(2.0).square.grad(3.0) == (12.0, 3.0)
    assert Scale.square.grad(Scale(2.0), 3.0) == (12.0, 3.0)
    assert pickle.loads(pickle.dumps(by_name)).grad(3.0, b=4.0) == 24.0


@functools.singledispatch
def measured(x):
    return x * x


@measured.register(list)
def _(x):
    return x[0] ** 3


def test_functions_of_the_standard_library():
    assert grad(operator.itemgetter(1))([2.0, 3.0]) == [0.0, 1.0]
    assert grad(operator.attrgetter("real"))(2.0) == 1.0
    np.testing.assert_array_equal(grad(operator.methodcaller("sum"))(np.ones(2)), np.ones(2))
    assert grad(measured)(3.0) == 6.0 and grad(measured)([2.0]) == [12.0]


def test_functions_of_the_numerical_libraries():
    np.testing.assert_array_equal(
        jacobian(np.vectorize(lambda v: v * v))(np.ones(2)), 2 * np.eye(2)
    )
    assert grad(stats.norm.logpdf)(0.5) == pytest.approx(-0.5)
    assert grad(stats.norm(1.0, 2.0).logpdf)(0.5) == pytest.approx(0.125)


def test_an_object_without_a_rule_is_named_by_its_class():
    spline = interpolate.CubicSpline([0.0, 1.0, 2.0], [0.0, 1.0, 4.0])
    with pytest.raises(s2sad.UnsupportedError, match="is known for what a CubicSpline returns"):
        grad(lambda x: spline(x) * 2)(0.5)


def test_a_number_and_a_text_are_not_added():
    with pytest.raises(s2sad.Error, match="the lambda always raises TypeError: unsupported"):
        grad(lambda x: x + "a")(2.0)
    with pytest.raises(s2sad.Error, match="the lambda returns a text"):
        grad(lambda x: f"{x}")(2.0)
