"""The checks themselves: each kind of wrong rule is caught by the test that is to catch it."""

import numpy as np
import pytest
import test_derivative_rules
from samples import call
from table import SAMPLES
from test_derivative_rules import (
    cotangent_has_the_shape_of_the_primal, jvp_agrees_with_a_central_difference,
    rules_use_the_names_of_the_public_function, rules_write_into_no_argument,
    vjp_is_the_transpose_of_jvp,
)  # fmt: skip

from s2sad import jvp
from s2sad.errors import UnsupportedError
from s2sad.rules.registry import REGISTRY, Rule, is_nondifferentiable, jvp_rule, vjp_rule
from s2sad.runtime.broadcast import unbroadcast

X, V = np.array([[0.3, -0.7], [0.2, 1.1]]), np.array([0.4, 0.9])


def with_rule(monkeypatch, mode, callee, function):
    table = REGISTRY.jvps if mode == "jvp" else REGISTRY.vjps
    monkeypatch.setitem(table, callee, Rule(function, (callee,)))


def test_wrong_jvp_fails_against_differences(monkeypatch):
    with_rule(monkeypatch, "jvp", np.sin, lambda y, x_dot, x: x_dot * y)
    with pytest.raises(AssertionError):
        jvp_agrees_with_a_central_difference(np.sin, (X,), {})


def test_wrong_sign_in_vjp_fails_the_transpose_test(monkeypatch):
    def wrong(z, z_bar, x, y):
        return unbroadcast(z_bar * y, x), -unbroadcast(z_bar * x, y)

    with_rule(monkeypatch, "vjp", np.multiply, wrong)
    with pytest.raises(AssertionError):
        vjp_is_the_transpose_of_jvp(np.multiply, (X, V), {})


def test_conjugated_rule_fails_the_transpose_test(monkeypatch):
    with_rule(monkeypatch, "vjp", np.square, lambda y, y_bar, x: 2.0 * y_bar * np.conj(x))
    vjp_is_the_transpose_of_jvp(np.square, (X,), {})
    with pytest.raises(AssertionError):
        vjp_is_the_transpose_of_jvp(np.square, (X + 1j,), {})


def test_forgotten_unbroadcast_fails_the_shape_test(monkeypatch):
    with_rule(monkeypatch, "vjp", np.multiply, lambda z, z_bar, x, y: (z_bar * y, z_bar * x))
    cotangent_has_the_shape_of_the_primal(np.multiply, (X, X), {})
    with pytest.raises(AssertionError):
        cotangent_has_the_shape_of_the_primal(np.multiply, (X, V), {})


def test_rule_that_writes_is_caught(monkeypatch):
    def writes(y, y_bar, x):
        y_bar *= np.cos(x)
        return y_bar

    with_rule(monkeypatch, "vjp", np.sin, writes)
    with pytest.raises(AssertionError):
        rules_write_into_no_argument(np.sin, (X,), {})


def test_callee_without_samples_is_caught(monkeypatch):
    with_rule(monkeypatch, "vjp", "a callee of no samples", lambda y, y_bar, x: y_bar)
    with pytest.raises(AssertionError):
        test_derivative_rules.test_every_callee_with_a_rule_has_samples()


def test_renamed_parameter_is_caught(monkeypatch):
    with_rule(monkeypatch, "vjp", np.sum, lambda y, y_bar, x, axis=None: y_bar)
    with pytest.raises(AssertionError):
        rules_use_the_names_of_the_public_function(np.sum)


def test_samples_hold_calls():
    assert call(1, a=2) == ((1,), {"a": 2})
    assert all(callable(callee) and calls for callee, calls in SAMPLES.items())


def test_no_rule_is_lost():
    assert (
        vjp_rule(np.sin) is jvp_rule(np.sin)
        or vjp_rule(np.sin).function is jvp_rule(np.sin).function
    )
    assert is_nondifferentiable(np.argmax) and not is_nondifferentiable(np.sin)


def test_result_whose_derivative_a_rule_does_not_know_is_refused(monkeypatch):
    rule = Rule(lambda y, x_dot, x: (None, x_dot), (np.modf,), outputs=(1,))
    monkeypatch.setitem(REGISTRY.jvps, np.modf, rule)
    monkeypatch.setenv("S2SAD_CACHE", "off")
    with pytest.raises(UnsupportedError, match="result 0"):
        jvp(fraction, (X,), (X,))


def fraction(x):
    return np.modf(x)[0]
