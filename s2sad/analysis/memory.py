"""The memory of a value: which roots it may share, in the structure of its type.

A *root* is a number for a piece of memory; a set of them is a bit set in an int. What surprises:
a list and what it holds are two things, since appending changes only the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Union

import numpy as np

from ..ir.types import IterType, ListType, ScalarType, TupleType, Type


@dataclass(slots=True, unsafe_hash=True)
class Held:
    """The memory of a list: the list itself, and what it holds. Nobody assigns to one."""

    own: int
    item: "Memory"


#: roots of a value: a bit set; one for each item of a tuple; of a list and its items
Memory = Union[int, tuple["Memory", ...], Held]

#: the pseudo root of what must not be written into wherever it is: broadcast views
FROZEN = 1
#: the root of all constants
CONSTANT = 2


def reach(memory: Memory) -> int:
    """All roots in it."""
    if isinstance(memory, int):
        return memory
    if isinstance(memory, Held):
        return memory.own | reach(memory.item)
    bits = 0
    for item in memory:
        bits |= reach(item)
    return bits


def bits_of(bits: int) -> Iterator[int]:
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def conform(memory: Memory, type: Type | None) -> Memory:
    """The memory in the structure that the type has."""
    if isinstance(type, ScalarType):
        return 0
    if isinstance(type, TupleType):
        if isinstance(memory, tuple) and len(memory) == len(type.items):
            return tuple(conform(m, t) for m, t in zip(memory, type.items))
        bits = reach(memory)
        return tuple(conform(bits, t) for t in type.items)
    if isinstance(type, (ListType, IterType)):
        own, item = of_list(memory)
        return Held(own, item if type.item is None else conform(item, type.item))
    return reach(memory)


def of_list(memory: Memory) -> tuple[int, Memory]:
    """The list itself and what it holds."""
    if isinstance(memory, Held):
        return memory.own, memory.item
    if isinstance(memory, tuple):
        return 0, join_all(memory)
    return memory, memory


def join(a: Memory, b: Memory) -> Memory:
    if isinstance(a, int) and isinstance(b, int):
        return a | b
    if isinstance(a, Held) and isinstance(b, Held):
        return Held(a.own | b.own, join(a.item, b.item))
    if isinstance(a, tuple) and isinstance(b, tuple) and len(a) == len(b):
        return tuple(map(join, a, b))
    if a == 0 or b == 0:
        return b if a == 0 else a
    return reach(a) | reach(b)


def join_all(memories: Iterable[Memory]) -> Memory:
    joined: Memory = 0
    for memory in memories:
        joined = join(joined, memory)
    return joined


def storing(memory: Memory, depth: int, stored: Memory) -> Memory:
    """The memory of a list after something was stored in it, that many lists deep."""
    own, item = of_list(memory)
    return Held(own, join(item, stored if depth == 1 else storing(item, depth - 1, stored)))


def flatten(memory: Memory, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], int]]:
    """The leaves with their paths; -1 is the step from a list to its items."""
    if isinstance(memory, int):
        yield path, memory
    elif isinstance(memory, Held):
        yield path, memory.own
        yield from flatten(memory.item, (*path, -1))
    else:
        for k, item in enumerate(memory):
            yield from flatten(item, (*path, k))


def refill(memory: Memory, leaves: Iterator[int]) -> Memory:
    """The structure of the memory with other leaves, in the order of `flatten`."""
    if isinstance(memory, int):
        return next(leaves)
    if isinstance(memory, Held):
        own = next(leaves)
        return Held(own, refill(memory.item, leaves))
    return tuple(refill(item, leaves) for item in memory)


def in_structure(memory: Memory, like: Memory) -> Memory:
    """The memory in the structure of another."""
    if isinstance(like, int):
        return reach(memory)
    if isinstance(like, Held):
        own, item = of_list(memory)
        return Held(own, in_structure(item, like.item))
    if isinstance(memory, tuple) and len(memory) == len(like):
        return tuple(map(in_structure, memory, like))
    bits = reach(memory)
    return tuple(in_structure(bits, item) for item in like)


def of_constant(value: object) -> Memory:
    """All constants that can be written into are one piece of memory."""
    return CONSTANT if isinstance(value, (np.ndarray, list, dict, set, bytearray)) else 0


def expanded(roots: int, overlaps: list[int]) -> int:
    """The roots, and all that may overlap them."""
    bits = roots
    for root in bits_of(roots):
        bits |= overlaps[root]
    return bits
