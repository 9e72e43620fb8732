"""Which values are read after an op, on some path.

A Function and the ops in question come in; a bit set of values for each of them comes out. What
surprises: what a loop reads from outside is read until its last iteration ends, hence after every
op of its body, and so are the things that it iterates over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ..ir.nodes import Block, Call, For, Function, If, Op, Terminator, Value, While, all_leaves
from ..ir.traverse import blocks_of


@dataclass(frozen=True, slots=True)
class Liveness:
    """`number` of each value that is followed; `after[op]` has the bits of those read later."""

    number: dict[Value, int]
    values: list[Value]
    after: dict[Op, int]

    def bit(self, value: Value | None) -> int:
        """The value's bit; 0 for one that nobody reads or that is not followed."""
        number = self.number.get(value)
        return 0 if number is None else 1 << number

    def is_read_after(self, value: Value, op: Op) -> bool:
        return bool(self.after[op] & self.bit(value))


def run(
    fn: Function,
    ops: Collection[Op] | None = None,
    follow: Callable[[Value], bool] = lambda value: True,
) -> Liveness:
    """Liveness after the given ops (after all, where None) of the values that pass `follow`."""
    sweep = _Sweep(ops, follow)
    sweep.block(fn.body, 0)
    return Liveness(sweep.number, sweep.values, sweep.after)


class _Sweep:
    def __init__(self, ops: Collection[Op] | None, follow: Callable[[Value], bool]):
        self.ops = ops
        self.follow = follow
        self.number: dict[Value, int] = {}
        self.values: list[Value] = []
        self.after: dict[Op, int] = {}
        self.bit_of: dict[Value, int] = {}
        self.exposed: dict[Block, int] = {}
        self.node_bits: dict[Op | Terminator, int] = {}

    def bit(self, value: Value | None) -> int:
        """0 for a value that is not followed, and for none."""
        found = self.bit_of.get(value)
        if found is None:
            found = 0
            if value is not None and self.follow(value):
                self.number[value] = len(self.values)
                found = 1 << len(self.values)
                self.values.append(value)
            self.bit_of[value] = found
        return found

    def bits(self, values: tuple[Value, ...]) -> int:
        found, known = 0, self.bit_of
        for value in values:
            found |= known[value] if value in known else self.bit(value)
        return found

    def reads(self, block: Block) -> int:
        """What the block reads from outside, whatever follows."""
        found = self.exposed.get(block)
        if found is None:
            found = self.node_reads(block.terminator)
            for op in reversed(block.ops):
                if type(op) is Call:
                    found = found & ~self.bit_of.get(op.result, 0) | self.node_reads(op)
                    continue
                found = found & ~self.bits(op.results) | self.node_reads(op)
                for inner in blocks_of(op):
                    found |= self.reads(inner)
            found = self.exposed[block] = found & ~self.bits(block.args)
        return found

    def node_reads(self, node: Op | Terminator) -> int:
        found = self.node_bits.get(node)
        if found is None:
            found, known = 0, self.bit_of
            for value in node.uses:
                found |= known[value] if value in known else self.bit(value)
            self.node_bits[node] = found
        return found

    def block(self, block: Block, live: int) -> int:
        """What is live before the block, of what is live after it."""
        live |= self.node_reads(block.terminator)
        for op in reversed(block.ops):
            if self.ops is None or op in self.ops:
                self.after[op] = live
            if type(op) is Call:
                live = live & ~self.bit_of.get(op.result, 0) | self.node_reads(op)
                continue
            live &= ~self.bits(op.results)
            match op:
                case If():
                    live = self.block(op.then, live) | self.block(op.orelse, live)
                case For():
                    live |= self.reads(op.body) | self.bits(all_leaves(op.iterables))
                    self.block(op.body, live)
                case While():
                    live |= self.reads(op.condition) | self.reads(op.body)
                    # the body takes the same carries after the condition has seen them
                    self.block(op.condition, live | self.bits(op.condition.args))
                    self.block(op.body, live)
            live |= self.node_reads(op)
        return live & ~self.bits(block.args)
