"""Two results of an `if` of which each branch makes one zero are one, where both go into one sum.

Before:
    func @f(%v_bar: float, %p: bool, %e: float) {
      %a: float, %b: float = if %p { yield %v_bar, 0.0 } else { yield 0.0, %v_bar }
      %0: float = add %a, %e
      %1: float = add %b, %0
      return %1
    }
After:
    func @f(%v_bar: float, %p: bool, %e: float) {
      %0: float = add %v_bar, %e
      return %0
    }

So comes the cotangent of `v` back through `if v > limit: v = v - limit`, where `v - limit` is read
elsewhere, too.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from itertools import combinations

from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Function, If, Op, Operand, Value, Yield
from ..ir.traverse import map_blocks, reads, substituted
from ..ir.types import ScalarType
from .arithmetic import number_of, of_derivative


def run(fn: Function) -> Function:
    if not any(isinstance(op, If) and len(op.results) > 1 for op in inventory(fn).controls):
        return fn
    body = _block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block) -> Block:
    if not block.controls:
        return block
    ops = tuple(map_blocks(op, _block) for op in block.ops)
    new = Block(block.args, ops, block.terminator)
    done = False
    while not done:
        new, done = _joined_once(new)
    return block if new.ops == block.ops else new


def _joined_once(block: Block) -> tuple[Block, bool]:
    """The block with one pair of numbers joined; whether there was none."""
    readers: dict[Value, list[int]] | None = None
    for place, op in enumerate(block.ops):
        pairs = [*_divided(op)] if isinstance(op, If) and len(op.results) > 1 else []
        if pairs and readers is None:
            readers = _readers(block)
        for pair, ends in pairs:
            sums = {n: _sums(op.results[n], block, readers) for n in pair}
            if set.isdisjoint(*map(set, sums.values())):
                continue
            for gone in sorted(pair, key=lambda n: sums[n][0]):  # the last sum has the name
                (kept,) = {*pair} - {gone}
                new = _joined(block, place, (kept, gone), ends, block.ops[sums[gone][0]])
                if new is not None:
                    return new, False
    return block, True


def _divided(op: If):
    """Pairs of results of one type, of which each branch makes one zero, with what is left."""
    yields = [branch.terminator.operands for branch in (op.then, op.orelse)]
    for k, other in combinations(range(len(op.results)), 2):
        type_ = getattr(op.results[k], "type", None)
        if type(type_) is not ScalarType or op.results[other].type != type_:
            continue
        zeros = [[number_of(operands[n]) == 0.0 for n in (k, other)] for operands in yields]
        if all(map(any, zeros)):
            yield (k, other), [y[other] if z[0] else y[k] for y, z in zip(yields, zeros)]


def _readers(block: Block) -> dict[Value, list[int]]:
    found: dict[Value, list[int]] = {}
    for place, node in enumerate((*block.ops, block.terminator)):
        for value in reads(node):
            found.setdefault(value, []).append(place)
    return found


def _sums(value: Value, block: Block, readers: dict[Value, list[int]]) -> list[int]:
    """The places of the sums of a derivative that the value is a term of, each in the next one."""
    found: list[int] = []
    while len(places := readers.get(value, ())) == 1 and places[0] < len(block.ops):
        op = block.ops[places[0]]
        if not isinstance(op, Call) or not of_derivative(op) or op.kwargs:
            break
        if not (op.callee is operator.add or op.callee is operator.sub and value is op.args[0]):
            break
        if op.args[0] is op.args[1]:
            break
        found.append(places[0])
        value = op.result
    return found


def _joined(
    block: Block, place: int, pair: tuple[int, int], ends: list[Operand], total: Call
) -> Block | None:
    """The block with both results of the `if` as one, the first of the pair; `total` adds the other
    one, and is what it is added to now."""
    if total.callee is not operator.add:
        return None
    op, (k, other) = block.ops[place], pair
    kept, gone = op.results[k], op.results[other]
    (rest,) = (arg for arg in total.args if arg is not gone)
    type_ = getattr(rest, "type", None)
    if type(type_) is not ScalarType or type_.dtype != total.result.type.dtype:
        return None
    if type_ != total.result.type and rest is not kept and kept.type != total.result.type:
        return None
    known: dict[Value, Operand] = {}
    drop = {other}
    if ends[0] == ends[1]:
        known[kept] = ends[0]
        drop.add(k)
    known[total.result] = known.get(rest, rest)
    branches = [_yielding(b, k, end, drop) for b, end in zip((op.then, op.orelse), ends)]
    results = tuple(r for n, r in enumerate(op.results) if n not in drop)
    decides = results or any(branch.ops for branch in branches)
    new = [If(op.condition, *branches, results, op.span)] if decides else []
    behind = (o for o in block.ops[place + 1 :] if o is not total)
    ops: list[Op] = [*block.ops[:place], *new, *behind]
    return substituted(Block(block.args, tuple(ops), block.terminator), known)


def _yielding(block: Block, k: int, end: Operand, drop: set[int]) -> Block:
    operands = [end if n == k else o for n, o in enumerate(block.terminator.operands)]
    kept = tuple(o for n, o in enumerate(operands) if n not in drop)
    return Block(block.args, block.ops, Yield(kept))
