"""A sum in a derivative stands right behind what it adds.

Before:
    func @f(%g: f64[n], %w: f64[n, n], %w_bar: f64[n, n], %h: f64[n]) {
      %0: f64[n, 1] = getitem %g, (slice(None, None, None), None)
      %1: f64[n, n] = mul %0, %h
      %h_bar: f64[n] = matmul %g, %w
      %2: f64[n, n] = add %w_bar, %1
      return (%h_bar, %2)
    }
After:
    func @f(%g: f64[n], %w: f64[n, n], %w_bar: f64[n, n], %h: f64[n]) {
      %0: f64[n, 1] = getitem %g, (slice(None, None, None), None)
      %1: f64[n, n] = mul %0, %h
      %2: f64[n, n] = add %w_bar, %1
      %h_bar: f64[n] = matmul %g, %w
      return (%h_bar, %2)
    }

A rule gives all its cotangents before any of them is added. What is added at once needs no name,
and `%g`, which is not read any more when `%h_bar` is made, hands on its own: a loop writes
`g = g @ w`, and no copy. Sums stay under the line of the program to which they belong.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Function, Op, Value
from ..ir.traverse import map_blocks
from ..ir.types import ArrayType
from .arithmetic import of_derivative

_SUMS = frozenset({operator.add, operator.sub})


def run(fn: Function) -> Function:
    if not inventory(fn).calls(_SUMS):
        return fn
    body = _block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block) -> Block:
    ops: list[Op] = []
    places: dict[Value, int] = {}
    """of what is made in the run of operations that belong to one line"""
    reduced: set[Value] = set()
    """what is made of arrays alone"""
    span = None
    for op in block.ops:
        if type(op) is not Call:
            ops.append(map_blocks(op, _block))
            places.clear()
            continue
        if op.span is not span:
            places.clear()
            span = op.span
        place = len(ops)
        if {ArrayType} == {type(v.type) for v in op.uses}:
            reduced.add(op.result)
        if op.callee in _SUMS and of_derivative(op) and _reads_arrays(op, reduced):
            before = place - len(places) - 1
            place = max((places.get(value, before) for value in op.uses), default=place) + 1
            if place < len(ops):
                places = {v: k + (k >= place) for v, k in places.items()}
        ops.insert(place, op)
        places[op.result] = place
    return block if tuple(ops) == block.ops else Block(block.args, tuple(ops), block.terminator)


def _reads_arrays(op: Call, reduced: set[Value]) -> bool:
    """True for a sum of arrays, or of a number that was made of arrays."""
    return type(op.result.type) is ArrayType or not reduced.isdisjoint(op.uses)
