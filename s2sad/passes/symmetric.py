"""In derivatives, symmetric matrices are not transposed, and systems are solved once.

Before:
    func @f(%l: f64[n, n], %y: f64[n]) {
      %t: f64[n, n] = np.transpose %l
      %k: f64[n, n] = matmul %l, %t
      %a: f64[n] = np.linalg.solve %k, %y
      %0: f64[n] = mul 0.5, %y
      %1: f64[n, n] = np.transpose %k
      %b: f64[n] = np.linalg.solve %1, %0
      return (%a, %b)
    }
After:
    func @f(%l: f64[n, n], %y: f64[n]) {
      %t: f64[n, n] = np.transpose %l
      %k: f64[n, n] = matmul %l, %t
      %a: f64[n] = np.linalg.solve %k, %y
      %0: f64[n] = mul 0.5, %y
      %2: f64[n] = np.linalg.solve %k, %y
      %b: f64[n] = mul 0.5, %2
      return (%a, %b)
    }

A matrix is symmetric by the way it is made: `l @ l.T`, `(x[:, None] - x) ** 2`, the identity, and
what is computed of such matrices entry by entry. `cse` finds that the two systems are one. Rounding
may make two halves of a matrix differ, so that last bits change; what the user's program computes
keeps its bits.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Function, Operand, Pack
from ..ir.types import ArrayType, ScalarType
from . import rewrite
from .arithmetic import call_like, is_real, number_of, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees

#: what mirroring does to a matrix: nothing, change its sign, or something else
EVEN, ODD, OTHER = 1, -1, 0

_ENTRYWISE = frozenset({
    np.exp, np.sqrt, np.log, np.log1p, np.expm1, np.tanh, np.sin, np.cos, np.abs, abs, np.square,
    np.copy, prims.retyped,
})  # fmt: skip
_EVEN_FUNCTIONS = frozenset({np.abs, abs, np.cos, np.square})
_FULL = [None, None, None]


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


# --- how a matrix is made -------------------------------------------------------------------


def mirrored(operand: Operand, walk: Walk) -> int:
    """What swapping its first two axes does to an array."""
    t = type_of(operand)
    if type(t) is not ArrayType or len(t.shape) < 2 or not is_real(t):
        return OTHER
    known = walk.mirrored.get(operand)
    if known is None:
        op = walk.definitions.get(operand)
        known = walk.mirrored[operand] = OTHER if op is None else _of_call(op, walk)
    return known


def _of_call(op: Call, walk: Walk) -> int:
    callee, args = op.callee, op.args
    if type(callee).__hash__ is None:
        return OTHER
    if callee in (operator.add, operator.sub, operator.mul, operator.truediv):
        return _of_arithmetic(op, walk)
    if callee in (np.eye, np.identity) and len(args) == 1 and not op.kwargs:
        return EVEN
    if callee is np.diag and len(args) == 1 and not op.kwargs and type_of(args[0]).ndim == 1:
        return EVEN
    if callee is operator.matmul and op.result.type.ndim == 2:
        left, right = (_without_number(arg, walk) for arg in args)
        same = _is_transpose(left, right, walk) or _is_transpose(right, left, walk)
        return EVEN if same else OTHER
    if callee is operator.neg or (callee is np.transpose and len(args) == 1 and not op.kwargs):
        return mirrored(args[0], walk) if type_of(args[0]).ndim == 2 else OTHER
    if callee is operator.pow:
        number, side = number_of(args[1]), mirrored(args[0], walk)
        if side == ODD and type(number) is int:
            return EVEN if number % 2 == 0 else ODD
        return side if side == EVEN and number is not None else OTHER
    if callee is np.sum and type_of(args[0]).ndim == 3 == op.result.type.ndim + 1:
        names, axis = [name for name, _ in op.kwargs], dict(op.kwargs).get("axis")
        last = names == ["axis"] and isinstance(axis, Const) and axis.value in (2, -1)
        return mirrored(args[0], walk) if last and len(args) == 1 else OTHER
    if callee is np.linalg.inv and len(args) == 1:
        return mirrored(args[0], walk) if op.result.type.ndim == 2 else OTHER
    if callee in _ENTRYWISE and len(args) == 1 and not op.kwargs:
        side = mirrored(args[0], walk)
        return EVEN if side == EVEN or (side == ODD and callee in _EVEN_FUNCTIONS) else OTHER
    return OTHER


def _of_arithmetic(op: Call, walk: Walk) -> int:
    """Of numbers and arrays, of `x[:, None]` and `x[None, :]`, or of `x` and its transpose."""
    product = op.callee in (operator.mul, operator.truediv)
    a, b = op.args
    transposed = op.result.type.ndim == 2 and (
        _is_transpose(a, b, walk) or _is_transpose(b, a, walk)
    )
    if transposed or _crossed(a, b, walk):
        return {operator.sub: ODD, operator.truediv: OTHER}.get(op.callee, EVEN)
    sides = [
        EVEN if isinstance(type_of(arg), ScalarType) else mirrored(arg, walk) for arg in op.args
    ]
    if any(getattr(type_of(arg), "ndim", op.result.type.ndim) != op.result.type.ndim
           for arg in op.args):  # fmt: skip
        return OTHER
    if product:
        return sides[0] * sides[1]
    return sides[0] if sides[0] == sides[1] else OTHER


def _crossed(a: Operand, b: Operand, walk: Walk) -> bool:
    """True for the views `x[:, None]` and `x[None, :]` of a vector, or of the rows of a matrix."""
    views = [walk.definition(operand, operator.getitem) for operand in (a, b)]
    if None in views or views[0].args[0] is not views[1].args[0]:
        return False
    t = type_of(views[0].args[0])
    if not isinstance(t, ArrayType) or t.ndim not in (1, 2):
        return False
    kinds = [_axes(view.args[1], t.ndim) for view in views]
    rest = [":"] * (t.ndim - 1)
    return sorted(kinds, key=str) == sorted(([":", None, *rest], [None, ":", *rest]), key=str)


def _axes(index: Operand, ndim: int) -> list:
    """`:` and None, as they stand in an index; other things as they are."""
    items = index.items if type(index) is Pack and index.kind is tuple else (index,)
    found: list = []
    for item in items:
        if type(item) is Const and item.value is None:
            found.append(None)
        elif type(item) is Pack and item.kind is slice and all(
            type(part) is Const and part.value is None for part in item.items
        ):
            found.append(":")
        else:
            found.append(item)
    return found + [":"] * (ndim - sum(item is not None for item in found))


def _is_transpose(a: Operand, b: Operand, walk: Walk) -> bool:
    """True where b is the transpose of a."""
    call = walk.definition(b, np.transpose)
    return call is not None and call.args == (a,) and not call.kwargs


def _without_number(operand: Operand, walk: Walk) -> Operand:
    """The operand, without numbers that it is multiplied with and without its sign."""
    found = _scaled(operand, walk)
    while found is not None:
        operand = found[1]
        found = _scaled(operand, walk)
    return operand


def _scaled(operand: Operand, walk: Walk) -> tuple[Operand | None, Operand] | None:
    """The number (None for -1) and the array of which an operand is the product."""
    named = walk.definition(operand, prims.retyped)
    op = walk.definitions.get(operand if named is None else named.args[0])
    if op is None or not isinstance(op.result.type, ArrayType) or not is_real(op.result.type):
        return None
    if op.callee is operator.neg:
        return (None, op.args[0]) if type_of(op.args[0]) == op.result.type else None
    if op.callee is operator.mul:
        for number, array in (op.args, op.args[::-1]):
            if isinstance(type_of(number), ScalarType) and type_of(array) == op.result.type:
                return number, array
    return None


# --- rules ----------------------------------------------------------------------------------


def _transpose(op: Call, walk: Walk) -> Call | Operand | None:
    """The transpose of a symmetric matrix is itself; that of `c * x` is `c * x.T`."""
    x = op.args[0]
    t = type_of(x)
    if not of_derivative(op) or len(op.args) != 1 or op.kwargs or getattr(t, "ndim", 0) != 2:
        return None
    if mirrored(x, walk) == EVEN:
        return x if t == op.result.type else call_like(op, prims.retyped, x)
    found = _scaled(x, walk)
    if found is None or not (walk.known(np.transpose, found[1]) or walk.only_use(x)):
        return None
    return _outward(op, 0, walk)


@sees(prims.retyped)
def _same_product(op: Call, walk: Walk) -> Call | None:
    """A product of what was transposed, and is symmetric, is that of the matrix itself."""
    if not of_derivative(op):
        return None
    inner = [walk.definition(arg, prims.retyped) for arg in op.args]
    args = (arg if call is None else call.args[0] for arg, call in zip(op.args, inner))
    return call_like(op, operator.matmul, *args)


@sees(operator.neg, operator.mul, prims.retyped)
def _solve(op: Call, walk: Walk) -> Call | None:
    """`solve(a, c * b)` -> `c * solve(a, b)`."""
    if not of_derivative(op) or len(op.args) != 2 or not is_real(op.result.type):
        return None
    return _outward(op, 1, walk)


def _outward(op: Call, k: int, walk: Walk) -> Call | None:
    """The number that an argument is multiplied with, taken out of a linear function of it."""
    found = _scaled(op.args[k], walk)
    if found is None:
        return None
    number, array = found
    args = (*op.args[:k], array, *op.args[k + 1 :])
    inner = walk.emit(op.callee, *args, type=op.result.type, at=op)
    if number is None:
        return call_like(op, operator.neg, inner)
    return call_like(op, operator.mul, number, inner)


RULES = Rules(
    calls={
        np.transpose: (_transpose,), np.linalg.solve: (_solve,), operator.matmul: (_same_product,),
    }
)  # fmt: skip
