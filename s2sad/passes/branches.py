"""Drop what an `if` does not decide.

Before:
    func @f(%x: f64, %c: bool) {
      %not: bool = not_ %c
      %a: f64, %b: f64 = if %not { yield %x, %x } else {
        %d: f64 = if %c { %e: f64 = np.sin %x; yield %e } else { yield %x }
        yield %d, %x
      }
      return (%a, %b)
    }
After:
    func @f(%x: f64, %c: bool) {
      %not: bool = not_ %c
      %a: f64 = if %c { %e: f64 = np.sin %x; yield %e } else { yield %x }
      return (%a, %x)
    }

A negated condition swaps the branches; inside a branch its condition is known, and behind an `if`
of which one branch raises; a result that is the same from both branches is that operand; an `if`
that then has neither results nor effects goes.
"""

from __future__ import annotations

import operator

from ..ir.identity import const_key
from ..ir.nodes import Block, Const, Function, If, Operand, Value, Yield
from ..ir.types import BOOL
from . import rewrite
from .known_branches import known_in_branch
from .rewrite import Rules, Walk


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _orient(op: If, walk: Walk) -> If:
    negation = walk.definition(op.condition, operator.not_)
    if negation is None:
        return op
    return _orient(If(negation.args[0], op.orelse, op.then, op.results, op.span), walk)


def _decide(condition: Operand, walk: Walk) -> bool | None:
    return walk.decided.get(condition)


def _settle(op: If, walk: Walk) -> If:
    """Replace the results that do not depend on the branch taken; keep the others."""
    kept = []
    pairs = zip(op.then.terminator.operands, op.orelse.terminator.operands)
    for k, (a, b) in enumerate(pairs):
        a_known = known_in_branch(op.condition, a, True)
        b_known = known_in_branch(op.condition, b, False)
        if _same(a_known, b_known):
            walk.replace(op.results[k], a_known)
        elif _is_condition(op.condition, a_known, b_known):
            walk.replace(op.results[k], op.condition)
        elif _is_negation(op.condition, a_known, b_known):
            negation = walk.emit(operator.not_, op.condition, type=BOOL, at=op)
            walk.replace(op.results[k], negation)
        else:
            kept.append(k)
    if len(kept) == len(op.results):
        return op
    results = tuple(op.results[k] for k in kept)
    return If(op.condition, _yielding(op.then, kept), _yielding(op.orelse, kept), results, op.span)


def _yielding(block: Block, kept: list[int]) -> Block:
    operands = block.terminator.operands
    return Block(block.args, block.ops, Yield(tuple(operands[k] for k in kept)))


def _same(a: Operand, b: Operand) -> bool:
    """Equal, and known outside of both branches.

    A list or dict is not: in place of the result it would be made anew at each use.
    """
    if type(a) is not type(b):
        return False
    if type(a) is Value:
        return a is b
    if type(a) is Const:
        return const_key(a.value) == const_key(b.value)
    alike = a.kind is b.kind and a.kind in (tuple, slice) and len(a.items) == len(b.items)
    return alike and all(map(_same, a.items, b.items))


def _is_condition(condition: Operand, a: Operand, b: Operand) -> bool:
    """`if c { yield True } else { yield False }` for a Python boolean c."""
    constants = type(a) is Const and a.value is True and type(b) is Const and b.value is False
    return constants and type(condition) is Value and condition.type == BOOL


def _is_negation(condition: Operand, a: Operand, b: Operand) -> bool:
    """`if c { yield False } else { yield True }` for whatever has a truth value."""
    constants = type(a) is Const and a.value is False and type(b) is Const and b.value is True
    return constants and type(condition) is Value


RULES = Rules(orient=(_orient,), decide=(_decide,), settle=(_settle,))
