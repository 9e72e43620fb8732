"""The arrays, lists and objects that a loop carries: where they stand, and what they may share.

A place is the number of a carry, or the thing of before the loop that an iteration changes, then
the positions in the tuples, lists, dicts and objects there. The same place holds one thing before
the loop, one at the start of an iteration, and one at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations

from ..ir.nodes import For, While
from .abstract import Array, Identity, Items, Ref, Tuple
from .join import Form, Hole, Parts, Same, Thing

Place = tuple


def things(
    carries: Iterable[tuple[Form, object]], changed: Mapping[Identity, Form], heap: Mapping
) -> dict[Place, Identity]:
    """What stands at each place, with this heap; `changed` are the forms of what an iteration
    changes."""
    return {
        place: value.storage if isinstance(value, Array) else value.identity
        for place, form, value in standing(carries, changed, heap)
        if not isinstance(form, Same)
    }


def standing(
    carries: Iterable[tuple[Form, object]], changed: Mapping[Identity, Form], heap: Mapping
) -> Iterator[tuple[Place, Form, Array | Ref]]:
    """As `things`, with the forms, and with the arrays that stay where they are."""
    for k, (form, value) in enumerate(carries):
        yield from _standing(form, value, heap, (k,))
    for identity, form in changed.items():
        if identity.kind != "array":
            yield from _standing(form, heap[identity], heap, (identity,))


def _standing(form: Form, value, heap: Mapping, place: Place) -> Iterator:
    match form, value:
        case ((Hole() | Same()), Array()) | (Hole(), Ref()):
            yield place, form, value
        case Thing(content=content), Ref(identity=identity, path=path):
            yield place, form, value
            if not path:  # an item of a list holds nothing that is followed
                yield from _standing(content, heap.get(identity), heap, (*place, 0))
        case Parts(items=forms), (Tuple(items=items) | Items(values=items)):
            for k, (part, item) in enumerate(zip(forms, items)):
                yield from _standing(part, item, heap, (*place, k))


@dataclass(slots=True)
class Before:
    """What a thing may share before a loop; in later iterations another one may be in its place,
    and what is noted of it in the loop is not true of that one."""

    same: frozenset[Identity]
    links: frozenset[Identity]
    holders: frozenset[Identity]
    listed: bool


def noted(heap: Iterable[Identity]) -> dict[Identity, Before]:
    """What all things may share before a loop."""
    return {
        i: Before(*map(frozenset, (i.same, i.links, i.holders)), i.may_be_listed) for i in heap
    }


@contextmanager
def listed_now(before: Mapping[Identity, Before]):
    """What is put into a list of unknown length here is in it before the loop."""
    known = [i for i in before if i.listed]
    for i, then in before.items():
        i.listed = then.listed
    try:
        yield
        for i, then in before.items():
            then.listed = i.listed
    finally:
        for i in known:
            i.listed = True


def start(
    thing: Identity, init: Identity, before: Mapping[Identity, Before], loop: For | While
) -> None:
    """The thing is, in the first iteration of a loop, the one of before the loop."""
    known = before.get(init) or noted([init])[init]
    if thing.is_memory:
        for other in (init, *known.links):
            thing.link(other)
    else:
        for other in (init, *known.same):
            thing.twins.add(other)
            other.twins.add(thing)
        thing.holders |= known.holders
    thing.factory, thing.made = init.factory, init.made
    thing.loop = loop
    thing.first = {i: before[i].holders for i in (init, *known.same) if i in before}
    thing.listed = known.listed


def pairs(found: Mapping[Place, Identity]) -> set[frozenset[Place]]:
    """The places whose things may be one, or share memory."""
    return {
        frozenset((here, there))
        for (here, one), (there, other) in combinations(found.items(), 2)
        if one is other or other in one.links | one.twins | one.holders or one in other.holders
    }


def listed(found: Mapping[Place, Identity]) -> set[Place]:
    """The places whose things lists of unknown length may hold."""
    return {place for place, thing in found.items() if thing.may_be_listed}


def link(
    found: Mapping[Place, Identity],
    links: Iterable[frozenset[Place]],
    outer: Iterable[tuple[Place, Identity]],
) -> None:
    """Note of the things at these places that they may share memory, with each other and with
    things of before the loop."""
    for pair in links:
        one, other = (found.get(place) for place in pair)
        if one and other and (one.is_memory or other.is_memory):
            one.link(other)
        elif one and other and one.kind == other.kind:
            one.twin(other)
    for place, other in outer:
        if place not in found:
            continue
        one = found[place]
        if one.is_memory:
            one.link(other)
        else:  # and not what else that one may be: two lists may change places
            one.twins.add(other)
            other.twins.add(one)


def left_outside(
    entries: Mapping[Place, Identity],
    nexts: Mapping[Place, Identity],
    before: Mapping,
) -> set[tuple[Place, Identity]]:
    """What of before the loop the arrays may share memory with, and the lists and objects may be,
    when the next iteration starts, beyond what they come in with."""
    return {
        (place, other)
        for place, value in nexts.items()
        if place in entries
        for other in (value, *_related(value))
        if other in before and other not in {entries[place], *_related(entries[place])}
    }


def _related(thing: Identity) -> set[Identity]:
    """The things that a write into this one may change."""
    return thing.links if thing.is_memory else thing.twins
