"""Numbers that are broadcast stay numbers as long as they can.

Before:
    func @f(%g: float, %x: f64[n], %s: f64, %v: f64[n, m]) {
      %a: f64[n] = s2sad.runtime.broadcast:spread %g, %x
      %b: f64[n] = mul %a, %x
      %c: f64[n] = mul %a, %s
      %d: f64[m] = matmul %a, %v
      return (%b, %c, %d)
    }
After:
    func @f(%g: float, %x: f64[n], %s: f64, %v: f64[n, m]) {
      %a: f64[n] = s2sad.runtime.broadcast:spread %g, %x
      %b: f64[n] = mul %g, %x
      %0: f64 = mul %g, %s
      %c: f64[n] = s2sad.runtime.broadcast:spread %0, %x
      %1: f64[m] = np.sum %v, axis=0
      %d: f64[m] = mul %g, %1
      return (%b, %c, %d)
    }

A product with a matrix is changed only in the reverse sweep, since NumPy adds in another order
then. (Here all count as such.) What is left unused is for `dce`.
"""

from __future__ import annotations

import operator

import numpy as np

from ..analysis import kinds, precisions
from ..ir import prims
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value
from ..ir.types import DTYPES, FLOAT, INT, ArrayType, ScalarType
from ..runtime.broadcast import spread
from ..types.lattice import equal_where_they_meet
from . import rewrite
from .arithmetic import call_like, is_real, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees


#: how far back it is followed what a number is made of
_DEPTH = 4


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


@sees(spread)
def _arithmetic(op: Call, walk: Walk) -> Call | None:
    for k, operand in enumerate(op.args):
        call = walk.definitions.get(operand)
        if call is not None and call.callee is spread:
            new = _drop_spread(op, k, call, walk) or _into_spread(op, k, call, walk)
            if new is not None:
                return new
    return None


def _drop_spread(op: Call, k: int, call: Call, walk: Walk) -> Call | None:
    """`spread(g, x) * a` -> `g * a` where each axis of the result is one of a or of g: broadcasting
    does the rest.

    The dtype stays: `spread` keeps that of g, and a Python number, which yields to a's dtype,
    must yield to the dtype that the result has anyway.
    """
    t, other = op.result.type, None if len(op.args) == 1 else type_of(op.args[1 - k])
    if not isinstance(other, ArrayType) or not isinstance(t, ArrayType):
        return None
    shapes = other.shape, getattr(type_of(call.args[0]), "shape", ())
    if not _fill(shapes, t.shape) or not _may_stand(call, other, t, walk):
        return None
    return _with_arg(op, k, call.args[0])


def _fill(shapes: tuple[tuple, ...], whole: tuple) -> bool:
    """True where each axis of the whole shape is surely as long in one of the shapes."""
    for k, axis in enumerate(reversed(whole), 1):
        there = [shape[-k] for shape in shapes if k <= len(shape)]
        if not any(equal_where_they_meet((axis,), (other,)) for other in there):
            return False
    return True


def _with_arg(op: Call, k: int, arg: Operand) -> Call:
    return call_like(op, op.callee, *op.args[:k], arg, *op.args[k + 1 :])


def _may_stand(call: Call, other: ArrayType, whole: ArrayType, walk: Walk) -> bool:
    """True where what is broadcast may stand for its broadcast beside an array, as to dtypes."""
    weak = np.result_type(DTYPES[other.dtype], 0.0) == DTYPES[whole.dtype]
    if not weak and precisions.are_several(walk.fn) and _may_be_pythons(call.args[0], walk, _DEPTH):
        return False
    return _yields(call.args[0], call.result, weak)


def _may_be_pythons(g: Operand, walk: Walk, depth: int) -> bool:
    """True for a number that may be Python's at run time, whatever its type."""
    t = type_of(g)
    if not isinstance(t, ScalarType) or t.python:
        return isinstance(t, ScalarType)
    if g in (known := kinds.run(walk.fn)):
        return any(kind.python for kind in known[g])
    call = walk.definitions.get(g)
    return call is not None and depth > 0 and bool(call.args) and all(
        _may_be_pythons(arg, walk, depth - 1) for arg in call.args
    )


def _yields(g: Operand, broadcast: Value, weak: bool) -> bool:
    """True where g may stand for its broadcast as to dtypes; `weak`: if it is a Python number."""
    t = type_of(g)
    if isinstance(t, ScalarType) and t.python:
        return weak
    return isinstance(t, (ScalarType, ArrayType)) and t.dtype == broadcast.type.dtype


def _into_spread(op: Call, k: int, call: Call, walk: Walk) -> Call | None:
    """`spread(g, x) * s` -> `spread(g * s, x)` for a scalar s: the same product, of less."""
    t = op.result.type
    if not isinstance(t, ArrayType) or t.dtype[0] not in "fc":
        return None
    args = tuple(call.args[0] if j == k else arg for j, arg in enumerate(op.args))
    types = [type_of(arg) for arg in args]
    g, others = types[k], [s for j, s in enumerate(types) if j != k]
    if not isinstance(g, (ScalarType, ArrayType)):
        return None
    if not all(isinstance(s, ScalarType) for s in others):
        return None
    strong = [s for s in types if isinstance(s, ArrayType) or not s.python]
    if any(s.dtype != t.dtype for s in strong):
        return None
    if isinstance(g, ArrayType):
        inner_type = ArrayType(t.dtype, g.shape)
    else:
        if not strong and op.callee is operator.truediv and not _is_nonzero(args[1]):
            return None  # Python raises where NumPy gives inf
        inner_type = ScalarType(t.dtype) if strong else FLOAT
    inner = walk.emit(op.callee, *args, type=inner_type, at=op)
    return call_like(op, spread, inner, call.args[1])


def _is_nonzero(operand: Operand) -> bool:
    return type(operand) is Const and operand.value != 0


@sees(operator.mul, prims.retyped, gives=ArrayType)
def _stretched_by_another(op: Call, walk: Walk) -> Call | None:
    """`spread(g, x) * b * c` -> `g * b * c` for a number g, where each axis of the result is one of
    b or of c; so for a quotient by c."""
    t = op.result.type
    if not is_real(t) or not isinstance(t, ArrayType):
        return None
    for k, operand in enumerate(op.args[: 1 if op.callee is operator.truediv else 2]):
        named = walk.definition(operand, prims.retyped)  # its lengths are those of the other one
        if named is not None and walk.only_use(operand):
            operand = named.args[0]
        product, other = walk.definition(operand, operator.mul), type_of(op.args[1 - k])
        if product is None or not isinstance(other, ArrayType):
            continue
        if not any(walk.definition(part, spread) for part in product.args):
            continue
        if not walk.only_use(operand):
            continue
        for j, part in enumerate(product.args):
            call, b = walk.definition(part, spread), type_of(product.args[1 - j])
            if call is None or not isinstance(b, ArrayType) or not _is_number(call.args[0]):
                continue
            if not _fill((b.shape, other.shape), t.shape):
                continue
            whole = product.result.type
            if not is_real(whole) or not _may_stand(call, b, whole, walk):
                continue
            args = (*product.args[:j], call.args[0], *product.args[j + 1 :])
            made = ArrayType(product.result.type.dtype, b.shape)
            return _with_arg(op, k, walk.emit(operator.mul, *args, type=made, at=op))
    return None


@sees(operator.mul, gives=ArrayType)
def _number_to_spread(op: Call, walk: Walk) -> Call | None:
    """`c * (spread(g, x) * b)` -> `(c * spread(g, x)) * b` for numbers c and g."""
    t = op.result.type
    if not of_derivative(op) or not is_real(t):
        return None
    for operand, number in zip(op.args, op.args[::-1]):
        product = walk.definition(operand, operator.mul) if _is_number(number) else None
        if product is None or not is_real(type_of(number)):
            continue
        if product.result.type != t or not walk.only_use(operand):
            continue
        for j, part in enumerate(product.args):
            call = walk.definition(part, spread)
            if call is not None and call.result.type.dtype == t.dtype:
                scaled = walk.emit(operator.mul, number, part, type=part.type, at=op)
                return _with_arg(call_like(op, operator.mul, *product.args), j, scaled)
    return None


def _is_number(operand: Operand) -> bool:
    return isinstance(type_of(operand), ScalarType)


@sees(spread)
def _matrix_product(op: Call, walk: Walk) -> Call | None:
    """`spread(g, x) @ m` -> `g * np.sum(m, axis=0)` for a vector of one number g, and `m @ …`; a
    matrix of one number gives a matrix of equal rows, or columns."""
    t = op.result.type
    if not of_derivative(op) or not is_real(t):
        return None
    for k, operand in enumerate(op.args):
        call, matrix = walk.definition(operand, spread), op.args[1 - k]
        m = type_of(matrix)
        if call is None or not is_real(m) or getattr(m, "ndim", 0) != 2:
            continue
        g, ndim = call.args[0], call.result.type.ndim
        like = walk.table.get(("shape", t.shape)) if ndim == 2 else None
        if not _is_number(g) or not _may_stand(call, m, t, walk) or (ndim != 1 and like is None):
            continue
        row, axis = ArrayType(t.dtype, m.shape[1 - k :][:1]), k
        turned = walk.definition(matrix, np.transpose)
        if turned is not None and len(turned.args) == 1 and not turned.kwargs:
            matrix, axis = turned.args[0], 1 - k
        total = walk.emit(np.sum, matrix, type=row, at=op, kwargs=(("axis", Const(axis)),))
        if ndim == 1:
            return call_like(op, operator.mul, g, total)
        total = walk.emit(operator.mul, g, total, type=row, at=op)
        if k == 1:
            column = ArrayType(t.dtype, (*row.shape, 1))
            index = Pack(tuple, (Pack(slice, (Const(None),) * 3), Const(None)))
            total = walk.emit(operator.getitem, total, index, type=column, at=op)
        return call_like(op, spread, total, like)
    return None


@sees(spread)
def _view_of_spread(op: Call, walk: Walk) -> Call | None:
    """`spread(g, x)[:, None]` -> `spread(g, x[:, None])` for a number g."""
    call, t = walk.definition(op.args[0], spread), op.result.type
    if call is None or op.kwargs or not isinstance(t, ArrayType) or not is_real(t):
        return None
    like = type_of(call.args[1])
    if not isinstance(type_of(call.args[0]), ScalarType) or not isinstance(like, ArrayType):
        return None
    shape = ArrayType(like.dtype, t.shape)
    view = walk.emit(op.callee, call.args[1], *op.args[1:], type=shape, at=op)
    return call_like(op, spread, call.args[0], view)


@sees(spread)
def _converted_spread(op: Call, walk: Walk) -> Call | None:
    """`spread(g, x).astype(dtype)` -> `spread(dtype(g), x)` for a constant or a number of NumPy."""
    call, t = walk.definition(op.args[0], spread), op.result.type
    g = None if call is None else type_of(call.args[0])
    if not isinstance(g, ScalarType) or not is_real(g) or not is_real(t):
        return None
    number, like = call.args
    if type(number) is Const:
        return call_like(op, spread, Const(np.dtype(DTYPES[t.dtype]).type(number.value)), like)
    if g.python:
        return None
    number = walk.emit(prims.astype, number, *op.args[1:], type=ScalarType(t.dtype), at=op)
    return call_like(op, spread, number, like)


@sees(spread)
def _sum_of_spread(op: Call, walk: Walk) -> Call | None:
    """`np.sum(spread(g, x))` -> `g * np.size(x)` for a number g."""
    call, t = walk.definition(op.args[0], spread), op.result.type
    if call is None or op.kwargs or len(op.args) != 1 or not is_real(t):
        return None
    g = type_of(call.args[0])
    if not isinstance(t, ScalarType) or not isinstance(g, ScalarType) or g.dtype != t.dtype:
        return None
    size = walk.emit(np.size, call.args[1], type=INT, at=op)
    return call_like(op, operator.mul, call.args[0], size)


@sees(spread)
def _sum_of_rows(op: Call, walk: Walk) -> Call | None:
    """`np.sum(spread(g, x), axis=k)` -> `spread(g * x.shape[k], np.sum(x, axis=k))` for a number g;
    of the sum only the shape is read, which most often another value has."""
    call, t = walk.definition(op.args[0], spread), op.result.type
    if call is None or len(op.args) != 1 or not of_derivative(op) or not isinstance(t, ArrayType):
        return None
    (name, axis), *others = op.kwargs or ((None, None),)
    if name != "axis" or others or type(getattr(axis, "value", None)) is not int or not is_real(t):
        return None
    g, whole = type_of(call.args[0]), type_of(call.args[1])
    if not isinstance(g, ScalarType) or not isinstance(whole, ArrayType) or t.dtype != "f64":
        return None
    if g.dtype != t.dtype or whole.dtype != t.dtype or not 0 <= axis.value < whole.ndim:
        return None
    length = walk.emit(prims.axis_length, call.args[1], axis, type=INT, at=op)
    number = walk.emit(operator.mul, call.args[0], length, type=g, at=op)
    like = walk.emit(np.sum, call.args[1], type=t, at=op, kwargs=op.kwargs)
    return call_like(op, spread, number, like)


@sees(spread)
def _store_spread(op: Call, walk: Walk) -> Call | None:
    """`a[i] = spread(g, x)` -> `a[i] = g`: an assignment broadcasts, to x's shape and beyond."""
    array, path, value = op.args
    call = walk.definition(value, spread)
    t = type_of(array)
    if call is None or not isinstance(t, ArrayType) or not is_real(t):
        return None
    if call.result.type.dtype != t.dtype:
        return None
    return _with_arg(op, 2, call.args[0]) if _yields(call.args[0], call.result, True) else None


@sees(operator.mul)
def _store_stretched(op: Call, walk: Walk) -> Call | None:
    """`a[i] += spread(g, x) * b` -> `a[i] += g * b` for a number g: what is stored broadcasts."""
    product = walk.definition(op.args[2], operator.mul)
    if product is None or not walk.only_use(op.args[2]):
        return None
    whole = product.result.type
    for j, part in enumerate(product.args):
        call, b = walk.definition(part, spread), type_of(product.args[1 - j])
        if call is None or not isinstance(b, ArrayType) or not _is_number(call.args[0]):
            continue
        if is_real(whole) and _may_stand(call, b, whole, walk):
            args = (*product.args[:j], call.args[0], *product.args[j + 1 :])
            made = ArrayType(whole.dtype, b.shape)
            return _with_arg(op, 2, walk.emit(operator.mul, *args, type=made, at=op))
    return None


RULES = Rules(
    calls={
        **dict.fromkeys((operator.add, operator.sub, operator.neg), (_arithmetic,)),
        operator.mul: (_arithmetic, _stretched_by_another, _number_to_spread),
        operator.truediv: (_arithmetic, _stretched_by_another),
        operator.matmul: (_matrix_product,),
        **dict.fromkeys(
            (prims.accumulate, prims.accumulate_at, prims.write), (_store_spread, _store_stretched)
        ),
        **dict.fromkeys((np.transpose, operator.getitem), (_view_of_spread,)),
        np.sum: (_sum_of_spread, _sum_of_rows),
        prims.astype: (_converted_spread,),
    }
)
