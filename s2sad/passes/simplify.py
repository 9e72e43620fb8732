"""Fold, rewrite and merge in one walk: what `fold`, `algebra`, `counting`, `factors`, `extents`,
`filled`, `spreads`, `newaxes`, `scales`, `scattered`, `masks`, `dots`, `symmetric`, `triangular`,
`branches`, `by_path` and `cse` do, each seeing what the others did.

Before:
    func @f(%x: f64[n], %g: float) {
      %a: f64[n] = mul %x, 1.0
      %b: f64[n] = s2sad.runtime.broadcast:spread %g, %a
      %c: f64[n] = mul %b, %a
      %d: f64[n] = mul %b, %x
      %e: f64[n] = add %c, %d
      return %e
    }
After:
    func @f(%x: f64[n], %g: float) {
      %b: f64[n] = s2sad.runtime.broadcast:spread %g, %x
      %c: f64[n] = mul %g, %x
      %e: f64[n] = mul 2.0, %c
      return %e
    }

Ops that nothing uses any more stay for `dce`. Linear in the number of ops.
"""

from __future__ import annotations

from ..ir.nodes import Function
from . import (
    algebra, branches, by_path, counting, cse, dots, extents, factors, filled, fold, masks, newaxes,
    rewrite, scales, scattered, spreads, symmetric, triangular,
)  # fmt: skip
from .settled import Settled

RULES = (
    fold.RULES | algebra.RULES | counting.RULES | factors.RULES | extents.RULES | filled.RULES
    | spreads.RULES | newaxes.RULES | scales.RULES | scattered.RULES | masks.RULES
    | symmetric.RULES | triangular.RULES | dots.RULES | branches.RULES | by_path.RULES | cse.RULES
)  # fmt: skip


def run(fn: Function, before: Settled | None = None) -> Function:
    return rewrite.run(fn, RULES, before)
