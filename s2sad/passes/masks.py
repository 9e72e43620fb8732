"""Masks of cotangents move outward, until they meet another mask or no product is left.

Before:
    func @f(%x: f64[n], %g: f64[n], %m: bool[n]) {
      %a: f64[n] = s2sad.runtime.masks:kept_where %g, %m
      %b: f64[n] = truediv %a, %x
      %c: f64[n] = s2sad.runtime.masks:kept_unless %g, %m
      %d: f64[n] = mul %c, %x
      %e: f64[n] = add %b, %d
      return %e
    }
After:
    func @f(%x: f64[n], %g: f64[n], %m: bool[n]) {
      %a: f64[n] = s2sad.runtime.masks:kept_where %g, %m
      %0: f64[n] = truediv %g, %x
      %b: f64[n] = s2sad.runtime.masks:kept_where %0, %m
      %c: f64[n] = s2sad.runtime.masks:kept_unless %g, %m
      %1: f64[n] = mul %g, %x
      %d: f64[n] = s2sad.runtime.masks:kept_unless %1, %m
      %e: f64[n] = np.where %m, %0, %1
      return %e
    }

What was not taken has no part in the result, whatever its slope is: 0 times an infinite slope must
not make NaN, nor 0 times a NaN that the mask leaves out. Only rules of derivatives make these
masks, never the user's `np.where`, in which such a NaN is what the program says. Zeros may change
their sign.
"""

from __future__ import annotations

import operator
from collections.abc import Container, Mapping

import numpy as np

from ..analysis.missing import leaves_out_nan
from ..ir import prims
from ..ir.inventory import found_once, inventory
from ..ir.nodes import Call, For, Function, Operand, Value, leaves
from ..ir.traverse import free_values
from ..ir.types import INT, ArrayType, IterType, ListType, RecordType
from ..runtime.masks import kept_unless, kept_where
from ..types.lattice import equal_where_they_meet
from . import rewrite
from .arithmetic import call_like, number_of
from .rewrite import Rules, Walk, type_of
from .sighted import sees

_MASKS = (kept_where, kept_unless)
#: linear in their first operand, entry by entry; products in both
_LINEAR = (operator.mul, operator.truediv, operator.neg, prims.astype)

#: of finite numbers they make finite ones, but for overflow; so do quotients by constants
_FINITE = frozenset({
    np.sin, np.cos, np.tanh, np.arctan, np.sign, np.abs, abs, np.maximum, np.minimum, np.sum,
    np.mean, np.ones_like, np.zeros_like, operator.neg, operator.add, operator.sub, operator.mul,
    operator.matmul, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne,
    operator.getitem,
})  # fmt: skip
#: how deep in an expression an infinite slope is looked for
_DEPTH = 6


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


@found_once
def _are_in(fn: Function) -> bool:
    """Most programs have no masks, and need not be searched for them again and again."""
    return inventory(fn).calls(_MASKS)


def _masked(operand: Operand, walk: Walk) -> Call | None:
    call = walk.definitions.get(operand)
    return call if call is not None and call.callee in _MASKS else None


@sees(*_MASKS, *_LINEAR)
def _outward(op: Call, walk: Walk) -> Call | None:
    """`kept(g, m) * b` -> `kept(g * b, m)`, and so for quotients, signs and conversions.

    Where the mask has other users it stays, unless b may be infinite, or NaN where it is left
    out; then it moves outward through the products before, too.
    """
    if not _are_in(walk.given):
        return None
    for k, operand in enumerate(_factors(op)):
        call = _masked(operand, walk)
        if call is not None and walk.only_use(operand):
            g = call.args[0]
        elif op.callee in (operator.mul, operator.truediv):
            call = _mask_before(operand, walk, _DEPTH)
            if call is None or not (
                makes_infinite(
                    op.callee, op.args[1 - k], walk.definitions, made_elsewhere(walk.fn)
                )
                or leaves_out_nan(call.args[1], walk.definitions)
            ):
                continue
            g = None
        else:
            continue
        if not _same_shape(op.result, call.result):
            continue
        if g is None:
            g = _unmasked(operand, call, op, walk)
        args = (*op.args[:k], g, *op.args[k + 1 :])
        inner = walk.emit(op.callee, *args, type=op.result.type, at=op)
        return call_like(op, call.callee, inner, call.args[1])
    return None


def _factors(op: Call) -> tuple[Operand, ...]:
    """The operands that an operation is linear in."""
    return op.args if op.callee is operator.mul else op.args[:1]


def _mask_before(operand: Operand, walk: Walk, depth: int) -> Call | None:
    """The mask that stands before the operand in a chain of products."""
    call = walk.definitions.get(operand)
    if call is None or depth == 0 or call.callee in _MASKS:
        return call if call is not None and call.callee in _MASKS else None
    if call.callee in _LINEAR:
        for arg in _factors(call):
            mask = _mask_before(arg, walk, depth - 1)
            if mask is not None and _same_shape(call.result, mask.result):
                return mask
    return None


def _unmasked(operand: Operand, mask: Call, at: Call, walk: Walk) -> Operand:
    """The operand without the mask that `_mask_before` has found."""
    call = walk.definitions[operand]
    if call is mask:
        return mask.args[0]
    k = next(k for k, arg in enumerate(_factors(call)) if _mask_before(arg, walk, _DEPTH) is mask)
    g = _unmasked(call.args[k], mask, at, walk)
    args = (*call.args[:k], g, *call.args[k + 1 :])
    return walk.emit(call.callee, *args, type=call.result.type, at=at)


def _same_shape(a: Value, b: Value) -> bool:
    return isinstance(a.type, ArrayType) and equal_where_they_meet(a.type.shape, b.type.shape)


@found_once
def made_elsewhere(fn: Function) -> frozenset[Value]:
    """What may be infinite, though it is not seen how it is made: what loops take from tapes and
    other lists, and the residuals that a backward sweep on its own reads of the forward one: free
    values while it is made, then those of its first parameter."""
    loops = [op for op in inventory(fn).controls if type(op) is For]
    items = {
        item for loop in loops for source, item in zip(loop.iterables, loop.body.args)
        if isinstance(type_of(source), IterType | ListType) and item.type != INT
    }  # fmt: skip
    given = {v for param in fn.params if param.name != "residuals" for v in leaves(param.tree)}
    read = free_values(fn.body).keys() - given
    return frozenset(items | {v for v in read if isinstance(v.type, ArrayType | RecordType)})


def makes_infinite(
    callee, other: Operand, definitions: Mapping[Value, Call], elsewhere: Container
) -> bool:
    """True where the product with, or quotient by, the operand may be infinite. `elsewhere`: what
    is made elsewhere."""
    if callee is operator.truediv:
        return not number_of(other)
    return not _is_finite(other, definitions, elsewhere, _DEPTH)


def _is_finite(
    operand: Operand, definitions: Mapping[Value, Call], elsewhere: Container, depth: int
) -> bool:
    call = definitions.get(operand)
    if call is None:
        return operand not in elsewhere
    if depth == 0 or call.callee not in _FINITE | {operator.truediv}:
        return False
    if call.callee is operator.truediv and not number_of(call.args[1]):
        return False
    return all(_is_finite(arg, definitions, elsewhere, depth - 1) for arg in call.args)


@sees(*_MASKS)
def _together(op: Call, walk: Walk) -> Call | None:
    """`kept(a, m) + kept(b, m)` -> `kept(a + b, m)`; under opposite masks, a choice of the two."""
    if not _are_in(walk.given):
        return None
    calls = [_masked(arg, walk) for arg in op.args]
    if None in calls or calls[0].args[1] != calls[1].args[1]:
        return None
    if not all(type_of(call.result) == op.result.type for call in calls):
        return None
    (a, mask), (b, _) = (call.args for call in calls)
    if calls[0].callee is calls[1].callee:
        inner = walk.emit(op.callee, a, b, type=op.result.type, at=op)
        return call_like(op, calls[0].callee, inner, mask)
    if op.callee is operator.sub:
        b = walk.emit(operator.neg, b, type=op.result.type, at=op)
    return call_like(op, np.where, mask, *((a, b) if calls[0].callee is kept_where else (b, a)))


@sees(*_MASKS)
def _into_choice(op: Call, walk: Walk) -> Call | None:
    """`np.where(m, a, b) + kept(c, m)` -> `np.where(m, a + c, b)`."""
    if not _are_in(walk.given):
        return None
    for choice, masked in (op.args, op.args[::-1]):
        where, call = walk.definition(choice, np.where), _masked(masked, walk)
        if where is None or call is None or len(where.args) != 3:
            continue
        if where.args[0] != call.args[1] or not op.result.type == call.result.type == choice.type:
            continue
        if not walk.only_use(choice):
            continue
        sides = list(where.args[1:])
        k = 0 if call.callee is kept_where else 1
        sides[k] = walk.emit(operator.add, sides[k], call.args[0], type=op.result.type, at=op)
        return call_like(op, np.where, where.args[0], *sides)
    return None


@sees(*_MASKS)
def _once(op: Call, walk: Walk) -> Operand | None:
    """`kept(kept(g, m), m)` -> `kept(g, m)`."""
    inner = _masked(op.args[0], walk)
    same = inner is not None and inner.callee is op.callee and inner.args[1] == op.args[1]
    return op.args[0] if same else None


RULES = Rules(
    calls={
        **dict.fromkeys(_MASKS, (_once,)),
        **dict.fromkeys(_LINEAR, (_outward,)),
        operator.add: (_together, _into_choice),
        operator.sub: (_together,),
    },
)
