"""Products of sparse matrices, which are linear: a constant one, or one given by its entries.

Before:  f(%a, %x) { %y = sparse_product %a, %x; return %y }
After:   f(%a, %x, %y_bar) { %x_bar = sparse_product_transposed %a, %y_bar; return %x_bar }
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Pack
from ..ir.types import ArrayType

TRANSPOSED = {
    prims.sparse_product: prims.sparse_product_transposed,
    prims.sparse_product_transposed: prims.sparse_product,
}


def push(forward, op: Call, builder):
    dot = forward.dot(op.args[1])
    if dot is None:
        return None
    return builder.call(op.callee, op.args[0], dot, type=op.result.type)


def pull(reverse, op: Call, bar, sweep) -> bool:
    matrix, x = op.args
    x_bar = sweep.builder.call(TRANSPOSED[op.callee], matrix, bar, type=x.type)
    reverse.add_bar(sweep, x, x_bar)
    return True


def push_entries(forward, op: Call, builder):
    data, rows, columns, shape, x = op.args
    type_ = op.result.type
    pairs = ((forward.dot(data), x), (data, forward.dot(x)))
    terms = [
        builder.call(op.callee, d, rows, columns, shape, v, type=type_)
        for d, v in pairs
        if d is not None and v is not None
    ]
    if not terms:
        return None
    return terms[0] if len(terms) < 2 else builder.call(operator.add, *terms, type=type_)


def pull_entries(reverse, op: Call, bar, sweep) -> bool:
    """The cotangent of an entry is one product: no other entry of the matrix is made."""
    data, rows, columns, shape, x = op.args
    builder = sweep.builder
    if reverse.is_active(data):
        each_type = ArrayType("f64", (*data.type.shape, *x.type.shape[1:]))
        left = builder.call(operator.getitem, bar, rows, type=each_type)
        right = builder.call(operator.getitem, x, columns, type=each_type)
        each = builder.call(operator.mul, left, right, type=each_type)
        if len(each_type.shape) > 1:
            each = builder.call(np.sum, each, kwargs={"axis": Const(1)}, type=data.type)
        reverse.add_bar(sweep, data, each)
    if reverse.is_active(x):
        turned = Pack(tuple, shape.items[::-1])
        x_bar = builder.call(op.callee, data, columns, rows, turned, bar, type=x.type)
        reverse.add_bar(sweep, x, x_bar)
    return True


PUSHES = {**dict.fromkeys(TRANSPOSED, push), prims.coo_product: push_entries}
PULLS = {**dict.fromkeys(TRANSPOSED, pull), prims.coo_product: pull_entries}
