"""Write into an item of an item of a list by its path, and not row by row.

Before:
    func @f(%c: list<list<f64>>, %i: int, %j: int, %v: f64) {
      %row: list<f64> = getitem %c, %i
      %0: list<f64> = list_write %row, %j, %v
      %1: list<list<f64>> = list_write %c, %i, %0
      return %1
    }
After:
    func @f(%c: list<list<f64>>, %i: int, %j: int, %v: f64) {
      %row: list<f64> = getitem %c, %i
      %0: list<f64> = list_write %row, %j, %v
      %1: list<list<f64>> = list_write %c, (%i, %j), %v
      return %1
    }

As values the two are the same; what is left unused is for `dce`. A write by a path
happens in place, with its pullback and its undoing, for what one entry costs. `taken_apart` is the
way back, for where a row may be in several places, or is read as it was (see `inplace`).
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..ir import paths, prims
from ..ir.builder import Builder
from ..ir.identity import operand_key
from ..ir.nodes import Block, Call, Function, Operand
from ..ir.traverse import map_blocks
from ..ir.types import ListType
from . import rewrite
from .rewrite import Rules, Walk, type_of
from .sighted import sees


#: a write into an array in a list -> the same into an array
WRITES_OF_ROWS = {
    prims.row_write: prims.write, prims.row_accumulate: prims.accumulate,
    prims.row_accumulate_at: prims.accumulate_at,
}  # fmt: skip


@sees(prims.list_write)
def _list_write(op: Call, walk: Walk) -> Call | None:
    items, index, row = op.args
    inner = walk.definition(row, prims.list_write)
    read = None if inner is None else walk.definition(inner.args[0], operator.getitem)
    if read is None or read.args[0] is not items or not isinstance(type_of(items), ListType):
        return None
    if operand_key(read.args[1]) != operand_key(index) or not walk.only_use(inner.result):
        return None
    return replace(op, args=(items, paths.joined(index, inner.args[1]), inner.args[2]))


def _put_back(op: Call, walk: Walk) -> Operand | None:
    """An item that takes its own place: the list as it is."""
    items, index, item = op.args
    for step in reversed(paths.steps(index)):
        read = walk.definition(item, operator.getitem)
        if read is None or operand_key(read.args[1]) != operand_key(step):
            return None
        item = read.args[0]
    return items if item is items and op.result.type == items.type else None


def taken_apart(fn: Function, writes: set[Call]) -> Function:
    """The function with these writes row by row."""

    def block(old: Block) -> Block:
        b = Builder()
        for op in old.ops:
            if op in writes:
                _by_rows(b, op)
            else:
                b.append(map_blocks(op, block))
        new = tuple(b.ops)
        return old if new == old.ops else replace(old, ops=new)

    return replace(fn, body=block(fn.body))


def _by_rows(b: Builder, op: Call) -> None:
    """The same write as one of each row on the path, innermost first, and last of the list."""
    items, index, *put = op.args
    steps = paths.steps(index)
    b.span = op.span
    if op.callee in WRITES_OF_ROWS:
        value = items
        for step in steps:
            value = b.call(operator.getitem, value, step, type=value.type.item)
        write = WRITES_OF_ROWS[op.callee]
        value = b.call(write, value, *put, name=op.result.name, type=value.type)
        op = replace(op, callee=prims.list_write)
    else:
        (value,) = put
    first, *rest = steps
    rows = [items]
    for step in (first, *rest[:-1]):
        rows.append(b.call(operator.getitem, rows[-1], step, type=rows[-1].type.item))
    types = [op.result.type]
    for _ in rest:
        types.append(types[-1].item)
    for row, step, type in zip(rows[:0:-1], rest[::-1], types[:0:-1]):
        value = b.call(prims.list_write, row, step, value, name=op.result.name, type=type)
    b.append(replace(op, args=(items, first, value)))


def run(fn: Function) -> Function:
    return rewrite.run(fn, RULES)


RULES = Rules(calls={prims.list_write: (_put_back, _list_write)})
