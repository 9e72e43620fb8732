"""All of an array, where it is written or read in parts or in another order.

Before:
    func @f(%x: f64[n]) {
      %u: f64[n] = np.zeros_like %x
      %0: f64[n] = np.sin %x
      %u_1: f64[n] = write %u, (slice(None, None, None),), %0
      %1: f64[n] = getitem %u_1, slice(None, None, None)
      %2: f64[n] = np.copy %1
      return %2
    }
After:
    func @f(%x: f64[n]) {
      %u: f64[n] = np.zeros_like %x
      %0: f64[n] = np.sin %x
      %2: f64[n] = np.copy %0
      return %2
    }

What is left unused is for `dce`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..analysis.sharing import Sharing, sharing
from ..ir import paths, prims
from ..ir.identity import operand_key
from ..ir.nodes import Call, Const, Function, Operand, Pack
from ..ir.types import ArrayType
from ..types.lattice import same_lengths
from . import rewrite
from .arithmetic import call_like, of_derivative
from .rewrite import Rules, Walk, array_type, type_of
from .sighted import sees


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


# --- written --------------------------------------------------------------------------------


@sees(operator.getitem)
def _written_back(op: Call, walk: Walk) -> Operand | None:
    """`a[i] = a[i]`: nothing is written."""
    array, path, value = op.args
    read = walk.definition(value, operator.getitem)
    if read is None or read.args[0] is not array or len(path.items) != 1 or not of_derivative(op):
        return None
    return array if operand_key(read.args[1]) == operand_key(path.items[0]) else None


def _overwrite(op: Call, walk: Walk) -> Operand | None:
    """`a[:] = v` of the same type: all of a is v. Where v is a buffer, or an array from elsewhere,
    it would have to be copied instead, as soon as one of the two is changed."""
    array, path, value = op.args
    t = type_of(value)
    if t != op.result.type or not isinstance(t, ArrayType):
        return None
    if len(path.items) > 1 or not all(paths.is_full(s) for i in path.items for s in paths.steps(i)):
        return None
    made = walk.definitions.get(value)
    while made is not None and sharing(made) is Sharing.SAME:
        made = walk.definitions.get(made.args[0])
    if made is None or sharing(made) is not Sharing.FRESH:
        return None
    return value if t.shape and same_lengths(t.shape, t.shape) else None


# --- read -----------------------------------------------------------------------------------


@sees(prims.retyped, operator.getitem)
def _turned_twice(op: Call, walk: Walk) -> Call | Operand | None:
    """`x[::-1][::-1]` -> `x`, of each axis."""
    named = walk.definition(op.args[0], prims.retyped)
    inner = walk.definition(op.args[0] if named is None else named.args[0], operator.getitem)
    if inner is None or array_type(inner.args[0]) is None:
        return None
    x, steps = inner.args[0], _turning(op.args[1])
    if steps is None or steps != _turning(inner.args[1]) or x.type.dtype != op.result.type.dtype:
        return None
    return x if x.type == op.result.type else call_like(op, prims.retyped, x)


@sees(gives=ArrayType)
def _whole(op: Call, walk: Walk) -> Operand | None:
    """`x[:, :n]` -> `x`, where that is as long."""
    x, index = op.args
    items = index.items if type(index) is Pack and index.kind is tuple else (index,)
    if array_type(x) is None or x.type != op.result.type or not of_derivative(op):
        return None
    from_start = all(type(i) is Pack and i.kind is slice and _is_plain(*i.items) for i in items)
    return x if from_start and same_lengths(x.type.shape, x.type.shape) else None


@sees(operator.getitem)
def _copy_of_whole(op: Call, walk: Walk) -> Call | None:
    """`x[:].copy()` -> `x.copy()`."""
    part = walk.definition(op.args[0], operator.getitem)
    if part is None or len(op.args) > 1 or op.kwargs or array_type(part.args[0]) is None:
        return None
    full = all(map(paths.is_full, paths.steps(part.args[1])))
    return call_like(op, op.callee, part.args[0]) if full else None


def _is_plain(start: Operand, stop: Operand, step: Operand) -> bool:
    """True for a slice of entries that follow one another, the first one first."""
    return getattr(start, "value", 1) in (0, None) and getattr(step, "value", 2) in (1, None)


def _turning(index: Operand) -> list[int] | None:
    """The steps of an index that is made of `:` and `::-1`."""
    items = index.items if type(index) is Pack and index.kind is tuple else (index,)
    steps = []
    for item in items:
        if type(item) is not Pack or item.kind is not slice:
            return None
        bounds = [part.value if type(part) is Const else part for part in item.items]
        if bounds not in ([None, None, -1], [None, None, None]):
            return None
        steps.append(bounds[2] or 1)
    return steps


def _transpose(op: Call, walk: Walk) -> Operand | None:
    """The transpose of a transpose, where the axes are in order again."""
    t, inner = array_type(op.args[0]), walk.definition(op.args[0], np.transpose)
    if t is None or (inner is None and t.ndim > 1):
        return None
    order = _axes(op)
    if order is None:
        return None
    if t.ndim <= 1:
        return op.args[0]
    before = _axes(inner)
    if before is None or [before[k] for k in order] != list(range(t.ndim)):
        return None
    return inner.args[0]


def _moved_to_itself(op: Call, walk: Walk) -> Operand | None:
    """`np.moveaxis(x, k, k)` -> `x`."""
    t = array_type(op.args[0])
    if t is None or op.kwargs or len(op.args) != 3 or op.result.type != t:
        return None
    source, target = map(operand_key, op.args[1:])
    return op.args[0] if source == target else None


def _axes(op: Call) -> list[int] | None:
    t = array_type(op.args[0])
    given = [*op.args[1:], *(value for _, value in op.kwargs)]
    if t is None or len(given) > 1:
        return None
    if not given or (type(given[0]) is Const and given[0].value is None):
        return list(range(t.ndim))[::-1]
    axes = given[0]
    if type(axes) is Const and type(axes.value) is tuple:
        numbers = axes.value
    elif type(axes) is Pack and all(type(item) is Const for item in axes.items):
        numbers = [item.value for item in axes.items]
    else:
        return None
    known = len(numbers) == t.ndim and all(type(number) is int for number in numbers)
    return [number % t.ndim for number in numbers] if known else None


RULES = Rules(
    calls={
        prims.write: (_overwrite, _written_back),
        np.copy: (_copy_of_whole,),
        np.transpose: (_transpose,),
        np.moveaxis: (_moved_to_itself,),
        operator.getitem: (_turned_twice, _whole),
    },
)
