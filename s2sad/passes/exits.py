"""What a loop returns goes on in the variable that stands for it where the loop ends by itself.

Before:
    func @f(%a: float) {
      %0: iter<int> = range 50
      %x: float, %left: bool, %r: float = for %i: int in %0 carry (
          %b: float = %a, %c: bool = False, %d: float = undefined) {
        %y: float = mul %b, %b
        %1: bool = gt %y, 9.0
        %s: float, %t: float = if %1 { yield %b, %b } else { yield undefined, %y }
        next %t, %1, %s stop %1
      }
      %z: float = if %left { yield %r } else { yield %x }
      return %z
    }
After:
    func @f(%a: float) {
      %0: iter<int> = range 50
      %x: float, %left: bool, %r: float = for %i: int in %0 carry (
          %b: float = %a, %c: bool = False, %d: float = undefined) {
        %y: float = mul %b, %b
        %1: bool = gt %y, 9.0
        %s: float, %t: float, %2: float = if %1 { yield %b, %b, %b } else {
          yield undefined, %y, %y }
        next %2, %1, %s stop %1
      }
      %z: float = if %left { yield %x } else { yield %x }
      return %z
    }

`return x` in a loop and behind it is `break`: a reverse sweep asks no more how the loop was left.
So it is where a variable of the loop is not read behind it. What is not needed any more goes in
`simplify` and `dce`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Value, While, Yield, is_undefined,
)  # fmt: skip
from ..ir.traverse import all_blocks, count_uses, map_blocks, substitute
from . import bound


def run(fn: Function) -> Function:
    loops = [op for op in inventory(fn).controls if isinstance(op, For | While)]
    if not any(_gives(op) for op in loops):
        return fn
    body = _block(fn.body, count_uses(fn), bound.asked(fn))
    return fn if body is fn.body else replace(fn, body=body)


def _block(block: Block, counts: Counter[Value], asked: set[Value]) -> Block:
    ops = [map_blocks(op, lambda inner: _block(inner, counts, asked)) for op in block.ops]
    new = block if all(a is b for a, b in zip(ops, block.ops)) else replace(block, ops=tuple(ops))
    for k, op in enumerate(new.ops):
        if isinstance(op, For | While):
            for r in _gives(op):
                if counts[op.results[r]] and op.results[r] not in asked:
                    merged = _merged(new, k, r, counts)
                    if merged is not None:
                        return _block(merged, counts, asked)
    return new


def _gives(op: For | While) -> list[int]:
    """The results that the loop may have only where it is left."""
    if op.body.terminator.stop is None:
        return []
    return [k for k, init in enumerate(op.inits) if is_undefined(init)]


def _merged(block: Block, place: int, r: int, counts: Counter[Value]) -> Block | None:
    """The block in which the result `r` of the loop at this place is another one of its results."""
    loop = block.ops[place]
    args = loop.body.args[len(loop.body.args) - len(loop.inits) :]
    end = loop.body.terminator
    if counts[args[r]]:
        return None
    for x, flag in _candidates(block, place, r, counts):
        ways = _Ways(args[r])
        left = Const(True) if flag is None else end.operands[flag]
        found = ways.merge(loop.body.ops, _Leaf(end.operands[r], end.operands[x], end.stop, left))
        if found is None:
            continue
        ops, value = found
        if flag is None and ways.made and any(given is not args[x] for given in ways.given):
            continue
        operands = (*end.operands[:x], value, *end.operands[x + 1 :])
        body = Block(loop.body.args, tuple(ops), Next(operands, end.stop))
        gone, stays = loop.results[r], loop.results[x]
        counts[stays] += counts.pop(gone)
        rest = Block((), block.ops[place + 1 :], block.terminator)
        rest = substitute(rest, lambda v: stays if v is gone else v)
        ops = (*block.ops[:place], replace(loop, body=body), *rest.ops)
        return Block(block.args, ops, rest.terminator)
    return None


def _candidates(block: Block, place: int, r: int, counts: Counter[Value]):
    """Results that are not read where result `r` is: nowhere, or only behind a result that tells
    that the loop has not given `r`; with that one."""
    loop = block.ops[place]
    given = loop.results[r]
    fitting = [
        k for k, result in enumerate(loop.results)
        if k != r and result.type == given.type and not is_undefined(loop.inits[k])
    ]  # fmt: skip
    for op in block.ops[place + 1 :]:
        if isinstance(op, If) and op.condition in loop.results:
            ends = [*zip(op.then.terminator.operands, op.orelse.terminator.operands)]
            for k in fitting:
                result = loop.results[k]
                if (given, result) in ends and counts[result] == _reads(op.orelse, result):
                    yield k, loop.results.index(op.condition)
    yield from ((k, None) for k in fitting if not counts[loop.results[k]])


def _reads(block: Block, value: Value) -> int:
    inside = all_blocks(block)
    return sum(node.uses.count(value) for b in inside for node in (*b.ops, b.terminator))


class _Leaf(NamedTuple):
    """What the carries are on one way through the body: of what is `given` by the loop, of the
    `other` one, whether the loop stops, and whether that is told."""

    given: Operand
    other: Operand
    stop: Operand
    told: Operand

    def on(self, op: If, side: int) -> "_Leaf":
        """Behind one side of a branch."""
        ends = (op.then, op.orelse)[side].terminator.operands
        known = dict(zip(op.results, ends))
        known[op.condition] = Const(side == 0)
        return _Leaf(*[known.get(each, each) if type(each) is Value else each for each in self])


class _Ways:
    """`given` collects what the loop gives where it is left, `made` the results of branches that
    choose between that and the other value."""

    def __init__(self, arg: Value):
        self.arg = arg
        self.given: list[Operand] = []
        self.made: list[Value] = []

    def merge(self, ops: Sequence[Op], leaf: _Leaf) -> tuple[list[Op], Operand] | None:
        """The operations, and the one value for both; None where it cannot be made."""
        given = leaf.given
        if is_undefined(given) or given is self.arg:
            return list(ops), leaf.other
        place = next((k for k, op in enumerate(ops) if given in op.results), None)
        if place is None or isinstance(ops[place], Call | For | While):
            if not (_holds(leaf.stop) and _holds(leaf.told)):
                return None
            self.given.append(given)
            return list(ops), given
        op, later = ops[place], ops[place + 1 :]
        if any(leaf.other in each.results for each in later):
            return None
        sides = []
        for side, block in enumerate((op.then, op.orelse)):
            found = self.merge(block.ops, leaf.on(op, side))
            if found is None:
                return None
            sides.append((block, *found))
        values = [value for _, _, value in sides]
        if values[0] is values[1]:
            return list(ops), values[0]
        result = Value("", given.type, op.span)
        self.made.append(result)
        blocks = [
            Block(block.args, tuple(inside), Yield((*block.terminator.operands, value)))
            for block, inside, value in sides
        ]
        op = If(op.condition, *blocks, (*op.results, result), op.span)
        return [*ops[:place], op, *later], result


def _holds(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is True
