"""Take out of loops what is the same in every iteration: carries and calls.

Before:
    func @f(%x: f64[n], %r: f64, %n: int) {
      %k: iter<int> = range %n
      %u: f64[n], %s: f64 = for %i: int in %k carry (%a: f64[n] = %x, %b: f64 = %r) {
        %h: f64 = mul %b, 0.5
        %d: f64[n] = mul %a, %h
        next %d, %b
      }
      return (%u, %s)
    }
After:
    func @f(%x: f64[n], %r: f64, %n: int) {
      %k: iter<int> = range %n
      %h: f64 = mul %r, 0.5
      %u: f64[n] = for %i: int in %k carry (%a: f64[n] = %x) {
        %d: f64[n] = mul %a, %h
        next %d
      }
      return (%u, %r)
    }

A carry that every iteration hands on as it came, or sets to what it started from, is that operand;
of carries that start equal and are handed on equal one stays, and of variables that count alike.
What surprises: few calls are moved, since a loop may run no iteration at all: only those that can
never raise, and only from the body itself, not from a branch in it. A check that each iteration
would make first, such as that a row has as many items as are unpacked, is made once, if there are
iterations.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import replace

from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Value, While, Yield,
    leaves,
)  # fmt: skip
from ..ir.traverse import (
    all_blocks, always_raises, map_operand, map_operands, map_replaced, map_terminator, reads,
)  # fmt: skip
from ..ir.types import BOOL, INT, IterType
from ..ir.identity import operand_key
from .totality import Numbers, never_raises

#: how deep the definitions of two carries are compared
_DEPTH = 4


def run(fn: Function) -> Function:
    if not any(isinstance(op, For | While) for op in inventory(fn).controls):
        return fn
    while True:
        body = _Loops(fn).block(fn.body)
        if body is fn.body:
            return fn
        # what left an inner loop may leave the outer one too
        fn = replace(fn, body=body)


class _Loops:
    def __init__(self, fn: Function) -> None:
        self._replaced: dict[Value, Operand] = {}
        self._counters: dict[Operand, Call] = {}
        self._numbers = Numbers(fn)

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        for op in block.ops:
            if type(op) is not Call:
                self._control(op, ops)
                continue
            if self._replaced:
                op = map_replaced(op, self._replaced)
            if op.callee is range or op.callee is prims.count:
                self._counters[op.result] = op
            ops.append(op)
        terminator = block.terminator
        if not self._replaced.keys().isdisjoint(terminator.uses):
            terminator = map_terminator(terminator, self._resolve)
        if tuple(ops) == block.ops and terminator is block.terminator:
            return block
        return Block(block.args, tuple(ops), terminator)

    def _resolve(self, value: Value) -> Operand:
        while value in self._replaced:
            operand = self._replaced[value]
            if type(operand) is not Value:
                return map_operand(operand, self._resolve)
            value = operand
        return value

    def _control(self, op: If | For | While, ops: list[Op]) -> None:
        """Append the op, and before it what leaves it."""
        match op:
            case If():
                condition = map_operand(op.condition, self._resolve)
                then, orelse = self.block(op.then), self.block(op.orelse)
                if (condition, then, orelse) != (op.condition, op.then, op.orelse):
                    op = If(condition, then, orelse, op.results, op.span)
                ops.append(op)
            case For():
                iterables, inits = op.iterables, op.inits
                if not self._replaced.keys().isdisjoint(op.uses):
                    iterables = map_operands(iterables, self._resolve)
                    inits = map_operands(inits, self._resolve)
                count = len(iterables)
                self._count_once(iterables, op.body.args)
                kept = self._carries(op, inits, [op.body.args[count:]])
                args = op.body.args[:count] + _at(op.body.args[count:], kept)
                body = self._body(op, op.body, args, kept, ops)
                if body is not op.body or iterables is not op.iterables or inits is not op.inits:
                    results = _at(op.results, kept)
                    op = For(iterables, _at(inits, kept), body, results, op.span, op.even)
                ops.append(op)
            case While():
                inits = map_operands(op.inits, self._resolve)
                kept = self._carries(op, inits, [op.body.args, op.condition.args])
                args = _at(op.condition.args, kept)
                condition = self._body(op, op.condition, args, None, ops)
                body = self._body(op, op.body, _at(op.body.args, kept), kept, ops)
                if (condition, body, inits) != (op.condition, op.body, op.inits):
                    op = While(_at(inits, kept), condition, body, _at(op.results, kept), op.span)
                ops.append(op)

    def _body(
        self, loop: For | While, block: Block, args: tuple[Value, ...], kept: list[int] | None,
        ops: list[Op],
    ) -> Block:  # fmt: skip
        """A block of the loop with fewer carries; what does not depend on it goes to `ops`, and
        belongs to the line of the loop there."""
        new = self.block(block)
        inside, stay, ends = set(args), [], _ends_of_ranges(new)
        for op in new.ops:
            if type(op) is not Call:
                if isinstance(loop, For) and inside.isdisjoint(reads(op)) and _is_first(op, stay):
                    check = self._once(op, loop)
                    if check is not None:
                        ops.extend(check)
                        continue
                inside.update(op.results)
                stay.append(op)
            elif (
                inside.isdisjoint(op.uses)
                and op.result not in ends
                and never_raises(op, self._numbers)
            ):
                moved = _is_adjoint(op) and _is_adjoint(loop)
                ops.append(replace(op, span=loop.span) if moved else op)
            else:
                inside.add(op.result)
                stay.append(op)
        terminator = new.terminator
        if kept is not None and len(kept) < len(terminator.operands):
            terminator = Next(_at(terminator.operands, kept), terminator.stop)
        if len(stay) == len(new.ops) and len(args) == len(block.args):
            return new
        return Block(args, tuple(stay), terminator)

    def _once(self, check: If, loop: For) -> list[Op] | None:
        """The check where the loop has iterations; None where what it runs over does not tell."""
        b = Builder(check.span)
        condition = check.condition
        for iterable in loop.iterables:
            counter = self._counters.get(iterable)
            ends = _ends(counter) if counter is not None else None
            if ends is None:
                return None
            inner = Builder(check.span)
            runs = inner.call(operator.gt, *ends, type=BOOL)
            both = Value("", BOOL, check.span)
            then, orelse = inner.block((), Yield((runs,))), Block((), (), Yield((Const(False),)))
            b.append(If(condition, then, orelse, (both,), check.span))
            condition = both
        return [*b.ops, If(condition, check.then, check.orelse, (), check.span)]

    def _count_once(self, iterables: tuple[Operand, ...], variables: tuple[Value, ...]) -> None:
        """Read one variable for all that are equal in every iteration, rather one that ends."""
        counters = [pair for pair in zip(iterables, variables) if pair[0] in self._counters]
        counters.sort(key=lambda pair: self._counters[pair[0]].callee is prims.count)
        first: dict[Hashable, Value] = {}
        for iterable, variable in counters:
            known = first.setdefault(_start_and_step(self._counters[iterable]), variable)
            if known is not variable:
                self._replaced[variable] = known

    # carries

    def _carries(
        self, op: For | While, inits: tuple[Operand, ...], args: list[tuple[Value, ...]]
    ) -> list[int]:
        """Which carries stay; the others are replaced by their start or by another carry.

        `args` are what stands for them in the blocks of the loop, those of the body first.
        """
        kept = list(range(len(inits)))
        changed = True
        while changed:
            changed = False
            for k in tuple(kept):
                if self._is_invariant(op, k, inits[k], args[0][k]):
                    for values in (*args, op.results):
                        self._replaced[values[k]] = inits[k]
                    kept.remove(k)
                    changed = True
        for first, same in _equal_carries(self, op, inits, args[0], kept):
            for values in (*args, op.results):
                self._replaced[values[same]] = values[first]
            kept.remove(same)
        return kept

    def _is_invariant(self, op: For | While, k: int, init: Operand, arg: Value) -> bool:
        if not _is_free_to_repeat(init):
            return False
        handed_on = map_operand(op.body.terminator.operands[k], self._resolve)
        return handed_on is arg or operand_key(handed_on) == operand_key(init)


def _is_first(op: Op, before: list[Op]) -> bool:
    """A check that raises, before anything that can be seen from outside."""
    is_check = isinstance(op, If) and not op.results and not op.orelse.ops
    calls = all(type(each) is Call and not each.effect for each in before)
    return is_check and always_raises(op.then) and calls


def _ends(op: Call) -> tuple[Operand, Operand] | None:
    """Operands of which the first is greater where a range has items."""
    if op.callee is not range:
        return None
    if len(op.args) == 1:
        return op.args[0], Const(0)
    step = op.args[2] if len(op.args) > 2 else Const(1)
    if type(step) is not Const or not step.value:
        return None
    return op.args[1::-1] if step.value > 0 else op.args[:2]


def _is_adjoint(op: Op) -> bool:
    return op.span is not None and op.span.adjoint


def _ends_of_ranges(block: Block) -> set[Value]:
    """Sums of two integers that are read by one `range` of the block alone: they are written
    there, where they cost nothing beside the loop."""
    calls = [op for op in block.ops if type(op) is Call]
    sums = {op.result for op in calls if op.callee in (operator.add, operator.sub)}
    ends = [v for op in calls if op.callee is range for v in op.uses if v in sums]
    if not ends:
        return set()
    counts = Counter(v for b in all_blocks(block) for op in (*b.ops, b.terminator) for v in op.uses)
    return {v for v in ends if counts[v] == 1 and v.type == INT}


def _start_and_step(op: Call) -> Hashable:
    """Of `range` and `prims.count`."""
    has_start = op.callee is prims.count or len(op.args) > 1
    start = op.args[0] if has_start and op.args else Const(0)
    step = op.args[2] if len(op.args) > 2 else Const(1)
    return operand_key(start), operand_key(step)


def _at(items: tuple, positions: list[int]) -> tuple:
    return items if len(items) == len(positions) else tuple(items[k] for k in positions)


def _is_free_to_repeat(operand: Operand) -> bool:
    """A list or dict would be made anew at each use, and an iterator be used up by the first."""
    if type(operand) is Pack:
        return operand.kind in (tuple, slice) and all(map(_is_free_to_repeat, operand.items))
    return type(operand) is Const or not isinstance(operand.type, IterType)


def _equal_carries(
    loops: _Loops, op: For | While, inits: tuple[Operand, ...], args: tuple[Value, ...],
    kept: list[int],
) -> list[tuple[int, int]]:  # fmt: skip
    """Pairs (first, same) of carries that are equal in every iteration.

    By induction: those that start equal are taken as equal, and parted where what they are handed
    on is not the same expression of equal carries. Of a class that is parted some keep its number,
    so that only what reads the others is looked at again.
    """
    numbers: dict[Hashable, int] = {}
    starts = {k: (operand_key(inits[k]), args[k].type) for k in kept}
    number = {k: numbers.setdefault(starts[k], len(numbers)) for k in kept}
    if len(numbers) == len(kept):
        return []
    calls = {inner.result: inner for inner in op.body.ops if isinstance(inner, Call)}
    ends = {k: map_operand(op.body.terminator.operands[k], loops._resolve) for k in kept}
    classes = {args[k]: number[k] for k in kept}
    readers: dict[Value, list[int]] = {}
    for k in kept:
        for carry in _carries_in(ends[k], classes, calls, _DEPTH):
            readers.setdefault(carry, []).append(k)
    size = Counter(number.values())
    handed_on: dict[int, Hashable] = {}  # the expression that all of a class become
    again = kept
    while again:
        groups: dict[int, dict[Hashable, list[int]]] = {}
        for k in again:
            expression = _expression(ends[k], classes, calls, _DEPTH)
            groups.setdefault(number[k], {}).setdefault(expression, []).append(k)
        moved: list[int] = []
        for old, group in groups.items():
            if sum(map(len, group.values())) == size[old]:
                handed_on[old] = max(group, key=lambda expression: len(group[expression]))
            for expression, members in group.items():
                if expression != handed_on[old]:
                    new = len(size)
                    size[old], size[new], handed_on[new] = (
                        size[old] - len(members), len(members), expression
                    )  # fmt: skip
                    for k in members:
                        number[k] = classes[args[k]] = new
                    moved += members
        again = sorted({k for carry in moved for k in readers.get(args[carry], ())})
    first: dict[int, int] = {}
    return [(first[number[k]], k) for k in kept if first.setdefault(number[k], k) != k]


def _carries_in(
    operand: Operand, classes: Mapping[Value, int], calls: Mapping[Value, Call], depth: int
) -> set[Value]:
    """The carries on whose classes the `_expression` of an operand depends."""
    found: set[Value] = set()
    todo = [(value, depth) for value in leaves(operand)]
    while todo:
        value, left = todo.pop()
        if value in classes:
            found.add(value)
        elif left and value in calls:
            todo += [(each, left - 1) for each in calls[value].uses]
    return found


def _expression(
    operand: Operand, classes: dict[Value, int], calls: dict[Value, Call], depth: int
) -> Hashable:
    """Equal for operands that are equal where carries of one class are."""
    if type(operand) is Const:
        return operand_key(operand)
    if type(operand) is Pack:
        items = tuple(_expression(item, classes, calls, depth) for item in operand.items)
        return (operand.kind, operand.keys, items)
    if operand in classes:
        return ("carry", classes[operand])
    call = calls.get(operand)
    if call is None or depth == 0 or call.effect or isinstance(operand.type, IterType):
        return operand
    args = tuple(_expression(arg, classes, calls, depth - 1) for arg in call.args)
    named = tuple((k, _expression(v, classes, calls, depth - 1)) for k, v in call.kwargs)
    return (call.callee, args, named)
