"""Every rule, at every call of the table of samples."""

import copy
import inspect

import numpy as np
import pytest

import s2sad.rules  # noqa: F401  fills the registry
from checking import (
    bind, is_active, leaves, numerical_jvp, pairing, parameters, pull, push, tangent, zeros,
)  # fmt: skip
from s2sad.ir.distributions import distribution_of
from s2sad.rules.registry import REGISTRY, jvp_rule, vjp_rule
from table import FREE_PHASE, FREE_SIGN, RICCATI, SAMPLES, SYMMETRIC


def name_of(callee) -> str:
    distribution = distribution_of(callee)
    if distribution is not None:
        return f"stats.{distribution}.{callee.__name__}"
    return f"{getattr(callee, '__module__', '') or 'np'}.{callee.__name__}"


def symmetric_parameters(callee) -> set[str]:
    """Those of which only symmetric matrices make sense."""
    if callee in RICCATI:
        return {"q", "r"}
    return {"a", "b", "cov"} if callee in SYMMETRIC else {"cov"}


def random():
    return np.random.default_rng(7)


def tangents(callee, bound: dict, rule) -> dict:
    """Random tangents of the parameters that the jvp rule takes one of, where they are given."""
    draw = random()
    own = inspect.signature(rule).parameters
    names = [primal_of(name) for name in own if name.endswith("_dot")]
    drawn = {
        name: None if bound[name] is own[name].default else tangent(bound[name], draw)
        for name in names
    }
    if bound.get("assume_a") in ("pos", "her"):
        drawn["a"] = drawn["a"] + np.conj(np.swapaxes(drawn["a"], -1, -2))
    elif bound.get("assume_a") == "sym":
        drawn["a"] = drawn["a"] + drawn["a"].T
    for name in symmetric_parameters(callee) & set(drawn):
        if drawn[name] is not None:
            drawn[name] = drawn[name] + np.conj(np.swapaxes(drawn[name], -1, -2))
    if distribution_of(callee) == "dirichlet":
        drawn["x"] = drawn["x"] - np.mean(drawn["x"])
    if distribution_of(callee) == "multinomial":
        drawn["p"] = drawn["p"] - np.mean(drawn["p"])
    return {k: zeros(bound[k]) if v is None else v for k, v in drawn.items()}


def primal_of(dot: str) -> str:
    return dot.removesuffix("_dot")


def has_free_phase(callee, args, kwargs) -> bool:
    phased = any(map(np.iscomplexobj, leaves(callee(*args, **kwargs))))
    return callee in FREE_PHASE and (phased or callee in FREE_SIGN)


def check_jvp(callee, rule, args, kwargs):
    """The jvp rule against a central difference along one random direction."""
    function = rule.function
    bound = bind(function, "jvp", args, kwargs)
    dots = tangents(callee, bound, function)
    names = parameters(function, "jvp")
    values = [bound[name] for name in names]
    y_dot = push(function, callee(*args, **kwargs), bound, dots)
    expected = numerical_jvp(caller(callee, function, args, kwargs), values,
                             [dots.get(name) if is_active(bound[name]) else None for name in names],
                             {})  # fmt: skip
    if rule.outputs is not None:
        y_dot, expected = [y_dot[k] for k in rule.outputs], [expected[k] for k in rule.outputs]
    compare(y_dot, expected)


def caller(callee, rule, args, kwargs):
    """`callee` as a function of the values of the rule's parameters, called as in the sample."""
    names = parameters(rule, "jvp")
    own = inspect.signature(rule).parameters
    positional = len(args)

    def function(*values):
        flat = []
        for name, value in zip(names, values):
            flat.extend(value if own[name].kind is inspect.Parameter.VAR_POSITIONAL else [value])
        by_name = dict(zip(names, values))
        return callee(*flat[:positional], **{k: by_name[k] for k in kwargs})

    return function


def compare(y_dot, expected):
    if isinstance(expected, list):
        for a, b in zip(y_dot, expected, strict=True):
            compare(a, b)
    elif y_dot is None:
        assert expected is None or not np.any(expected)
    elif expected is not None:
        assert np.shape(y_dot) == np.shape(expected)
        np.testing.assert_allclose(y_dot, expected, rtol=2e-6, atol=2e-7)


def check_vjp(callee, vjp, jvp, args, kwargs):
    """<y_bar, J x_dot> = <J^T y_bar, x_dot>."""
    y = callee(*args, **kwargs)
    bound = bind(vjp, "vjp", args, kwargs)
    dots = tangents(callee, bound, jvp)
    y_dot = push(jvp, y, bind(jvp, "jvp", args, kwargs), dots)
    y_bar = tangent(y, np.random.default_rng(8))
    bars = pull(vjp, y, y_bar, bound)
    forward = pairing(y_bar, y_dot)
    back = sum(pairing(bars.get(name), dot) for name, dot in dots.items())
    assert back == pytest.approx(forward, rel=1e-9, abs=1e-10)


def jvp_agrees_with_a_central_difference(callee, args, kwargs):
    if not has_free_phase(callee, args, kwargs):
        check_jvp(callee, jvp_rule(callee), args, kwargs)


def vjp_is_the_transpose_of_jvp(callee, args, kwargs):
    check_vjp(callee, vjp_rule(callee).function, jvp_rule(callee).function, args, kwargs)


def cotangent_has_the_shape_of_the_primal(callee, args, kwargs):
    rule = vjp_rule(callee).function
    y = callee(*args, **kwargs)
    bound = bind(rule, "vjp", args, kwargs)
    for name, bar in pull(rule, y, tangent(y, random()), bound).items():
        for bar_leaf, leaf in zip(leaves(bar), leaves(bound[name])):
            known = bar_leaf is not None and bar_leaf is not NotImplemented
            assert not known or np.shape(bar_leaf) == np.shape(leaf), name


def rules_write_into_no_argument(callee, args, kwargs):
    vjp, jvp = vjp_rule(callee).function, jvp_rule(callee).function
    y = callee(*args, **kwargs)
    bound = bind(vjp, "vjp", args, kwargs)
    dots = tangents(callee, bound, jvp)
    inputs = (y, tangent(y, random()), bound, dots)
    before = copy.deepcopy(inputs)
    pull(vjp, y, inputs[1], bound)
    push(jvp, y, bind(jvp, "jvp", args, kwargs), dots)
    np.testing.assert_equal(inputs, before)


def rules_use_the_names_of_the_public_function(callee):
    """The compiler binds a call by the public signature and passes arguments on by name."""
    try:
        public = inspect.signature(callee).parameters
    except ValueError:  # it has none
        return
    named = [p.name for p in public.values() if p.kind is not inspect.Parameter.POSITIONAL_ONLY]
    free = len(public) - len(named)
    for rule, kind in ((vjp_rule(callee), "vjp"), (jvp_rule(callee), "jvp")):
        names = parameters(rule.function, kind)[free:]
        assert takes_anything(public) or set(names) <= set(named)


#: what holds of every call
CHECKS = (
    jvp_agrees_with_a_central_difference, vjp_is_the_transpose_of_jvp,
    cotangent_has_the_shape_of_the_primal, rules_write_into_no_argument,
)  # fmt: skip


@pytest.mark.parametrize("callee", SAMPLES, ids=name_of)
def test_rules(callee):
    assert jvp_rule(callee) is not None and vjp_rule(callee) is not None, "a rule of one mode alone"
    rules_use_the_names_of_the_public_function(callee)
    for args, kwargs in SAMPLES[callee]:
        for check in CHECKS:
            try:
                check(callee, args, kwargs)
            except Exception as error:
                error.add_note(f"{check.__name__}, called with {args} and {kwargs}")
                raise


def test_every_callee_with_a_rule_has_samples():
    """Solvers have programs instead: `test_solvers.py`."""
    ruled = set(REGISTRY.jvps) | set(REGISTRY.vjps)
    assert {callee for callee in ruled if not is_solver(callee)} == set(SAMPLES)


def is_solver(callee) -> bool:
    """True where the callee is given a function, which no sample can be moved with."""
    return "active" in inspect.signature(REGISTRY.vjps[callee].function).parameters


def test_no_callee_has_a_rule_and_is_nondifferentiable():
    assert not REGISTRY.constants & (set(REGISTRY.jvps) | set(REGISTRY.vjps))


def takes_anything(public) -> bool:
    """True for `*operands` and `**kwargs`, whose parts the rule names."""
    kinds = {p.kind for p in public.values()}
    return bool(kinds & {inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD})
