"""What `aliasing` finds, and the questions that it answers: what shares memory with what."""

from __future__ import annotations

from dataclasses import dataclass

from ..ir.nodes import Const, Op, Operand, Terminator, Value, node
from .memory import FROZEN, Held, Memory, bits_of, expanded, join_all, of_constant, of_list, reach


@node
class Source:
    """What a root of an `if` or a loop may be: a leaf of operand `slot` of `node`."""

    node: Op | Terminator
    slot: int
    path: tuple[int, ...]
    roots: int


@dataclass(frozen=True, slots=True)
class Aliases:
    """`overlaps[r]`: the roots that root r may overlap, itself included. `foreign`: what the
    function does not own, parameters and constants; those in `Function.written` are no part."""

    memory: dict[Value, Memory]
    overlaps: list[int]
    sources: dict[int, tuple[Source, ...]]
    foreign: int

    def of(self, operand: Operand) -> Memory:
        if isinstance(operand, Value):
            return self.memory.get(operand, 0)
        if isinstance(operand, Const):
            return of_constant(operand.value)
        items = tuple(map(self.of, operand.items))
        return Held(0, join_all(items)) if operand.kind is list else items

    def reach(self, operand: Operand) -> int:
        """The roots of all memory that reading the operand may read."""
        memory = self.memory.get(operand, 0) if type(operand) is Value else self.of(operand)
        return memory if type(memory) is int else reach(memory)

    def own(self, operand: Operand, depth: int = 0) -> int:
        """The roots of what a write into the operand changes, that many lists deep in it."""
        memory = self.of(operand)
        for _ in range(depth):
            memory = of_list(memory)[1]
        if isinstance(memory, Held):
            return memory.own
        return memory if isinstance(memory, int) else 0

    def expand(self, roots: int) -> int:
        """The roots, and all that may overlap them."""
        return expanded(roots, self.overlaps)

    def roots(self, operand: Operand) -> frozenset[int]:
        """The roots that the operand may share memory with."""
        return frozenset(bits_of(self.expand(self.reach(operand)) & ~FROZEN))

    def may_alias(self, a: Operand, b: Operand) -> bool:
        return bool(self.expand(self.reach(a)) & self.reach(b) & ~FROZEN)

    def is_foreign(self, operand: Operand) -> bool:
        return bool(self.expand(self.reach(operand)) & self.foreign)
