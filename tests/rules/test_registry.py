"""The registry: last one wins, and any callable can be a key."""

import numpy as np
import pytest

from s2sad.rules import registry
from s2sad.rules.registry import (
    Registry, elementwise, is_nondifferentiable, jvp, jvp_rule, nondifferentiable, vjp, vjp_rule,
)  # fmt: skip


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "REGISTRY", Registry())


def scale(x):
    return 2.0 * x


def test_decorators_register_and_return_the_function():
    @jvp(scale, np.sin, outputs=(0,))
    def forward(y, x_dot, x):
        return x_dot

    assert jvp_rule(scale).function is forward
    assert jvp_rule(np.sin) is jvp_rule(scale)
    assert jvp_rule(scale).callees == (scale, np.sin)
    assert jvp_rule(scale).outputs == (0,)
    assert vjp_rule(scale) is None


def test_elementwise_registers_both_modes():
    @elementwise(scale)
    def rule(y, x_dot, x):
        return x_dot

    assert jvp_rule(scale).function is rule is vjp_rule(scale).function


def test_registering_again_replaces():
    vjp(scale)(lambda y, y_bar, x: y_bar)
    second = vjp(scale)(lambda y, y_bar, x: 2.0 * y_bar)
    assert vjp_rule(scale).function is second


def test_nondifferentiable_and_rules_exclude_each_other():
    jvp(scale)(lambda y, x_dot, x: x_dot)
    nondifferentiable(scale)
    assert is_nondifferentiable(scale) and jvp_rule(scale) is None
    vjp(scale)(lambda y, y_bar, x: y_bar)
    assert not is_nondifferentiable(scale) and vjp_rule(scale) is not None


def test_bound_methods_are_known_again():
    generator = np.random.default_rng(0)
    nondifferentiable(generator.normal)
    assert is_nondifferentiable(generator.normal)
    assert not is_nondifferentiable(np.random.default_rng(0).normal)


def test_unhashable_callables_go_by_identity():
    class Model:
        __hash__ = None

        def __call__(self, x):
            return x

        def __eq__(self, other):
            return True

    first, second = Model(), Model()
    vjp(first)(lambda y, y_bar, x: y_bar)
    assert vjp_rule(first) is not None
    assert vjp_rule(second) is None
