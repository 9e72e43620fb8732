"""Which arrays are written over after they are made: a tape that holds one holds a copy of it.

Most arrays that share their memory with one that is written are. Those of a loop that makes a new
array in each iteration, fills it, and hands it on to the next one are not: nothing is written into
it after that.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis import written as written_values
from ..analysis.written import CHANGES, VIEWS
from ..ir.inventory import inventory
from ..ir.nodes import Call, For, Function, If, Operand, Value, While
from .undo import Chains


def run(fn: Function, chains: Chains) -> frozenset[Value]:
    """The arrays that a write may change once they are what they are; `chains` are those of the
    function."""
    written = written_values.run(fn)
    links = list(_links(fn, chains, written))
    if not any(handed_on for _, _, handed_on in links):
        return written
    changed, unknown = _Changes(fn, chains).found()
    readers: dict[Operand, list[Value]] = {}
    for value, source, _ in links:
        readers.setdefault(source, []).append(value)
    todo = list(changed)
    while todo:
        for value in readers.get(todo.pop(), ()):
            if value not in changed:
                changed.add(value)
                todo.append(value)
    find = chains.classes.find
    return frozenset(v for v in written if v in changed or find(v) in unknown)


def _links(
    fn: Function, chains: Chains, written: frozenset[Value]
) -> Iterator[tuple[Value, Operand, bool]]:
    """Values, and what else may be in their memory though no write leads from one to the other;
    whether a loop hands it on."""
    for op in inventory(fn).ops:
        match op:
            case Call() if op.callee in VIEWS and op.result in written:
                yield op.result, op.args[0], False
            case If():
                for k, result in enumerate(op.results):
                    if result in written and chains.before_branch(op, k) is None:
                        for block in (op.then, op.orelse):
                            yield result, block.terminator.operands[k], False
            case For() | While():
                args = op.body.args[len(op.body.args) - len(op.inits) :]
                for k, (arg, result) in enumerate(zip(args, op.results)):
                    if arg in written and chains.before_loop(op, k) is None:
                        for source in (op.inits[k], op.body.terminator.operands[k]):
                            yield arg, source, True
                            yield result, source, True


class _Changes:
    """The versions of arrays that writes lead away from, back to where each array is made."""

    def __init__(self, fn: Function, chains: Chains):
        self.chains = chains
        self.changed: set[Value] = set()
        self.unknown: set[Value] = set()
        """classes of arrays of which some are not followed back to where they are made"""
        self.carries: dict[Value, tuple[For | While, int]] = {}
        self.writes: list[Call] = []
        for op in inventory(fn).ops:
            if isinstance(op, Call) and op.callee in CHANGES:
                self.writes.append(op)
            elif isinstance(op, For | While):
                args = op.body.args[len(op.body.args) - len(op.inits) :]
                self.carries.update((arg, (op, k)) for k, arg in enumerate(args))

    def found(self) -> tuple[set[Value], set[Value]]:
        for write in self.writes:
            array = write.args[0]
            while array not in self.changed:
                self.changed.add(array)
                before = self.before(array)
                if before is None:
                    if not self.is_made(array):
                        self.unknown.add(self.chains.classes.find(array))
                    break
                array = before
        return self.changed, self.unknown

    def before(self, array: Value) -> Operand | None:
        if array in self.carries:
            return self.chains.before_loop(*self.carries[array])
        if array in self.chains.makers:
            return self.chains.before(*self.chains.makers[array])
        return None

    def is_made(self, array: Value) -> bool:
        """True for the result of a function that makes a new array."""
        maker, _ = self.chains.makers.get(array, (None, 0))
        return isinstance(maker, Call) and maker.callee not in VIEWS
