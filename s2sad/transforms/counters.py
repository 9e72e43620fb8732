"""A number that grows by the same amount in each iteration is what the loop's own variable says: a
reverse sweep computes it from that, and need not store it.

Before:  %p = for %i in range(%n) carry (%k = 0, %a = %y) { %b = write %a, (%k,), ...
                                                           %m = add %k, 2; next %m, %b }
After:   %p = for %i in range(%n) carry (%a = %y) { %k = mul 2, %i; %b = write %a, (%k,), ...
                                                   next %b }

So are indices known as those that the program computes itself, and it is told which entries they
are (`analysis.dependences`). Inner loops come first: after a loop of `m` iterations a counter has
grown by `m`. Python's integers have no end, so that nothing is lost.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Const, For, Function, If, Next, Op, Operand, Value, While
from ..ir.traverse import (
    all_blocks, count_uses, map_blocks, map_terminator, substitute, substitute_op,
)  # fmt: skip
from ..ir.types import INT
from .backwards import range_parts

_LENGTHS = frozenset({prims.axis_length, len, np.size})


def run(fn: Function) -> Function:
    if not any(isinstance(op, For) and INT in _carried(op) for op in inventory(fn).controls):
        return fn
    search = _Search(fn)
    body = search.block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


def _carried(op: For) -> list:
    return [arg.type for arg in op.body.args[len(op.iterables) :]]


class _Search:
    def __init__(self, fn: Function):
        self.makers = {op.result: op for op in inventory(fn).ops if isinstance(op, Call)}
        self.counts = count_uses(fn)
        self.natural: set[Value] = set()
        """variables of loops that are never negative"""

    def block(self, block: Block) -> Block:
        ops: list[Op] = []
        known: dict[Value, Operand] = {}
        for op in block.ops:
            if known:
                op = substitute_op(op, lambda v: known.get(v, v))
            if isinstance(op, For):
                self.note_variables(op)
                op = replace(op, body=body) if (body := self.block(op.body)) is not op.body else op
                builder = Builder(op.span)
                op = self.loop(op, builder, known)
                ops += [op, *builder.ops]
            else:
                ops.append(map_blocks(op, self.block) if isinstance(op, If | While) else op)
        if not known and tuple(ops) == block.ops:
            return block
        end = map_terminator(block.terminator, lambda v: known.get(v, v))
        return Block(block.args, tuple(ops), end)

    def note_variables(self, op: For) -> None:
        for iterable, variable in zip(op.iterables, op.body.args):
            maker = self.makers.get(iterable)
            if maker is not None and maker.callee is range:
                start, _, step = range_parts(maker)
                if self.is_natural(start) and isinstance(step, Const) and step.value > 0:
                    self.natural.add(variable)

    def is_natural(self, operand: Operand) -> bool:
        """True for an integer that is surely not negative."""
        if isinstance(operand, Const):
            return type(operand.value) is int and operand.value >= 0
        maker = self.makers.get(operand)
        if maker is None:
            return operand in self.natural
        if maker.callee in (operator.add, operator.mul):
            return maker.result.type == INT and all(map(self.is_natural, maker.args))
        return maker.callee in _LENGTHS and len(maker.args) + (maker.callee is len) == 2

    # --- one loop ---

    def loop(self, op: For, after: Builder, known: dict[Value, Operand]) -> For:
        """The loop without the carries that its variable tells, or in which nothing reads them.
        What they are afterwards is made by `after`, if it is known, and noted in `known`."""
        index, trips = self.iterations(op)
        for k in range(len(op.inits) - 1, -1, -1):
            step = None if index is None else self.growth(op, k)
            if step is None:
                continue
            op, result = self.computed(op, k, index, step), op.results[k]
            used = self.counts.get(result, 0) > 0
            if used and (trips is None or op.body.terminator.stop is not None):
                continue
            if used:
                known[result] = _sum(after, op.inits[k], _product(after, step, trips))
                self.makers.update((each.result, each) for each in after.ops)
            op = _without(op, k)
        return op

    def iterations(self, op: For) -> tuple[Value | None, Operand | None]:
        """The variable that counts the iterations from 0, and how many there are if a single range
        tells."""
        for variable, iterable in zip(op.body.args, op.iterables):
            maker = self.makers.get(iterable)
            if maker is not None and maker.callee is range:
                start, stop, step = range_parts(maker)
                if _is(start, 0) and _is(step, 1):
                    alone = len(op.iterables) == 1 and self.is_natural(stop)
                    return variable, stop if alone else None
        return None, None

    def growth(self, op: For, k: int) -> Operand | None:
        """By what carry k grows in each iteration, if that is known before the loop and something
        else reads the carry."""
        arg, end = op.body.args[len(op.iterables) + k], op.body.terminator.operands[k]
        maker = self.makers.get(end)
        if arg.type != INT or maker is None or maker not in op.body.ops:
            return None
        if maker.callee is operator.add:
            parts = maker.args if maker.args[0] is arg else maker.args[::-1]
        elif maker.callee is operator.sub and isinstance(maker.args[1], Const):
            parts = maker.args[0], Const(-maker.args[1].value)
        else:
            return None
        first, step = parts
        inside = {*op.body.args, *(result for each in op.body.ops for result in each.results)}
        if first is not arg or step in inside or getattr(step, "type", INT) != INT:
            return None
        if isinstance(step, Const) and type(step.value) is not int:
            return None
        nodes = (node for b in all_blocks(op.body) for node in (*b.ops, b.terminator))
        return step if any(arg in node.uses for node in nodes if node is not maker) else None

    def computed(self, op: For, k: int, index: Value, step: Operand) -> For:
        """The loop whose body computes carry k where it reads it; that only grows."""
        arg, builder = op.body.args[len(op.iterables) + k], Builder(op.span)
        value = _sum(builder, op.inits[k], _product(builder, step, index))
        if builder.ops:
            builder.ops[-1].result.name = arg.name
        self.makers.update((each.result, each) for each in builder.ops)
        body = substitute(op.body, lambda v: value if v is arg else v)
        grown = Value(arg.name, INT, op.span)
        ends = [*body.terminator.operands]
        ends[k] = grown
        ops = (*builder.ops, *body.ops, Call(operator.add, (arg, step), (), grown, False, op.span))
        return replace(op, body=Block(body.args, ops, Next(tuple(ends), body.terminator.stop)))


def _without(op: For, k: int) -> For:
    """The loop without carry k, which nothing reads."""
    at, body, end = len(op.iterables) + k, op.body, op.body.terminator
    body = Block(
        (*body.args[:at], *body.args[at + 1 :]),
        tuple(each for each in body.ops if end.operands[k] not in each.results),
        Next((*end.operands[:k], *end.operands[k + 1 :]), end.stop),
    )  # fmt: skip
    inits, results = ((*part[:k], *part[k + 1 :]) for part in (op.inits, op.results))
    return replace(op, inits=inits, body=body, results=results)


def _is(operand: Operand, number: int) -> bool:
    return isinstance(operand, Const) and operand.value == number


def _product(builder: Builder, step: Operand, count: Operand) -> Operand:
    if isinstance(step, Const) and isinstance(count, Const):
        return Const(step.value * count.value)
    if _is(step, 1) or _is(count, 1):
        return count if _is(step, 1) else step
    return builder.call(operator.mul, step, count, type=INT)


def _sum(builder: Builder, start: Operand, more: Operand) -> Operand:
    if isinstance(start, Const) and isinstance(more, Const):
        return Const(start.value + more.value)
    if _is(start, 0) or _is(more, 0):
        return more if _is(start, 0) else start
    return builder.call(operator.add, start, more, type=INT)
