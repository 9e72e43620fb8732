"""What the result of an outlined function shares with what is around it.

The call of such a function has a result of its own. Where the function hands on what it was given,
or a view of it, a write into one changes the other; the two are noted to be perhaps the same, and
what a write may have changed so is not read.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..ir.nodes import Value
from .abstract import Abstract, Array, Identity, Items, Ref, Tuple

#: for each mutable thing in a result: those from outside, and the numbers of the earlier ones in
#: the result, that it may be or share memory with
HandedOn = tuple[frozenset, ...]


def mutable_in(cx, value: Abstract) -> list[Identity]:
    """The arrays, lists, dicts and objects in a value, in order."""
    match value:
        case Array(storage=identity) | Ref(identity=Identity(kind="record") as identity):
            return [identity]
        case Tuple(items=items) | Items(values=items):
            return [part for item in items for part in mutable_in(cx, item)]
        case Ref(identity=identity):
            return [identity, *mutable_in(cx, cx.state.heap.get(identity))]
    return []


def handed_on(
    cx, result: Abstract, copies: Mapping[Identity, Array | Ref], entered: Mapping
) -> HandedOn:
    """What a result shares with what was `entered`, some of which are `copies` of what is around.
    """
    parts, found = mutable_in(cx, result), []
    for k, part in enumerate(parts):
        others = {part, *part.links, *part.twins}
        near: set = {identity_of(copies.get(i)) or i for i in others if i in entered}
        near |= {j for j, earlier in enumerate(parts[:k]) if earlier in others}
        found.append(frozenset(near))
    return tuple(found)


def link_copies(cx, copies: Mapping[Identity, Array | Ref]) -> None:
    """Copies of what is one, or may be, may be one."""
    known: list[tuple[Identity, Identity]] = []
    for copy, value in copies.items():
        source = identity_of(value)
        for other, earlier in known:
            if earlier is source or earlier in source.links or earlier in source.twins:
                link_as_one(cx, copy, other)
        known.append((copy, source))


def identity_of(value: Array | Ref | None) -> Identity | None:
    return value.storage if isinstance(value, Array) else value and value.identity


def link_handed_on(cx, result: Abstract, shared: HandedOn) -> None:
    """Note what the result of a call shares."""
    parts = mutable_in(cx, result)
    for part, near in zip(parts, shared):
        for other in near:
            link_as_one(cx, part, parts[other] if isinstance(other, int) else other)


def link_as_one(cx, part: Identity, other: Identity) -> None:
    """The two may be the same, or views of the same memory."""
    cx.link_all(part, other)
    if not (part.is_memory or other.is_memory):
        part.twin(other)
    elif isinstance(cx.state.heap.get(part), Value) and not part.is_memory:
        other.put_into_a_list()
