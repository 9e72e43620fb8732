"""`unbroadcast`, `spread`, masks and their like, decided from types where types decide them."""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Const
from ..ir.types import ArrayType, ScalarType, never_one
from ..runtime.broadcast import fitted, spread, unbroadcast
from ..runtime.columns import narrowed, widened
from ..runtime.masks import kept_unless, kept_where, number_unless, number_where, shared
from ..runtime.static import as_long, is_static
from .abstract import Abstract, Static, Tuple, Zero
from .dtypes import spread_type
from .infer import result_type
from .lattice import equal_where_they_meet, same_lengths


def _shape(type_) -> tuple:
    return type_.shape if isinstance(type_, ArrayType) else ()


def _unbroadcast(cx, args, kwargs) -> Abstract:
    """Sums over the axes that are known to be broadcast; the run-time helper where one is not."""
    g, x = args
    if isinstance(g, Zero):
        return g
    have, want = _shape(cx.type_of(g)), _shape(cx.type_of(x))
    extra = len(have) - len(want)
    if not have:
        return g
    if extra < 0:  # `x` has axes that an assignment left out
        return _at_run_time(cx, g, x)
    summed = []
    for k, axis in enumerate(want):
        other = have[extra + k]
        if same_lengths((axis,), (other,)) or never_one(axis):
            continue
        if axis != 1:
            return _at_run_time(cx, g, x)
        summed.append(extra + k)
    return _sum_axes(cx, g, extra, summed, len(have))


def _at_run_time(cx, g: Abstract, x: Abstract) -> Abstract:
    type_ = ArrayType(cx.type_of(g).dtype, _shape(cx.type_of(x)))
    return cx.wrap(cx.emit(unbroadcast, cx.operand(g), cx.operand(x), type=type_))


def _sum_axes(cx, g: Abstract, extra: int, summed: list[int], ndim: int) -> Abstract:
    if extra == ndim:
        return cx.wrap(cx.emit(np.sum, cx.operand(g)))
    for axes, keep in ((tuple(summed), True), (tuple(range(extra)), False)):
        if not axes:
            continue
        axis = axes[0] if len(axes) == 1 else axes
        pairs = (("axis", Const(axis)),) + ((("keepdims", Const(True)),) if keep else ())
        g = cx.wrap(cx.emit(np.sum, cx.operand(g), kwargs=pairs))
    return g


def _spread(cx, args, kwargs) -> Abstract:
    """`g` in the shape of `x`; stays symbolic until it is known who uses it."""
    g, x = args
    if isinstance(g, Zero):
        return g
    have, want = cx.type_of(g), cx.type_of(x)
    if not _shape(want) or same_lengths(_shape(have), _shape(want)):
        return g
    type_ = spread_type(have, want) if isinstance(have, (ScalarType, ArrayType)) else None
    return cx.wrap(cx.emit(spread, cx.operand(g), cx.operand(x), type=type_))


def _mask(callee):
    """Symbolic for an array that has the shape of the result, a branch for a number (`sunk` moves
    what follows into it), `np.where` for others."""
    of_number = number_where if callee is kept_where else number_unless

    def handler(cx, args, kwargs) -> Abstract:
        g, mask = args
        if isinstance(g, Zero):
            return g
        type_, shape = cx.type_of(g), _shape(cx.type_of(g))
        over = _shape(cx.type_of(mask))
        if isinstance(mask, Static) and not over:
            return g if bool(mask.value) == (callee is kept_where) else Zero(cx.operand(g))
        if not shape and not over:
            if isinstance(type_, ArrayType):
                g = cx.get_item(g, Tuple(()))
            return cx.call_python(of_number, [g, mask], {})
        if not shape or not equal_where_they_meet(over, shape[len(shape) - len(over) :]):
            chosen = (g, Static(0.0)) if callee is kept_where else (Static(0.0), g)
            return cx.emit_abstract(np.where, mask, *chosen)
        return cx.wrap(cx.emit(callee, cx.operand(g), cx.operand(mask), type=type_))

    return handler


def _shared(cx, args, kwargs) -> Abstract:
    """Symbolic where the cotangent has the shape of the mask, a product where it has not."""
    g, share, mask = args
    if isinstance(g, Zero):
        return g
    types = [cx.type_of(arg) for arg in args]
    plain = all(isinstance(t, ScalarType) for t in types)
    full = all(_shape(t) for t in types) and all(
        equal_where_they_meet(types[0].shape, t.shape) for t in types[1:]
    )
    if not plain and not full:
        return cx.emit_abstract(operator.mul, g, share)
    operands = [cx.operand(arg) for arg in args]
    type_ = result_type(operator.mul, tuple(operands[:2]))
    return cx.wrap(cx.emit(shared, *operands, type=type_))


def _fitted(cx, args, kwargs) -> Abstract:
    """The shape of `x` is that of `g`, whatever the types say."""
    g, x = args
    have, want = cx.type_of(g), cx.type_of(x)
    if isinstance(g, Zero) or not isinstance(have, ArrayType) or not isinstance(want, ArrayType):
        return g
    if same_lengths(have.shape, want.shape) or have.ndim != want.ndim:
        return g
    type_ = ArrayType(have.dtype, want.shape)
    return cx.wrap(cx.emit(prims.retyped, cx.operand(g), type=type_))


def _widened(cx, args, kwargs) -> Abstract:
    """Nothing is to be done where there are as many columns as there should be."""
    part, whole = args
    if isinstance(part, Zero):
        return part
    type_ = ArrayType(cx.type_of(part).dtype, cx.type_of(whole).shape)
    if same_lengths(cx.type_of(part).shape, type_.shape):
        return part
    return cx.wrap(cx.emit(widened, cx.operand(part), cx.operand(whole), type=type_))


def _narrowed(cx, args, kwargs) -> Abstract:
    whole, like = args
    if isinstance(whole, Zero):
        return whole
    type_, wanted = cx.type_of(whole), cx.type_of(like).shape[-1:]
    if same_lengths(type_.shape[-1:], wanted):
        return whole
    type_ = ArrayType(type_.dtype, (*type_.shape[:-1], *wanted))
    return cx.wrap(cx.emit(narrowed, cx.operand(whole), cx.operand(like), type=type_))


def _as_long(cx, args, kwargs) -> Abstract:
    (x, axis), (y, axis_of_y) = args[:2], args[2:]
    own, other = (_shape(cx.type_of(v))[k.value] for v, k in ((x, axis), (y, axis_of_y)))
    return Static(never_one(own) or other == 1 or same_lengths((own,), (other,)))


HANDLERS = {
    unbroadcast: _unbroadcast, spread: _spread, fitted: _fitted, widened: _widened,
    narrowed: _narrowed,
    **{f: _mask(f) for f in (kept_where, kept_unless)}, shared: _shared,
    is_static: lambda cx, args, kwargs: Static(isinstance(args[0], Static)), as_long: _as_long,
}  # fmt: skip
