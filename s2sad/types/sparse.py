"""Matrices of `scipy.sparse`: constants that vectors are multiplied with, or made of numbers here.

A matrix from outside is passed on. One that the program makes of (data, (rows, columns)) or of
(data, indices, indptr) is kept as these parts; its product is a call of them, with its own rule.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass

import numpy as np

from ..ir import prims
from ..ir.types import ArrayType, OpaqueType
from .abstract import Abstract, Array, Dyn, Static, Tuple

KINDS = ("sparse matrix", "sparse array")


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A sparse matrix that the program has made: entries `data` at [rows, columns]."""

    data: Abstract
    rows: Abstract
    columns: Abstract
    shape: Tuple
    kind: str

    def transposed(self) -> "Built":
        shape = Tuple(self.shape.items[::-1])
        return Built(self.data, self.columns, self.rows, shape, self.kind)


def kind_of(value: Abstract) -> str | None:
    """What sort of sparse matrix a value is; None for anything else."""
    match value:
        case Static(value=Built(kind=kind)):
            return kind
        case Dyn(value=v) if isinstance(v.type, OpaqueType) and v.type.name in KINDS:
            return v.type.name
    return None


def product(cx, op, a: Abstract, b: Abstract) -> Abstract | None:
    """`a @ b` where one of them is sparse, or `a * b` of the older class; None for other things."""
    left, right = kind_of(a), kind_of(b)
    if left is None and right is None:
        return None
    is_product = op is operator.matmul or (op is operator.mul and "sparse matrix" in (left, right))
    if not is_product or not isinstance(b if left else a, Array):
        cx.refuse(
            "only the product of a sparse matrix and an array is followed",
            "use a @ x, or convert the matrix with .toarray() outside",
        )
    if left is not None:
        return times(cx, a, b)
    turned = times(cx, transposed(cx, b), cx.call(Static(np.transpose), [a], {}))
    return cx.call(Static(np.transpose), [turned], {})


def times(cx, matrix: Abstract, x: Array) -> Abstract:
    type_ = cx.value_of(x).type
    if isinstance(matrix, Static):
        built: Built = matrix.value
        parts = [built.data, built.rows, built.columns, built.shape, x]
        rows = cx.value_of(cx.call(Static(np.zeros), [built.shape.items[0]], {})).type.shape[0]
        callee, operands = prims.coo_product, tuple(map(cx.operand, parts))
    else:
        base, turned = cx.sparse_bases.get(matrix.value, (matrix.value, False))
        cx.sparse_sides.setdefault((base, not turned), type_.shape[0])
        rows = cx.sparse_sides.setdefault((base, turned), cx.fresh((base, turned)))
        callee = prims.sparse_product_transposed if turned else prims.sparse_product
        operands = (base, cx.operand(x))
    result = ArrayType("f64", (rows, *type_.shape[1:]))
    return cx.wrap(cx.emit(callee, *operands, type=result))


def transposed(cx, matrix: Abstract) -> Abstract:
    if isinstance(matrix, Static):
        return Static(matrix.value.transposed())
    turned = cx.emit(
        prims.get_attribute, matrix.value, cx.operand(Static("T")), type=matrix.value.type
    )
    base, flag = cx.sparse_bases.get(matrix.value, (matrix.value, False))
    cx.sparse_bases[turned] = base, not flag
    return Dyn(turned)


def attribute(cx, matrix: Abstract, name: str) -> Abstract | None:
    """`.T` and `.shape` of what is made here; None where a method is meant."""
    if name == "T":
        return transposed(cx, matrix)
    if name == "shape" and isinstance(matrix, Static):
        return matrix.value.shape
    return None


def method(cx, matrix: Abstract, name: str, args) -> Abstract:
    if name == "dot" and len(args) == 1:
        return product(cx, operator.matmul, matrix, args[0])
    if name == "transpose" and not args:
        return transposed(cx, matrix)
    if name in ("tocsr", "tocsc", "tocoo") and isinstance(matrix, Static):
        return matrix
    cx.refuse(f"the method {name}() of a sparse matrix is not followed", "use a @ x and a.T @ x")


def build(cx, cls: type, args, kwargs) -> Abstract:
    """`csr_array((data, indices, indptr), shape=...)` and its kin."""
    bound = dict(zip(("arg1", "shape", "dtype", "copy"), args)) | kwargs
    parts, shape = bound["arg1"], bound.get("shape")
    name = cls.__name__
    if not isinstance(parts, Tuple) or shape is None:
        cx.refuse(f"{name}() of a dense array, or without shape=, is not followed",
                  "make it of (data, (rows, columns)) with shape=(m, n)")  # fmt: skip
    shape = Tuple(tuple(cx.items_of(shape)))
    kind = "sparse matrix" if name.endswith("_matrix") else "sparse array"
    items = parts.items
    if len(items) == 2:
        rows, columns = cx.items_of(items[1])
        return Static(Built(items[0], rows, columns, shape, kind))
    if len(items) != 3 or name[:3] not in ("csr", "csc"):
        cx.refuse(f"{name}() of these parts is not followed",
                  "make it of (data, (rows, columns)) with shape=(m, n)")  # fmt: skip
    data, indices, starts = items
    along = shape.items[0 if name.startswith("csr") else 1]
    counts = cx.call(Static(np.diff), [starts], {})
    lines = cx.call(Static(np.repeat), [cx.call(Static(np.arange), [along], {}), counts], {})
    rows, columns = (lines, indices) if name.startswith("csr") else (indices, lines)
    return Static(Built(data, rows, columns, shape, kind))
