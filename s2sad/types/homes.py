"""Items of lists at an index of the run: a write into one is a write into its list.

    rows[k][j] += v              # and `row = rows[k]`, then `row[j] += v`

An array that is taken out of a list is one of its own, whose storage knows its home: the list and
the index. A write makes a version of the item, and with it one of the list. What the item holds is
taken of the list again from then on, so that two items, of which only the run knows whether they
are one, see each other's writes. Surprising: a list that is known item by item, and a loop that
takes the items as they come, have no such place to write to; the function is run again then, with
a list of unknown length, and a loop over its indices.
"""

from __future__ import annotations

import operator
from contextlib import suppress
from dataclasses import dataclass

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import For, Operand, Value, While
from ..ir.types import ArrayType, ListType
from .abstract import Abstract, Array, Dyn, Identity, Items, Ref
from .failure import Again
from .gaps import has_gaps, is_gap
from .lattice import is_mutable, join_types


#: instead of a walk
POPPED = "popped"


@dataclass(frozen=True, slots=True)
class Home:
    """Where an item stands: the path leads to it. Without a path its list is known item by item, or
    it is an item that the loop takes of a list. `foreign`: the home of a list that the function is
    given as a value, whose arrays are the caller's."""

    place: Ref | None = None
    loop: For | While | None = None
    foreign: bool = False


def at_index(cx, item: Abstract, owner: Ref, index: Operand) -> Abstract:
    """The item of a list of unknown length at the index, which may be written if it is an array."""
    if isinstance(item, Array):
        outer = cx.content(owner.identity)
        place = Ref(owner.identity, (*owner.path, index), cx.roots.get(outer, outer))
        item.storage.home = Home(place)
    return item


def without_index(item: Abstract, loop: For | While | None = None) -> Abstract:
    """An item of a list that is known item by item, or one that a loop takes."""
    if isinstance(item, Array):
        item.storage.home = Home(loop=loop)
    elif isinstance(item, Ref) and loop is not None:
        item.identity.home = Home(loop=loop)
    return item


def place_of(item: Abstract) -> Ref | None:
    """Where an item stands that is a list, or a whole array that was taken out of a list."""
    if isinstance(item, Ref):
        return item
    home = item.storage.home if isinstance(item, Array) and not item.path else None
    return home and home.place


def has_rows(cx, type: ListType | None) -> bool:
    """True where a list that is known item by item becomes one of unknown length when the run
    decides an index, so that its items can be changed."""
    item = type and type.item
    return isinstance(item, ListType) or isinstance(item, ArrayType) and None in cx.directives.rows


def leave(item: Abstract) -> None:
    """An array is popped: where it stands now is not known."""
    if isinstance(item, Array):
        item.storage.home = None


def left_by(cx, item: Identity) -> set[Identity]:
    """The list that a list was popped from and is no item of any more."""
    owner, walk = item.source or (None, None)
    if walk is not POPPED or owner.repeated or cx.repeating or owner in item.holders:
        return set()
    return {owner}


def of_the_caller(value: Ref) -> None:
    """The arrays in this list, which comes in as a value, are the caller's: what is written into
    them would not reach it."""
    value.identity.home = Home(foreign=True)


def latest(cx, identity: Identity) -> Value | None:
    """What an array in a list holds after a write into the list; None where that is not known."""
    place = identity.home and identity.home.place
    if place is None or place.identity in cx.state.unknown:
        return None
    outer = cx.content(place.identity)
    return cx.inner_list(place) if cx.roots.get(outer, outer) is place.root else None


def check_write(cx, identity: Identity) -> None:
    """Refuse a write into what must not be written; an item of a list may be where it is known
    where it stands."""
    home, rows = identity.home, cx.directives.rows
    if home is None or home.place is None and home.loop in rows:
        cx.conflict(identity.readonly)
    if home.place is None:
        rows.add(home.loop)
        raise Again
    foreign = {i for i in cx.state.heap if i.home is not None and i.home.foreign}
    if home.place.identity in foreign or cx.not_apart(cx.content(identity), foreign):
        cx.conflict(identity.readonly)


def write_back(cx, place: Ref, content: Value) -> None:
    """The item at the place, an array or a list, becomes another version of itself."""
    identity, item = place.identity, content
    outer = cx.content(identity)
    if cx.roots.get(outer, outer) is not place.root:
        cx.refuse_moved(place)
    cx.moved.clear()
    check_apart(cx, place, isinstance(content.type, ArrayType))
    levels = [outer]
    for index in place.path[:-1]:
        levels.append(cx.emit(operator.getitem, levels[-1], index, type=levels[-1].type.item))
    for level, index in zip(reversed(levels), reversed(place.path)):
        type = join_types(level.type, ListType(content.type), cx.new_axis)
        content = cx.emit(prims.list_write, level, index, content, type=type, name=identity.name)
    cx.roots[content] = cx.roots.get(outer, outer)
    cx.state.heap[identity] = content
    near = identity.twins | identity.holders | identity.links
    near.update(*(part.twins for part in identity.links))  # what may be an item of it
    cx.blur(near, writer=identity)
    is_array = isinstance(item.type, ArrayType)
    kind, version = ("array", item) if is_array else ("list", content)
    listed = {other for other in cx.state.heap if other.listed and other.kind == kind}
    cx.blur(cx.not_apart(version, listed - near - {identity}), writer=identity)
    cx.blur_lists(identity, version)


def check_apart(cx, place: Ref, is_array: bool) -> None:
    """Refuse a write into an item that may stand in its list twice."""
    identity = place.identity
    repeated = identity.repeated or is_array and any(twin.repeated for twin in identity.twins)
    if repeated or cx.repeating:
        what, items = ("array", "row.copy() for row in") if is_array else ("list", "... for")
        cx.refuse(
            f"an item of '{identity.name}' is changed, which may hold one {what} twice",
            f"make the items with [{items} ...], so that each is one of its own",
        )


def take_in(identity: Identity, part: Identity) -> None:
    """An array goes into a list: one that is there already, or shares memory with one that is, may
    be an item twice then."""
    near = {part, *(link for link in part.links if link.kind == "array")}
    for one in (identity, *identity.twins):
        if not near.isdisjoint(one.links) or one in part.links:
            identity.repeated = True


def made_growing(cx, owner: Ref, index: Dyn, value: Abstract) -> Value:
    """The list, which is known item by item, as one of unknown length, for `rows[k] = value`."""
    values, what = cx.content(owner).values, "this index into a list"
    type = cx.list_type(Items((*values, value)))
    gaps = any(is_gap(cx, v) for v in values) and not has_gaps(cx, values)
    if type is None or gaps:
        cx.need(what, index)
    if is_mutable(type.item):
        with suppress(UnsupportedError):  # item by item more is known of what writes change
            cx.need(what, index)
    return cx.made_growing(owner, values, type)


def put(cx, owner: Ref, content: Value, index: Abstract, value: Abstract) -> None:
    """`rows[k] = value`."""
    if not is_there(cx, value, owner, index):
        cx.list_write(owner, content, index, value)


def is_there(cx, item: Abstract, owner: Ref, index: Abstract) -> bool:
    """True after `rows[k] += v`: the item is in place already."""
    place = place_of(item) if isinstance(item, Array) else None
    if place is None or place.identity is not owner.identity:
        return False
    outer = cx.content(owner.identity)
    same_list = cx.roots.get(outer, outer) is place.root
    return same_list and cx.same_places(place.path, (*owner.path, cx.operand(index)))


def may_meet(parts: list[Identity]) -> bool:
    """Whether two of these may be one, or share memory."""
    known = set(parts)
    return len(known) < len(parts) or any(not known.isdisjoint(part.links) for part in parts)
