"""In derivatives, the sum over the products of two vectors is their inner product.

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

NumPy adds in another order then, so the last bits differ. What the user's program computes keeps
its bits; only operations of the reverse sweep are changed. (Here all count as such.)
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir.nodes import Call, Function
from ..ir.types import never_one
from ..types.lattice import same_lengths
from . import rewrite
from .algebra import call_like, is_real
from .rewrite import Rules, Walk, type_of


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


def _inner_product(op: Call, walk: Walk) -> Call | None:
    if len(op.args) != 1 or op.kwargs or (op.span is not None and not op.span.adjoint):
        return None
    product = walk.definition(op.args[0], operator.mul)
    if product is None or not walk.only_use(product.result):
        return None
    a, b = map(type_of, product.args)
    if not (is_real(a) and a.dtype == getattr(b, "dtype", None) == op.result.type.dtype):
        return None
    if len(getattr(a, "shape", ())) != 1 or len(getattr(b, "shape", ())) != 1:
        return None
    if not same_lengths(a.shape, b.shape) and not (never_one(a.shape[0]) and never_one(b.shape[0])):
        return None
    return call_like(op, operator.matmul, *product.args)


RULES = Rules(calls={np.sum: (_inner_product,)})
