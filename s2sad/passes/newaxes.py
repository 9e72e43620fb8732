"""New axes where they say something, and indices without dots where the number of axes is known.

Before:
    func @f(%x: f64[n], %g: f64[m]) {
      %a: f64[n, 1] = getitem %x, (slice(None, None, None), None)
      %b: f64[1, m] = getitem %g, (..., None, slice(None, None, None))
      %c: f64[n, m] = mul %a, %b
      return %c
    }
After:
    func @f(%x: f64[n], %g: f64[m]) {
      %a: f64[n, 1] = getitem %x, (slice(None, None, None), None)
      %b: f64[1, m] = getitem %g, (None, slice(None, None, None))
      %c: f64[n, m] = mul %a, %g
      return %c
    }

A rule is written for any number of axes, `a[:, None] * g[..., None, :]`; of a vector g one writes
`a[:, None] * g`, since broadcasting puts axes before the first. In derivatives only: what the user
has written stays. What is left unused is for `dce`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import paths
from ..ir.nodes import Call, Const, Function, Operand, Pack
from ..ir.paths import is_full, is_new
from ..ir.types import ArrayType
from . import rewrite
from .arithmetic import call_like, factor_of, number_of, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees

_FULL = Pack(slice, (Const(None),) * 3)


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


@sees(gives=ArrayType)
def _without_dots(op: Call, walk: Walk) -> Call | None:
    """`g[..., None, :]` of a vector -> `g[None, :]`, `g[..., 0]` of a matrix -> `g[:, 0]`.

    With dots, what is left without axes is an array still, and a scalar without.
    """
    if not of_derivative(op) or not op.result.type.shape:
        return None
    array, index = op.args
    steps, whole = paths.steps(index), type_of(array)
    if type(whole) is not ArrayType:
        return None
    dots = [k for k, step in enumerate(steps) if type(step) is Const and step.value is Ellipsis]
    if len(dots) != 1 or not all(map(_is_basic, steps)):
        return None
    count = whole.ndim - sum(not is_new(step) for step in steps) + 1
    if count > 1:
        return None
    (k,) = dots
    new = (*steps[:k], *(_FULL,) * count, *steps[k + 1 :])
    return call_like(op, operator.getitem, array, new[0] if len(new) == 1 else Pack(tuple, new))


@sees(operator.getitem, gives=ArrayType)
def _beside_more_axes(op: Call, walk: Walk) -> Call | None:
    """`a * g[None, :]` -> `a * g` where a has as many axes as `g[None, :]`."""
    if not of_derivative(op):
        return None
    for k, operand in enumerate(op.args):
        made, other = walk.definition(operand, operator.getitem), op.args[1 - k]
        if made is None or type(operand.type) is not ArrayType:
            continue
        if not _only_puts_axes_first(made):
            continue
        if type(type_of(other)) is ArrayType and other.type.ndim >= operand.type.ndim:
            args = (made.args[0], other) if k == 0 else (other, made.args[0])
            return call_like(op, op.callee, *args)
    return None


def _only_puts_axes_first(op: Call) -> bool:
    """True for an array that gets new axes before its first one, and nothing else."""
    steps, t = paths.steps(op.args[1]), type_of(op.args[0])
    new = next((k for k, step in enumerate(steps) if not is_new(step)), len(steps))
    return new > 0 and type(t) is ArrayType and t.ndim > 0 and all(map(is_full, steps[new:]))


@sees(operator.getitem, gives=ArrayType)
def _over_new_axes(op: Call, walk: Walk) -> Call | None:
    """`(1.0 / s)[:, None] * g` -> `g / s[:, None]`, where g has all the axes."""
    if not of_derivative(op):
        return None
    for operand, g in (op.args, op.args[::-1]):
        made = walk.definition(operand, operator.getitem)
        inverse = None if made is None else walk.definition(made.args[0], operator.truediv)
        if inverse is None or number_of(inverse.args[0]) != 1.0 or type_of(g) != op.result.type:
            continue
        s, index = inverse.args[1], made.args[1]
        if type_of(s) != inverse.result.type or not any(map(is_new, paths.steps(index))):
            continue
        if walk.only_use(made.result) and walk.only_use(inverse.result):
            there = walk.emit(operator.getitem, s, index, type=made.result.type, at=op)
            return call_like(op, operator.truediv, g, there)
    return None


@sees(operator.mul, np.sum)
def _without_kept_axes(op: Call, walk: Walk) -> Call | None:
    """`np.sum(g, axis=(0, 2), keepdims=True)[0, :, 0]` -> `np.sum(g, axis=(0, 2))`, and so of that
    sum times a number."""
    product = walk.definition(op.args[0], operator.mul)
    scaled = None if product is None else factor_of(product)
    total = walk.definition(op.args[0] if scaled is None else scaled[1], np.sum)
    if total is None or not of_derivative(op) or not _takes_kept_axes(op, total):
        return None
    kwargs = tuple((name, value) for name, value in total.kwargs if name == "axis")
    if scaled is None:
        return Call(np.sum, total.args, kwargs, op.result, False, op.span)
    made = walk.emit(np.sum, *total.args, type=op.result.type, at=op, kwargs=kwargs)
    return call_like(op, operator.mul, Const(scaled[0]), made)


def _takes_kept_axes(op: Call, total: Call) -> bool:
    """True where the first entry is taken of each axis that a sum has kept, and all of others."""
    named, whole, steps = dict(total.kwargs), type_of(total.args[0]), paths.steps(op.args[1])
    if set(named) != {"axis", "keepdims"} or len(total.args) != 1:
        return False
    axes = getattr(named["axis"], "value", None)
    axes = (axes,) if type(axes) is int else axes
    kept = type(axes) is tuple and getattr(named["keepdims"], "value", None) is True
    if not kept or type(whole) is not ArrayType or len(steps) != whole.ndim:
        return False
    first = {k for k, step in enumerate(steps) if type(step) is Const and step.value == 0}
    rest = [step for k, step in enumerate(steps) if k not in first]
    return first == {axis % whole.ndim for axis in axes} and all(map(is_full, rest))


def _is_basic(step: Operand) -> bool:
    """Dots, a new axis, a slice or a number: what takes no axis, or one."""
    if type(step) is Pack:
        return step.kind is slice
    if type(step) is Const:
        value = step.value
        return value is None or value is Ellipsis or type(value) in (int, slice)
    return type(type_of(step)) is not ArrayType and type_of(step) is not None


RULES = Rules(
    calls={
        operator.getitem: (_without_dots, _without_kept_axes),
        operator.add: (_beside_more_axes,), operator.sub: (_beside_more_axes,),
        operator.mul: (_over_new_axes, _beside_more_axes),
        operator.truediv: (_beside_more_axes,),
    }
)  # fmt: skip
