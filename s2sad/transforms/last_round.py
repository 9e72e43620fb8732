"""What is computed where a loop is left is computed behind the loop.

Before:  %returned, %r = for %i in %k carry (…, %r_1 = undefined) {
           %p = getitem %x, %i; %q = gt %p, %c
           %a, %b = if %q { %s = sin %p; yield %s, True } else { yield undefined, False }
           next %b, %a stop %b
         }
After:   %returned, %j = for %i in %k carry (…, %j_1 = undefined) {
           %p = getitem %x, %i; %q = gt %p, %c
           %b = if %q { yield True } else { yield False }
           next %b, %i stop %b
         }
         %r = if %returned { %p_1 = getitem %x, %j; %s_1 = sin %p_1; yield %s_1 } else { … }

One round at most is left so: a search has no backward loop then, and that of another loop need not
ask in each round whether it was this one. Computed again are reads and indices alone; what else is
read must be there when the loop has ended.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..analysis import effects
from ..analysis import written as written_values
from ..ir import prims
from ..ir.fitting import fits
from ..ir.inventory import inventory
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Op, Operand, Value, While, Yield,
    all_leaves, leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, at_side, map_blocks, reads, substituted, with_carries
from ..ir.types import (
    BOOL, INT, ArrayType, IterType, ListType, ScalarType, is_differentiable,
)  # fmt: skip
from ..passes.cleanup import clean
from .residuals import is_cheap

#: the sides of branches, each the last operation of the block before, behind which a loop is left
Way = tuple[tuple[If, int], ...]


def run(fn: Function) -> Function:
    loops = [op for op in inventory(fn).controls if isinstance(op, For | While)]
    if all(op.body.terminator.stop is None for op in loops):
        return fn
    search = _Search(written_values.run(fn), effects.run(fn))
    body = search.block(fn.body)
    return fn if body is fn.body else clean(replace(fn, body=body))


@dataclass(frozen=True, slots=True)
class _Search:
    written: frozenset[Value]
    effects: frozenset[Op]

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        rest = block
        while rest.ops:
            op, rest = rest.ops[0], Block((), rest.ops[1:], rest.terminator)
            if not isinstance(op, Call):
                op = map_blocks(op, self.block)
            if isinstance(op, For | While):
                *before, op, rest = self.loop(op, rest)
                ops += before
            ops.append(op)
        if tuple(ops) == block.ops and rest.terminator is block.terminator:
            return block
        return Block(block.args, tuple(ops), rest.terminator)

    def loop(self, op: For | While, rest: Block) -> tuple[*tuple[Call, ...], For | While, Block]:
        """What it runs over besides, the loop, and what follows it with what is done where it was
        left."""
        before: list[Call] = []
        while True:
            for way in _ways_out(op):
                made = _Exit(op, way, self).made(rest)
                if made is not None:
                    count, op, branch = made
                    before += count
                    rest = _put(branch, rest)
                    break
            else:
                return *before, op, rest


def _ends(block: Block, stop: Operand | None) -> Iterator[tuple[Way, Operand | None]]:
    """The ways through the last branches of a body, and whether the loop is left behind each."""
    last = block.ops[-1] if block.ops else None
    if isinstance(stop, Value) and isinstance(last, If):
        for side, inside in enumerate((last.then, last.orelse)):
            for way, there in _ends(inside, at_side(last, side, stop)):
                yield ((last, side), *way), there
    else:
        yield (), stop


def _ways_out(op: For | While) -> list[Way]:
    ends = _ends(op.body, op.body.terminator.stop)
    return [way for way, stop in ends if way and _is(stop, True)]


def _is_left_once(op: For | While) -> bool:
    """True for a loop that goes on for ever but for one way out."""
    if not isinstance(op, While) or not _is(op.condition.terminator.operands[0], True):
        return False
    stops = [stop for _, stop in _ends(op.body, op.body.terminator.stop)]
    falls = [stop for stop in stops if _is(stop, False)]
    return len(stops) - len(falls) == 1 == len(_ways_out(op))


class _Exit:
    """One way out of a loop."""

    def __init__(self, op: For | While, way: Way, search: _Search):
        self.op, self.way, self.search = op, way, search
        self.args = op.body.args[len(op.body.args) - len(op.inits) :]
        self.ends = [self.end(operand) for operand in op.body.terminator.operands]
        self.makers = {result: each for each in self.ops() for result in each.results}
        last = set(self.sides()[-1].ops)
        self.before = {result for result, each in self.makers.items() if each not in last}
        """what is there before the last branch"""
        self.others = self.on_other_side()
        self.index = Value("i", INT, op.span)
        """the number of the round"""
        for variable, source in zip(op.body.args, getattr(op, "iterables", ())):
            if isinstance(source.type, ArrayType | ListType) and source not in search.written:
                item = Call(operator.getitem, (source, self.index), (), variable, False, op.span)
                self.makers[variable] = item

    def ops(self) -> Iterator[Op]:
        """The operations of the round that takes this way, but for the branches on it."""
        yield from self.op.body.ops[:-1]
        for inside in self.sides()[:-1]:
            yield from inside.ops[:-1]
        yield from self.sides()[-1].ops

    def sides(self) -> list[Block]:
        return [(branch.then, branch.orelse)[side] for branch, side in self.way]

    def end(self, operand: Operand) -> tuple[int | None, Operand]:
        """What is handed on here, and its place in the last block, where that alone decides it."""
        place = None
        for (branch, _), inside in zip(self.way, self.sides()):
            if operand not in branch.results:
                return None, operand
            place = branch.results.index(operand)
            operand = inside.terminator.operands[place]
        return place, operand

    def made(self, rest: Block) -> tuple[list[Call], For | While, If] | None:
        """The loop without what is computed for this way out, and the branch that computes it."""
        moved = [k for k in range(len(self.args)) if self.is_moved(k)]
        decided = [k for k in moved if self.ends[k][1] not in self.before]
        flag = self.flag()
        for moved in (moved, decided):  # what is there before the branch may have to be handed on
            if not moved:
                return None
            unchanged = {k: self.args[k] for k in moved}
            as_others = unchanged | {k: v for k, v in self.others.items() if k in moved}
            for given in (as_others, unchanged, as_others | self.handed_on(rest, flag)):
                there = [given.get(k, operand) for k, (_, operand) in enumerate(self.ends)]
                found = self.again([self.ends[k][1] for k in moved], there)
                if found is not None:
                    return self.parted(moved, given, there, flag, *found)
        return None

    def is_moved(self, k: int) -> bool:
        place, operand = self.ends[k]
        type_ = self.args[k].type
        return (
            place is not None
            and operand not in (self.args[k], self.others.get(k))
            and isinstance(type_, ScalarType | ArrayType)
            and is_differentiable(type_)
            and fits(self.args[k], self.way[-1][0].results[place].type)
            and self.search.written.isdisjoint((self.args[k], *leaves(operand)))
        )

    def flag(self) -> int | None:
        """A carry that is true where the loop is left here, and else false."""
        for k, operand in enumerate(self.op.body.terminator.operands):
            falls = _is(self.op.inits[k], False)
            for branch, side in self.way:
                other = at_side(branch, 1 - side, operand)
                falls = falls and (_is(other, False) or other is self.args[k])
                operand = at_side(branch, side, operand)
            if falls and _is(operand, True):
                return k
        return None

    def on_other_side(self) -> dict[int, Value]:
        """What the other side of the last branch hands on in place of what this one decides, where
        it is there before the branch."""
        branch, side = self.way[-1]
        operands = (branch.orelse, branch.then)[side].terminator.operands
        return {
            k: operands[place]
            for k, (place, _) in enumerate(self.ends)
            if place is not None and operands[place] in self.before
        }

    def handed_on(self, rest: Block, flag: int | None) -> dict[int, Value]:
        """Carries that may hand on in the last round, too, what they do in others: nobody reads
        where the loop was left here what they were."""
        results = self.op.results
        left = None if flag is None else results[flag]
        return {
            k: other
            for k, other in self.others.items()
            if self.ends[k][1] is self.args[k] and not _is_read_where(left, results[k], rest)
        }

    def again(
        self, wanted: Sequence[Operand], there: Sequence[Operand]
    ) -> tuple[list[Op], list[Value]] | None:
        """The operations that make these values of those that are there when the loop has ended,
        and the numbers of the last round that they take besides; None where more is needed."""
        ops: set[Op] = set()
        numbers: dict[Value, None] = {}
        known = set(all_leaves(there))
        pending = list(all_leaves(wanted))
        while pending:
            value = pending.pop()
            maker = self.makers.get(value)
            if value in known or maker is None and value not in (*self.op.body.args, self.index):
                continue
            if maker is not None and self.may_run_again(maker):
                if maker not in ops:
                    ops.add(maker)
                    pending += reads(maker)
            elif isinstance(value.type, ScalarType) and not is_differentiable(value.type) and (
                maker is None or maker in self.op.body.ops
            ):
                numbers[value] = None
            else:
                return None
        items = [op for op in self.makers.values() if op in ops and op.uses[-1:] == (self.index,)]
        return [*items, *[op for op in self.ops() if op in ops]], list(numbers)

    def may_run_again(self, op: Op) -> bool:
        if op in self.search.effects or not self.search.written.isdisjoint(op.results):
            return False
        if op in self.sides()[-1].ops:
            return True
        is_number = all(not is_differentiable(result.type) for result in op.results)
        return is_cheap(op) and (is_number or op.callee is operator.getitem)

    def parted(
        self, moved: list[int], given: dict[int, Operand], there: list[Operand], flag: int | None,
        ops: list[Op], numbers: list[Value],
    ) -> tuple[list[Call], For | While, If]:
        """What the loop runs over besides, the loop, and the branch behind it."""
        op, branch = self.op, self.way[-1][0]
        results = [_like(r) if k in moved else r for k, r in enumerate(op.results)]
        known = {v: r for v, r in zip(there, results) if isinstance(v, Value)}
        left: Operand = Const(True)
        new: list[tuple[Value, Const]] = []
        if not _is_left_once(op):
            left = results[flag] if flag is not None else Value("left", BOOL, branch.span)
            new += [(left, Const(False))] * (flag is None)
        operands = {self.ends[k][0]: v for k, v in given.items()}
        body = _changed(op.body, self.way, operands, bool(new))
        new += [(known.setdefault(v, _like(v)), Const(UNDEFINED)) for v in numbers]
        end = replace(body.terminator, operands=(*body.terminator.operands, *numbers))
        loop = replace(op, body=replace(body, terminator=end), results=tuple(results))
        added = [value for value, _ in new]
        loop = with_carries(loop, map(_like, added), [init for _, init in new], added)
        count, loop = self.numbered(loop, numbers)
        cloner = Cloner(known)
        again = tuple(map(cloner.op, ops))
        made = Yield(tuple(cloner.operand(self.ends[k][1]) for k in moved))
        as_before = Yield(tuple(results[k] for k in moved))
        behind = If(left, Block((), again, made), Block((), (), as_before),
                    tuple(op.results[k] for k in moved), branch.span)  # fmt: skip
        return count, loop, behind

    def numbered(
        self, loop: For | While, numbers: list[Value]
    ) -> tuple[list[Call], For | While]:
        """The loop over the numbers of its rounds besides, where that of the last one is read."""
        if self.index not in numbers:
            return [], loop
        count = Call(prims.count, (), (), Value("", IterType(INT), loop.span), False, loop.span)
        body = replace(loop.body, args=(self.index, *loop.body.args))
        iterables = (count.result, *loop.iterables)
        return [count], replace(loop, iterables=iterables, body=body, even=False)


def _put(branch: If, rest: Block) -> Block:
    """The block behind the branch with it: in a branch on the same condition, where that alone
    reads what it results in."""
    if isinstance(branch.condition, Const):
        known = dict(zip(branch.results, branch.then.terminator.operands))
        rest = substituted(rest, known)
        return replace(rest, ops=branch.then.ops + rest.ops)
    results = set(branch.results)
    readers = [op for op in (*rest.ops, rest.terminator) if not results.isdisjoint(reads(op))]
    reader = readers[0] if len(readers) == 1 else None
    if isinstance(reader, If) and reader.condition is branch.condition:
        sides = []
        for mine, its in ((branch.then, reader.then), (branch.orelse, reader.orelse)):
            known = dict(zip(branch.results, mine.terminator.operands))
            its = substituted(its, known)
            sides.append(replace(its, ops=mine.ops + its.ops))
        both = If(reader.condition, *sides, reader.results, reader.span)
        return replace(rest, ops=tuple(both if op is reader else op for op in rest.ops))
    return replace(rest, ops=(branch, *rest.ops))


def _changed(block: Block, way: Way, given: dict[int, Operand], flagged: bool) -> Block:
    """The block that gives other operands at the end of this way, where asked with a flag more that
    is true there alone."""
    end = block.terminator
    if not way:
        operands = [given.get(k, operand) for k, operand in enumerate(end.operands)]
        return replace(block, terminator=Yield((*operands, *[Const(True)] * flagged)))
    branch, side = way[0]
    sides = [branch.then, branch.orelse]
    sides[side] = _changed(sides[side], way[1:], given, flagged)
    more: tuple[Value, ...] = ()
    if flagged:
        other = sides[1 - side].terminator.operands
        sides[1 - side] = replace(sides[1 - side], terminator=Yield((*other, Const(False))))
        more = (Value("left", BOOL, branch.span),)
    branch = If(branch.condition, *sides, branch.results + more, branch.span)
    end = replace(end, operands=end.operands + more)
    return replace(block, ops=(*block.ops[:-1], branch), terminator=end)


def _is(operand: Operand, truth: bool) -> bool:
    return isinstance(operand, Const) and operand.value is truth


def _like(value: Value) -> Value:
    return Value(value.name, value.type, value.span)


def _is_read_where(left: Value | None, value: Value, rest: Block) -> bool:
    """True where operations behind a loop read this result of it though it was left. `left` tells
    whether it was, if anything does."""
    for op in (*rest.ops, rest.terminator):
        if isinstance(op, If) and op.condition is left:
            op = If(op.condition, op.then, Block((), (), Yield()))
        if value in reads(op):
            return True
    return False
