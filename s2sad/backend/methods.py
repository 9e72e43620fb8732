"""Spellings by methods and attributes: `x.sum(axis=0)`, `x.T`, `x.copy()`, `x.astype(np.float32)`.

A method costs half of NumPy's function of the same name (0.9 against 2.0 microseconds for the sum
of ten numbers), so it is chosen wherever the operand is certainly an array.
"""

from __future__ import annotations

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Pack, Value
from ..ir.types import ArrayType
from . import syntax
from .indexing import whole_shape

#: functions whose further parameters are the method's, in the same order
_SAME = """
    sum prod mean std var max min any all cumsum cumprod argmax argmin argsort ravel squeeze
    swapaxes diagonal trace repeat take clip dot round nonzero searchsorted
"""
_ATTRIBUTES = {np.size: "size", np.ndim: "ndim", np.shape: "shape", np.real: "real",
               np.imag: "imag"}  # fmt: skip


def _is_array(operand: Operand) -> bool:
    return isinstance(operand, Value) and isinstance(operand.type, ArrayType)


def _method(speller, op: Call):
    if not op.args or not _is_array(op.args[0]):
        return None
    method = syntax.attribute(speller.operand(op.args[0]), op.callee.__name__)
    return speller.plain_call(method, op, skip=1)


def _attribute(speller, op: Call):
    if len(op.args) != 1 or op.kwargs or not _is_array(op.args[0]):
        return None
    return syntax.attribute(speller.operand(op.args[0]), _ATTRIBUTES[op.callee])


def _transpose(speller, op: Call):
    if not op.args or not _is_array(op.args[0]):
        return None
    array = speller.operand(op.args[0])
    axes = [*op.args[1:], *(value for key, value in op.kwargs if key == "axes")]
    if not axes or (isinstance(axes[0], Const) and axes[0].value is None):
        return syntax.attribute(array, "T")
    return syntax.call(syntax.attribute(array, "transpose"), *_spread(speller, axes[0]))


def _spread(speller, operand: Operand) -> list:
    """The items of a tuple as arguments of their own; anything else as it is."""
    match operand:
        case Pack(kind=kind, items=items) if kind in (tuple, list) and items:
            shape = whole_shape(speller, operand)
            return [shape] if shape is not None else [speller.operand(item) for item in items]
        case Const(value=tuple() as value) if value:
            return [speller.operand(Const(item)) for item in value]
    return [speller.operand(operand)]


def _reshape(speller, op: Call):
    if len(op.args) < 2 or not _is_array(op.args[0]):
        return None
    method = syntax.attribute(speller.operand(op.args[0]), "reshape")
    order = {k: speller.operand(v) for k, v in op.kwargs}
    if len(op.args) > 2:
        order["order"] = speller.operand(op.args[2])
    return syntax.call(method, *_spread(speller, op.args[1]), **order)


def _copy(speller, op: Call):
    if len(op.args) != 1 or op.kwargs or not _is_array(op.args[0]):
        return None
    return syntax.call(syntax.attribute(speller.operand(op.args[0]), "copy"))


def _conj(speller, op: Call):
    if len(op.args) != 1 or op.kwargs or not _is_array(op.args[0]):
        return None
    return syntax.call(syntax.attribute(speller.operand(op.args[0]), "conj"))


def _astype(speller, op: Call):
    array, dtype = op.args
    spelled = speller.operand(dtype)
    if isinstance(dtype, Const):
        spelled = speller.given(Const(np.dtype(dtype.value)))
    if _is_array(array):
        return syntax.call(syntax.attribute(speller.operand(array), "astype"), spelled)
    if isinstance(dtype, Const):
        return syntax.call(spelled, speller.operand(array))
    return None


def _zeros(speller, op: Call):
    """`np.zeros(n)` for `np.zeros((n,))`, and so for its kin; a derivative does not say the dtype
    that they have anyway."""
    args = op.args
    match args[:1]:
        case (Pack(kind=kind, items=(length,)),) if kind in (tuple, list):
            args = (length, *args[1:])
    if op.callee is not np.full and len(args) == 2 and _is_double(args[1]) and _is_ours(op):
        args = args[:1]
    if args is op.args:
        return None
    plain = Call(op.callee, args, op.kwargs)
    return speller.plain_call(speller.references.expression(op.callee), plain)


def _is_double(dtype) -> bool:
    value = getattr(dtype, "value", None)
    return value is np.float64 or isinstance(value, np.dtype) and value == np.float64


def _is_ours(op: Call) -> bool:
    return op.span is not None and op.span.adjoint


def _stop_gradient(speller, op: Call):
    return speller.operand(op.args[0])


def _get_attribute(speller, op: Call):
    if len(op.args) != 2 or not isinstance(op.args[1], Const):
        return None
    return syntax.attribute(speller.operand(op.args[0]), op.args[1].value)


def _any_method(speller, op: Call):
    """A call of `prims.Method`: `obj.name(…)`."""
    method = syntax.attribute(speller.operand(op.args[0]), op.callee.name)
    return speller.plain_call(method, op, skip=1)


METHODS = {
    **{getattr(np, name): _method for name in _SAME.split()},
    **dict.fromkeys(_ATTRIBUTES, _attribute),
    **dict.fromkeys((np.zeros, np.ones, np.empty, np.full), _zeros),
    np.transpose: _transpose, np.reshape: _reshape, np.copy: _copy, np.conj: _conj,
    prims.astype: _astype, prims.stop_gradient: _stop_gradient,
    prims.get_attribute: _get_attribute, getattr: _get_attribute, prims.Method: _any_method,
}  # fmt: skip
