"""Dicts and sets whose keys only the run decides: `memo[n] = ...`, `seen.add(label)`.

A dict or set that the program makes is first taken for one of known keys. Where a key turns out to
be one of the run, the next run of the interpreter makes a `Table` or `Members` in its place
(definitions/tables.py), which is run like the user's own classes.
"""

from __future__ import annotations

import collections
import operator
from collections.abc import Iterable
from typing import NoReturn

from ..definitions.deques import Window
from ..definitions.members import Known, Members
from ..definitions.tables import Counts, Table
from ..errors import UnsupportedError
from ..frozen import MISSING
from ..ir.nodes import Const, Op, Pack, Value, leaves
from ..ir.places import fixed_places, place_of
from ..ir.types import INT, OpaqueType
from .abstract import Abstract, Array, Conflict, Dyn, Items, Ref, Static, Tuple, Zip
from .failure import Again

#: the type of a dict of places
PLACES = OpaqueType("places")
#: classes of ours, and what the program sees
STANDS_FOR = {
    Window: collections.deque, Table: dict, Members: set, Known: set, Counts: collections.Counter,
}  # fmt: skip
#: what to return in the place of one of these
_HANDED_ON = {
    Window: ("a deque with a maxlen", "make a list of its items: list(...)"),
    Table: ("a dict whose keys only the run decides",
            "return what is computed of it, as in list(d.values())"),
    Counts: ("a Counter", "return what is computed of it, as in list(c.values())"),
    Members: ("a set whose items only the run decides", "return sorted(...) of it"),
    Known: ("a set that was changed", "return sorted(...) of it"),
}  # fmt: skip


def check_handed_on(cx, cls: type) -> None:
    if cls in _HANDED_ON:
        what, advice = _HANDED_ON[cls]
        cx.refuse(f"{what} is returned, or used as a value", advice)


# --- dicts ---


def made_dict(cx, keys, values, factory: Abstract = Static(None)) -> Ref:
    """A dict that the operation which is being run makes."""
    if cx.running[1] in cx.directives.tables:
        pairs = tuple(map(Tuple, zip(map(Static, keys), values)))
        return cx.construct(Table, [Tuple(pairs), factory], {})
    made = cx.new_dict(keys, values)
    if not (isinstance(factory, Static) and factory.value is None):
        made.identity.factory = factory
    made.identity.made = frozenset({cx.running[1]})
    return made


def made_dict_of(cx, source: Abstract, named: dict, factory: Abstract = Static(None)) -> Ref:
    """`dict(source, **named)`, or a defaultdict."""
    of_the_run = is_table(cx, source) or _pairs_of_the_run(cx, source)
    if of_the_run or cx.running[1] in cx.directives.tables:
        made = cx.construct(Table, [Tuple(()), factory], {})
        cx.call_method(made, "update", (source,), named)
        return made
    content = Items((), ())
    for key, value in (cx.pairs_of(source) | named).items():
        content = content.with_item(key, value)
    return made_dict(cx, content.keys, content.values, factory)


def made_display(cx, keys, items) -> Ref:
    """`{key: item, **others}`; the key of these is None."""
    if cx.running[1] not in cx.directives.tables:
        content = Items((), ())
        for key, item in zip(keys, items):
            if key is None and is_table(cx, item):
                _make(cx, {cx.running[1]})
            for k, v in cx.keywords_of(item).items() if key is None else ((key, item),):
                content = content.with_item(k, v)
        return made_dict(cx, content.keys, content.values)
    made = cx.construct(Table, [Tuple(()), Static(None)], {})
    for key, item in zip(keys, items):
        if key is None:
            cx.call_method(made, "update", (item,), {})
        else:
            cx.call_method(made, "__setitem__", (Static(key), item), {})
    return made


def made_counter(cx, items: Abstract) -> Ref:
    """`collections.Counter(items)`"""
    return cx.construct(Counts, [items], {})


def made_from_keys(cx, keys: Abstract, value: Abstract) -> Ref:
    """`dict.fromkeys(keys, value)`"""
    if cx.running[1] in cx.directives.tables or _is_of_the_run(cx, keys):
        made = cx.construct(Table, [Tuple(()), Static(None)], {})
        cx.call_method(made, "fill", (keys, value), {})
        return made
    found = dict.fromkeys(map(cx.key_of, cx.items_of(keys)), value)
    return made_dict(cx, tuple(found), tuple(found.values()))


def updated(cx, owner: Ref, source: Abstract) -> None:
    """A dict takes items of the run: run again, with a table in its place."""
    if is_table(cx, source) or _pairs_of_the_run(cx, source):
        _make(cx, owner.identity.made)


def refuse_to_make(cx, name: str) -> NoReturn:
    """A defaultdict outside of the function is read where it may have no item."""
    cx.refuse(
        f"{name} is a defaultdict outside the function, and would make an item where it has none",
        "read it by get(), or pass it as an argument",
    )


def unknown_key(cx, key: Abstract, what: str, owner: Ref | None) -> NoReturn:
    """A key that is not known: the next run knows it, or makes a table of its dict, which is the
    owner or is being made."""
    of_the_run = _is_key_of_the_run(cx, key)
    if of_the_run and owner is not None and owner.identity.readonly:
        if owner.identity.factory is not None:
            refuse_to_make(cx, f"'{owner.identity.name}'")
        cx.conflict(owner.identity.readonly)
    made = owner.identity.made if owner else {cx.running[1]}
    if of_the_run:
        _make(cx, made)
    cx.directives.keyed |= made
    advice = "select by `if`, or by an index into a list"
    if owner is not None and not made and of_the_run:
        advice = "write into a copy of the dict that the function makes, as in d = dict(d)"
    cx.need(what, key, advice=advice)


def _is_key_of_the_run(cx, key: Abstract) -> bool:
    found = cx.origins.find(tuple(leaves(cx.operand(key))))
    return bool(found.blocked or found.of_data)


def key_or_missing(cx, key: Abstract, owner: Ref | None = None):
    """The key at which a dict is read; MISSING where only the run knows it."""
    if owner is not None and isinstance(key, Dyn | Tuple) and _has_its_items(cx, owner):
        if _is_key_of_the_run(cx, key):
            cx.directives.keyed |= owner.identity.made
            return MISSING
    try:
        return cx.key_of(key, owner=owner)
    except UnsupportedError:
        makes_items = owner is not None and owner.identity.factory is not None
        if makes_items or not isinstance(key, Dyn | Tuple):
            raise
        return MISSING


def _has_its_items(cx, owner: Ref) -> bool:
    """True for a dict that may stay one of known keys, until one of the run is written: it has
    items, makes none where one is missing, and no `try` waits for that."""
    return bool(cx.content(owner).keys) and owner.identity.factory is None and not cx.attempts


def given_factory(name: str, made_by: type | str) -> Abstract:
    """What makes the missing items of a defaultdict that is an argument."""
    if isinstance(made_by, type):
        return Static(made_by)
    return Conflict(
        f"'{name}' is a defaultdict whose factory is not followed, and may make an item here",
        "read it by get(), or make a defaultdict of it in the function",
    )


def item_outside(cx, known: dict, index: Abstract) -> Abstract:
    """An item of a dict outside of the function."""
    key = key_or_missing(cx, index)
    if isinstance(known, collections.defaultdict) and (key is MISSING or key not in known):
        refuse_to_make(cx, "this")
    if key is not MISSING:
        return Static(cx.evaluate(operator.getitem, known, key))
    values = tuple(map(cx.lift_constant, known.values()))
    return item_of_known(cx, Items(values, tuple(known)), index)


def item_of_known(cx, content: Items, key: Abstract) -> Abstract:
    """An item of a dict of known keys at a key of the run; a list has the items then."""
    places = Pack(dict, tuple(map(Const, range(len(content.keys)))), content.keys)
    fixed = cx.emit(fixed_places, places, name="places", type=PLACES)
    place = cx.emit(place_of, fixed, cx.operand(key), type=INT)
    return cx.dynamic_item(content.values, Dyn(place), inside=True)


def _make(cx, ops: Iterable[Op | None]) -> None:
    """Run again, with a table in the place of what these operations make."""
    if new := {*ops} - cx.directives.tables - {None}:
        cx.directives.tables |= new
        raise Again


def is_table(cx, value: Abstract) -> bool:
    return is_one_of(cx, value, Table) or is_one_of(cx, value, Counts)


def is_one_of(cx, value: Abstract, cls: type) -> bool:
    is_object = isinstance(value, Ref) and value.identity.kind == "object"
    return is_object and cx.content(value, ()).cls is cls


# --- sets ---


def made_set(cx, value: set | frozenset) -> Abstract:
    """A set of known items that the operation which is being run makes."""
    op = cx.running[1]
    if op in cx.directives.tables:
        return cx.construct(Members, [Static(tuple(value))], {})
    if op in cx.directives.changed and type(value) is set:
        made = cx.construct(Known, [Static(value)], {})
        made.identity.made = frozenset({op})
        return made
    cx.made_sets[id(value)] = value, op
    return Static(value)


def made_set_of(cx, items: Abstract, cls: type) -> Abstract:
    """`set(items)`"""
    items = known_set(cx, items)
    if isinstance(items, Static) and isinstance(items.value, (set, frozenset)):
        return made_set(cx, cls(items.value))
    if cx.running[1] in cx.directives.tables or _is_of_the_run(cx, items):
        return cx.construct(Members, [items], {})
    known = [cx.key_of(item, "an item of a set") for item in cx.items_of(items)]
    return made_set(cx, cx.evaluate(cls, known))


def known_set(cx, value: Abstract) -> Abstract:
    """A set that is changed, as it is now."""
    if is_one_of(cx, value, Known):
        return Static(set(cx.get_attribute(value, "items").value))
    return value


def method_of_set(cx, value: set | frozenset, name: str, args: list[Abstract]) -> Abstract:
    """A method of a known set that does not change it."""
    args = [known_set(cx, arg) for arg in args]
    if any(_is_of_the_run(cx, arg) for arg in args):
        items = Static(tuple(sorted(value, key=repr)))
        return cx.call_method(cx.construct(Members, [items], {}), name, tuple(args), {})
    known = [
        arg.value if isinstance(arg, Static) else
        [cx.key_of(item, "an item of a set") for item in cx.items_of(arg)] for arg in args
    ]
    found = cx.evaluate(getattr(value, name), *known)
    return made_set(cx, found) if type(found) is set else Static(found)


def made_set_display(cx, parts: list[Abstract]) -> Abstract:
    """`{*items, *others}`"""
    made = cx.construct(Members, [Tuple(())], {})
    for part in parts:
        cx.call_method(made, "update", (part,), {})
    return made


def become_members(cx, owner: Ref, items: Abstract) -> None:
    """A known set takes items of the run, or loses them: run again, with one of the run."""
    if _is_of_the_run(cx, items):
        _make(cx, owner.identity.made)


def in_any_order(cx, items: Abstract) -> Abstract:
    """The items of a set in a list, for what does not depend on their order."""
    if is_one_of(cx, items, Members):
        return cx.call_method(items, "in_order", (), {})
    return items


def _is_of_the_run(cx, items: Abstract) -> bool:
    """Items that no run of the interpreter can know: of arrays, and of growing lists."""
    if isinstance(items, Array) or is_one_of(cx, items, Members):
        return True
    return isinstance(items, Ref) and isinstance(cx.content(items), Value)


def _pairs_of_the_run(cx, source: Abstract) -> bool:
    if isinstance(source, Ref) and source.identity.kind == "iterator":
        return _pairs_of_the_run(cx, cx.content(source).sequence)
    if isinstance(source, Zip):
        return any(_is_of_the_run(cx, keys) for keys in source.items[:1])
    return isinstance(source, Ref) and isinstance(cx.content(source), Value)


def make_changeable(cx, value: set) -> None:
    """A known set is changed: run again, with one that can be in its place."""
    _, op = cx.made_sets.get(id(value), (None, None))
    if op is not None:
        cx.directives.changed.add(op)
        cx.directives.keyed.add(op)
        raise Again
