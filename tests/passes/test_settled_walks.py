"""A walk that knows what the one before has settled does what one does that knows nothing."""

import operator
import random
from dataclasses import replace

import pytest
from seeds import seeds
from random_ir import program

from s2sad.ir.calls import map_calls
from s2sad.ir.inventory import inventory
from s2sad.ir.nodes import Call, Const
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.verifier import verify
from s2sad.passes import rewrite, simplify
from s2sad.passes.settled import Settled
from s2sad.passes.sighted import Rules, sees
from s2sad.source import Span

OTHER = {
    operator.add: operator.mul, operator.mul: operator.sub, operator.sub: operator.mul,
    operator.truediv: operator.mul, operator.neg: operator.pos,
}  # fmt: skip


def changed(fn, seed):
    """The function with a few of its operations replaced by others of the same types."""
    ops = [op for op in inventory(fn).ops if type(op) is Call and op.callee in OTHER]
    few = set(random.Random(seed).sample(ops, min(3, len(ops))))
    body = map_calls(
        fn.body, lambda op: replace(op, callee=OTHER[op.callee]) if op in few else op
    )
    return verify(replace(fn, body=body), typed=True)


@pytest.mark.parametrize("adjoint", (False, True))
@pytest.mark.parametrize("seed", seeds(20, 60))
def test_same_as_without(seed, adjoint):
    settled, fn = Settled(), program(seed, size=60)
    if adjoint:
        there = Span("file.py", 1, adjoint=True)
        fn = replace(fn, body=map_calls(fn.body, lambda op: replace(op, span=there)))
    for turn in range(4):
        fn = verify(simplify.run(fn, settled), typed=True)
        fn = changed(fn, f"{seed} {turn}")
        assert print_function(simplify.run(fn, settled)) == print_function(simplify.run(fn))


def asked_twice(rule, text):
    """The calls at which the rule is asked in a walk, and in one over a changed function."""
    asked = []

    def noted(op, walk):
        asked.append(op.result.name)
        return rule(op, walk)

    rules, settled = Rules({operator.mul: (noted,)}), Settled()
    fn = rewrite.run(verify(parse_function(text), typed=True), rules, settled)
    first, asked[:] = list(asked), []
    body = map_calls(
        fn.body, lambda op: replace(op, callee=operator.sub) if op.callee is operator.add else op
    )
    rewrite.run(replace(fn, body=body), rules, settled)
    return first, asked


TEXT = """func @f(%x: f64, %y: f64) {
  %a: f64 = mul %x, %y
  %b: f64 = add %a, %y
  %c: f64 = mul %b, %x
  %d: f64 = mul %c, %y
  %e: f64 = mul %a, %x
  return (%d, %e)
}"""


def test_only_what_has_changed_is_asked():
    assert asked_twice(lambda op, walk: None, TEXT) == (list("acde"), list("cd"))


def test_who_asks_for_other_users_is_asked_again():
    def rule(op, walk):
        walk.only_use(op.args[0])

    assert asked_twice(rule, TEXT) == (list("acde"), list("acde"))


def test_a_rule_may_look_for_products_with_a_constant():
    asked = {"a constant": [], "any": [], "both": []}

    @sees((operator.mul, Const))
    def with_constant(op, walk):
        asked["a constant"].append(op.result.name)

    @sees(operator.mul)
    def any_product(op, walk):
        asked["any"].append(op.result.name)

    @sees(Const)
    @sees(operator.mul)
    def both(op, walk):
        asked["both"].append(op.result.name)

    text = """func @f(%x: f64, %y: f64) {
      %a: f64 = mul %x, %y
      %b: f64 = mul 2.0, %a
      %c: f64 = mul %b, %x
      %d: f64 = mul %x, 3.0
      return (%c, %d)
    }"""
    rules = Rules({operator.mul: (with_constant, any_product, both)})
    rewrite.run(verify(parse_function(text), typed=True), rules)
    assert asked == {"a constant": ["c"], "any": ["b", "c"], "both": ["b"]}
