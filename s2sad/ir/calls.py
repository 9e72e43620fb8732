"""Replace or drop calls, wherever they stand. The same object comes out where nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .nodes import Block, Call, Function, Op, Operand, Value
from .traverse import map_blocks, map_call, substitute


def map_calls(block: Block, f: Callable[[Call], Call | None]) -> Block:
    """The block with `f(call)` for each call, without those for which that is None."""
    ops = tuple(new for op in block.ops if (new := _map(op, f)) is not None)
    if ops == block.ops:
        return block
    return replace(block, ops=ops)


def _map(op: Op, f: Callable[[Call], Call | None]) -> Op | None:
    return f(op) if type(op) is Call else map_blocks(op, lambda block: map_calls(block, f))


class Changes:
    """What a search collects: calls that go, and calls that come in their place."""

    def __init__(self):
        #: what stands for the results of calls that go: for a store's, the array it writes into
        self.dropped: dict[Value, Operand] = {}
        #: results that go, which nobody reads any more
        self.gone: set[Value] = set()
        #: the calls that come in the place of those with these results
        self.new: dict[Value, Call] = {}

    def applied(self, fn: Function) -> Function:
        """The function with the changes; the same object where there are none."""
        if not (self.dropped or self.gone or self.new):
            return fn
        body = substitute(fn.body, self.kept) if self.dropped else fn.body
        return replace(fn, body=map_calls(body, self.rewritten))

    def kept(self, value: Value) -> Operand:
        while value in self.dropped:
            value = self.dropped[value]
        return value

    def rewritten(self, op: Call) -> Call | None:
        new = self.new.get(op.result)
        if new is not None:
            return map_call(new, self.kept)
        return None if op.result in self.dropped or op.result in self.gone else op
