"""In derivatives, the sum over the products of two vectors is their inner product, a product of
matrices is transposed by its factors where one of them is a transpose, and an outer product is.

Before:
    func @f(%g: f64[n], %x: f64[n]) {
      %a: f64[n] = mul %g, %x
      %s: f64 = np.sum %a
      return %s
    }
After:
    func @f(%g: f64[n], %x: f64[n]) {
      %a: f64[n] = mul %g, %x
      %s: f64 = matmul %g, %x
      return %s
    }

NumPy adds in another order then, so that last bits may differ. What the user's program computes
keeps its bits; only operations of the reverse sweep are changed. (Here all count as such.)
"""

from __future__ import annotations

import operator
from collections.abc import Callable

import numpy as np

from ..ir import paths
from ..ir.nodes import Call, Function, Operand
from ..ir.paths import is_full, is_new
from ..ir.types import ArrayType
from ..types.lattice import equal_where_they_meet
from . import rewrite
from .arithmetic import call_like, is_real, of_derivative
from .rewrite import Rules, Walk, type_of
from .sighted import sees


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _product_under(op: Call, callee: Callable, walk: Walk) -> Call | None:
    """The product of which a derivative takes the sum or transpose, if nothing else reads it."""
    if len(op.args) != 1 or op.kwargs or not of_derivative(op):
        return None
    product = walk.definition(op.args[0], callee)
    return product if product is not None and walk.only_use(product.result) else None


@sees(operator.mul)
def _inner_product(op: Call, walk: Walk) -> Call | None:
    product = _product_under(op, operator.mul, walk)
    if product is None:
        return None
    a, b = map(type_of, product.args)
    kinds = [getattr(t, "dtype", "") for t in (a, b)]
    if not all(kind == op.result.type.dtype or kind[:1] in ("i", "u") for kind in kinds):
        return None
    if not is_real(op.result.type):
        return None
    if len(getattr(a, "shape", ())) != 1 or len(getattr(b, "shape", ())) != 1:
        return None
    if not equal_where_they_meet(a.shape, b.shape):
        return None
    return call_like(op, operator.matmul, *product.args)


@sees(operator.mul)
def _sum_of_rows(op: Call, walk: Walk) -> Call | None:
    """`(a[:, None] * b).sum(axis=0)` -> `a @ b` for a vector and a matrix."""
    along = [(name, getattr(value, "value", None)) for name, value in op.kwargs]
    if along != [("axis", 0)] or len(op.args) != 1 or not of_derivative(op):
        return None
    product = walk.definition(op.args[0], operator.mul)
    if product is None or not walk.only_use(product.result):
        return None
    for column, b in (product.args, product.args[::-1]):
        made, t = walk.definition(column, operator.getitem), type_of(b)
        if made is None or not _is_column(made) or getattr(t, "ndim", 0) != 2:
            continue
        a = type_of(made.args[0])
        same = a.dtype == t.dtype == op.result.type.dtype and is_real(t)
        if same and equal_where_they_meet(a.shape, t.shape[:1]):
            return call_like(op, operator.matmul, made.args[0], b)
    return None


@sees(operator.mul)
def _trace(op: Call, walk: Walk) -> Call | None:
    """`(a * np.eye(n)).sum()` -> `np.trace(a)`, and that of an outer product is an inner one."""
    product = _product_under(op, operator.mul, walk)
    if product is None:
        return None
    for eye, a in (product.args, product.args[::-1]):
        made, t = walk.definition(eye, np.eye), type_of(a)
        if made is None or len(made.args) != 1 or made.kwargs or not is_real(t):
            continue
        same = t.dtype == "f64" and equal_where_they_meet(getattr(t, "shape", ()), eye.type.shape)
        if not same:
            continue
        outer = walk.definition(a, operator.mul)
        for column, b in () if outer is None else (outer.args, outer.args[::-1]):
            column = walk.definition(column, operator.getitem)
            if column is not None and _is_column(column) and getattr(type_of(b), "ndim", 0) == 1:
                return call_like(op, operator.matmul, column.args[0], b)
        return call_like(op, np.trace, a)
    return None


@sees(operator.matmul)
def _transposed_product(op: Call, walk: Walk) -> Call | None:
    """`(a.T @ b).T` -> `b.T @ a`."""
    product = _product_under(op, operator.matmul, walk)
    if product is None:
        return None
    if any(len(getattr(type_of(arg), "shape", ())) != 2 for arg in product.args):
        return None
    inner = [walk.definition(arg, np.transpose) for arg in product.args]
    plain = [call is not None and len(call.args) == 1 and not call.kwargs for call in inner]
    if not any(plain):
        return None
    factors = [
        call.args[0] if is_plain else _transpose(arg, walk, op)
        for call, is_plain, arg in zip(inner, plain, product.args)
    ]
    return call_like(op, operator.matmul, *factors[::-1])


@sees(operator.mul)
def _transposed_outer_product(op: Call, walk: Walk) -> Call | None:
    """`(a[:, None] * b).T` -> `b[:, None] * a`."""
    product = _product_under(op, operator.mul, walk)
    if product is None:
        return None
    for column, b in (product.args, product.args[::-1]):
        made = walk.definition(column, operator.getitem)
        if made is None or not _is_column(made) or getattr(type_of(b), "ndim", 0) != 1:
            continue
        type_ = ArrayType(b.type.dtype, (*b.type.shape, 1))
        turned = walk.emit(operator.getitem, b, made.args[1], type=type_, at=op)
        args = (turned, made.args[0]) if column is product.args[0] else (made.args[0], turned)
        return call_like(op, operator.mul, *args)
    return None


def _is_column(op: Call) -> bool:
    """True for `a[:, None]` of a vector."""
    steps = paths.steps(op.args[1])
    return getattr(type_of(op.args[0]), "ndim", 0) == 1 and len(steps) == 2 and (
        is_full(steps[0]) and is_new(steps[1])
    )


def _transpose(matrix: Operand, walk: Walk, at: Call) -> Operand:
    type_ = type_of(matrix)
    turned = ArrayType(type_.dtype, type_.shape[::-1])
    return walk.emit(np.transpose, matrix, type=turned, at=at)


RULES = Rules(
    calls={
        np.sum: (_inner_product, _trace, _sum_of_rows),
        np.transpose: (_transposed_product, _transposed_outer_product),
    }
)
