"""Who reads each value: a Function in, a frozen table of users out.

An op that reads a value twice is listed twice. A value that nothing reads has no entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..ir.inventory import found_once
from ..ir.nodes import Block, Call, Function, Op, Terminator, Value
from ..ir.traverse import blocks_of


@dataclass(frozen=True, slots=True)
class Uses:
    users: Mapping[Value, tuple[Op | Terminator, ...]]

    def count(self, value: Value) -> int:
        """How often the value is read, in the text and not in time: once in a loop is once."""
        return len(self.users.get(value, ()))

    def of(self, value: Value) -> tuple[Op | Terminator, ...]:
        """The ops and terminators that read the value, in the order of the program."""
        return self.users.get(value, ())


@found_once
def run(fn: Function) -> Uses:
    users: dict[Value, list[Op | Terminator]] = defaultdict(list)
    _note_uses(fn.body, users)
    return Uses(MappingProxyType({value: tuple(found) for value, found in users.items()}))


def _note_uses(block: Block, users: dict[Value, list[Op | Terminator]]) -> None:
    for op in block.ops:
        for value in op.uses:
            users[value].append(op)
        if type(op) is not Call:
            for inner in blocks_of(op):
                _note_uses(inner, users)
    for value in block.terminator.uses:
        users[value].append(block.terminator)
