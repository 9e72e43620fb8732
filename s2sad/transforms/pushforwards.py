"""Pushforwards of the operations that are their own: items, writes, lists, conversions.

Each takes (fwd, op, builder) and returns the tangent of the result: None where that is zero,
NotImplemented where a rule should say.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import paths, prims
from ..ir.builder import Builder
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ListType, is_differentiable, tangent_type
from . import precision, sparse
from .naming import refuse_output


def _getitem(fwd, op: Call, builder: Builder):
    dot = fwd.dot(op.args[0])
    if dot is None:
        return None
    if isinstance(dot, Pack):
        part = dot.items[op.args[1].value]
        if isinstance(part, Const) and part.value is NotImplemented:
            refuse_output(fwd.makers[op.args[0]], op.args[1].value)
        return part
    return fwd.arithmetic.emit(
        builder, operator.getitem, dot, op.args[1], type=tangent_type(op.result.type)
    )


def _write(fwd, op: Call, builder: Builder):
    array, path, value = op.args
    buffer = fwd.arithmetic.writable(builder, fwd.full(builder, array), array.type)
    dot = fwd.dot(value)
    return fwd.arithmetic.emit(
        builder, prims.write, buffer, path, Const(0.0) if dot is None else dot,
        type=op.result.type, name=f"{op.result.name}_dot",
    )  # fmt: skip


def _accumulate(fwd, op: Call, builder: Builder):
    array, path, value = op.args
    dot = fwd.dot(value)
    buffer = fwd.full(builder, array)
    if dot is None:
        return buffer
    return fwd.arithmetic.emit(
        builder, op.callee, buffer, path, dot, type=op.result.type, name=f"{op.result.name}_dot"
    )


def _list_call(fwd, op: Call, builder: Builder):
    """The same list operation on the tangents; indices stay."""
    args = [_argument(fwd, op, k, builder) for k in range(len(op.args))]
    type_ = tangent_type(op.result.type) if not hasattr(op.result.type, "item") else (
        type(op.result.type)(tangent_type(op.result.type.item)))  # fmt: skip
    return fwd.arithmetic.emit(
        builder, op.callee, *args, type=type_, name=f"{op.result.name}_dot"
    )


def _argument(fwd, op: Call, k: int, builder: Builder) -> Operand:
    operand, items = op.args[k], op.result.type
    match op.callee, k:
        case (prims.list_write, 1):
            return operand
        case (prims.list_write, 2):
            return fwd.full(builder, operand, paths.type_at(items, op.args[1]))
        case (prims.build_list, _) | (prims.list_append, 1):
            return fwd.full(builder, operand, items.item)
    type_ = getattr(operand, "type", None)
    if isinstance(type_, ListType):
        return fwd.full(builder, operand, items)
    moves = isinstance(operand, Pack) or is_differentiable(type_)
    return fwd.full(builder, operand) if moves else operand


def _maybe_list(fwd, op: Call, builder: Builder):
    """`add`, `list`, `tolist` on lists; anything else has a rule."""
    if isinstance(op.result.type, ListType):
        return _list_call(fwd, op, builder)
    return NotImplemented


def _astype(fwd, op: Call, builder: Builder):
    dot = fwd.dot(op.args[0])
    if dot is None:
        return None
    return fwd.arithmetic.emit(builder, prims.astype, dot, op.args[1])


def _retyped(fwd, op: Call, builder: Builder):
    dot = fwd.dot(op.args[0])
    if dot is None:
        return None
    type_ = precision.replace_dtype(op.result.type, dot.type.dtype)
    return fwd.arithmetic.emit(builder, prims.retyped, dot, type=type_)


def _array_of_list(fwd, op: Call, builder: Builder):
    source = op.args[0]
    if isinstance(source, Value) and isinstance(source.type, ListType):
        dot = fwd.dot(source)
        return fwd.arithmetic.emit(builder, np.array, dot, type=op.result.type)
    return NotImplemented


PUSHES = {
    **sparse.PUSHES,
    operator.getitem: _getitem, prims.write: _write, prims.accumulate: _accumulate,
    prims.accumulate_at: _accumulate, prims.list_append: _list_call,
    prims.list_drop_last: _list_call, prims.list_write: _list_call, prims.build_list: _list_call,
    reversed: _list_call, list: _list_call, operator.add: _maybe_list, operator.mul: _maybe_list,
    prims.Method("tolist"): _list_call, prims.astype: _astype, np.array: _array_of_list,
    prims.stop_gradient: lambda fwd, op, builder: None, prims.retyped: _retyped,
}  # fmt: skip
