"""The compiler leaves the terms of inactive tangents out; what remains must be the whole tangent.

A stand-in for its symbolic zero goes through the rules: a term that loses its partner must still
have the shape of the output. SciPy's functions take no stand-in; `test_compiled_rules.py` moves one
argument at a time of theirs.
"""

import inspect
import sys

import numpy as np
import pytest
from checking import ZERO, bind, push, zeros
from table import NUMPY
from test_derivative_rules import name_of, primal_of, tangents

from s2sad.rules.registry import jvp_rule
from s2sad.runtime.broadcast import spread


def dots_of(rule) -> list[str]:
    return [primal_of(name) for name in inspect.signature(rule).parameters if name.endswith("_dot")]


def is_sequence(value) -> bool:
    return isinstance(value, (list, tuple))


CALLEES = [callee for callee in NUMPY if len(dots_of(jvp_rule(callee).function)) > 1]


@pytest.fixture
def symbolic_spread(monkeypatch):
    """`spread` is known to the compiler, which does not spread its zero."""

    def spread_or_zero(g, x):
        return g if g is ZERO else spread(g, x)

    for name, module in list(sys.modules.items()):
        if name.startswith("s2sad.rules.") and hasattr(module, "spread"):
            monkeypatch.setattr(module, "spread", spread_or_zero)


@pytest.mark.parametrize("callee", CALLEES, ids=name_of)
def test_one_active_tangent_gives_a_whole_tangent(callee, symbolic_spread):
    rule = jvp_rule(callee).function
    for args, kwargs in NUMPY[callee]:
        y = callee(*args, **kwargs)
        bound = bind(rule, "jvp", args, kwargs)
        dots = tangents(callee, bound, rule)
        for active in dots_of(rule):
            symbolic = {k: dots[k] if k == active else symbol(bound[k]) for k in dots}
            numeric = {k: dots[k] if k == active else zeros(bound[k]) for k in dots}
            found = push(rule, y, bound, symbolic)
            compare(found, push(rule, y, bound, numeric), f"along {active} of {args}, {kwargs}")


def symbol(value):
    """Lists of tangents have real zeros in them."""
    return zeros(value) if is_sequence(value) else ZERO


def compare(found, expected, what):
    if is_sequence(expected):
        for a, b in zip(found, expected, strict=True):
            compare(a, b, what)
    elif found is ZERO:
        assert expected is None or not np.any(expected), what
    elif expected is not None:
        assert np.shape(found) == np.shape(expected), what
        np.testing.assert_allclose(found, expected, 1e-12, 1e-12, err_msg=what)
