"""Spellings of subscripts: `x[i, 1:-1]`, `x[:, None]`, `x.shape[0]`, and the steps of a path."""

from __future__ import annotations

import ast
import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ArrayType, ListType
from . import syntax
from .unpacking import entries


def slice_of(operand: Operand) -> tuple[Operand, Operand, Operand] | None:
    """Start, stop and step, where the operand is a slice."""
    match operand:
        case Pack(kind=kind, items=items) if kind is slice:
            return items
        case Const(value=slice() as value):
            return Const(value.start), Const(value.stop), Const(value.step)
    return None


def item(speller, base, index: Operand, of: Operand):
    """`base[index]`; `of` is the operand that the base spells."""
    single = isinstance(index, Pack) and index.kind is tuple and len(index.items) == 1
    if single and isinstance(getattr(of, "type", None), ArrayType) and _is_plain(index.items[0]):
        index = index.items[0]
    return syntax.subscript(base, speller.subscript(index))


def _is_plain(index: Operand) -> bool:
    return not isinstance(index, Pack) or index.kind is slice


def place(speller, array: Operand, steps):
    """The part of an array that a path names, to be read or assigned to."""
    found = speller.operand(array)
    for k, step in enumerate(steps):
        if isinstance(step, Pack) and step.kind is prims.View:
            found = _view(speller, found, step)
        else:
            found = item(speller, found, step, array if k == 0 else Const(None))
    return found


def _view(speller, base, step: Pack):
    """A view of `base`: `base.T`, `base.reshape(…)`, else `function(base, …)`."""
    function, *args = step.items
    spelled = [speller.operand(arg) for arg in args]
    name = getattr(function.value, "__name__", "")
    if function.value is np.transpose and not args:
        return syntax.attribute(base, "T")
    if function.value in (np.real, np.imag):
        return syntax.attribute(base, name)
    if function.value in (np.transpose, np.reshape, np.swapaxes, np.ravel, np.squeeze, np.diagonal):
        return syntax.call(syntax.attribute(base, name), *spelled)
    return syntax.call(speller.references.expression(function.value), base, *spelled)


def _getitem(speller, op: Call):
    return item(speller, speller.operand(op.args[0]), op.args[1], op.args[0])


def _axis_length(speller, op: Call):
    array, axis = op.args
    kind = getattr(array, "type", None)
    is_first = isinstance(axis, Const) and axis.value == 0
    if is_first and (isinstance(kind, ListType) or getattr(kind, "ndim", 0) == 1):
        return syntax.call(speller.references.expression(len), speller.operand(array))
    shape = syntax.attribute(speller.operand(array), "shape")
    return syntax.subscript(shape, speller.operand(axis))


def whole_shape(speller, pack: Pack):
    """`x.shape`, where the items of a tuple are the lengths of all axes of an array."""
    lengths = [speller.inline.get(item) if type(item) is Value else None for item in pack.items]
    arrays = {op.args[0] for op in lengths if _is_length(op)}
    if pack.kind is not tuple or len(arrays) != 1:
        return None
    (array,) = arrays
    if type(array) is not Value or not len(lengths) == array.type.ndim > 1:
        return None
    for axis, (item, op) in enumerate(zip(pack.items, lengths)):
        known = type(item) is Const and item.value == array.type.shape[axis]
        if not known and not (_is_length(op) and op.args[1].value == axis):
            return None
    return syntax.attribute(speller.value(array), "shape")


def _is_length(op) -> bool:
    return type(op) is Call and op.callee is prims.axis_length


def _entries(speller, op: Call):
    return speller.operand(op.args[0])


def _expand_dims(speller, op: Call):
    """`x[:, None]`: a tenth of the cost of `np.expand_dims`."""
    if op.kwargs or len(op.args) != 2 or not isinstance(op.args[1], Const):
        return _expand_dims_named(speller, op)
    return _new_axis(speller, op.args[0], op.args[1].value)


def _expand_dims_named(speller, op: Call):
    axis = dict(op.kwargs).get("axis")
    if len(op.args) == 1 and len(op.kwargs) == 1 and isinstance(axis, Const):
        return _new_axis(speller, op.args[0], axis.value)
    return None


def _new_axis(speller, array: Operand, axis):
    if not isinstance(array, Value) or not isinstance(array.type, ArrayType):
        return None
    if type(axis) is not int:
        return None
    ndim = array.type.ndim
    axis %= ndim + 1
    none = syntax.constant(None)
    if axis == ndim and ndim > 1:
        index = syntax.sequence([syntax.constant(Ellipsis), none])
    elif axis == 0 and ndim != 1:
        index = none
    else:
        colons = [ast.Slice(None, None, None) for _ in range(axis)]
        after = [ast.Slice(None, None, None)] if axis == 0 else []
        index = syntax.sequence([*colons, none, *after])
    return syntax.subscript(speller.operand(array), index)


INDEXING = {
    operator.getitem: _getitem, prims.axis_length: _axis_length, np.expand_dims: _expand_dims,
    entries: _entries,
}  # fmt: skip
