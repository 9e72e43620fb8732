"""Methods of lists, dicts and tuples, as functions (cx, owner, args, kwargs) of abstract values."""

from __future__ import annotations

import operator

from . import tables
from ..frozen import MISSING
from ..ir import prims
from ..ir.nodes import Value, leaves
from .abstract import (
    Abstract, Enumerate, Items, Picked, Ref, Reversed, Slice, Static, Tuple, Zip,
)  # fmt: skip
from .equality import among, same_item
from .loops_of_builtins import position, rows_of, with_item
from .lattice import is_mutable

#: `items[::-1]`
BACKWARDS = Slice(Static(None), Static(None), Static(-1))


# --- lists ---


def _known(cx, owner: Ref) -> Items:
    content = cx.content(owner)
    if isinstance(content, Value):
        cx.need("the number of items", owner)
    return content


def _append(cx, owner, args, kwargs) -> Abstract:
    cx.append(owner, args[0])
    return Static(None)


def _extend(cx, owner, args, kwargs) -> Abstract:
    more = cx.iterate(args[0])
    more = gathered(cx, more) or more
    content = cx.content(owner)
    grown = isinstance(content, Value) and not _is_short(cx, more)
    if grown or _only_the_run_knows(cx, more):
        _join(cx, owner, more)
    else:
        for item in cx.items_of(more):
            cx.append(owner, item)
    return Static(None)


def _only_the_run_knows(cx, items: Abstract) -> bool:
    """True for a list of unknown length; lists and arrays are better known one by one, where that
    is possible."""
    if not cx.is_growing_list(items) or items.identity.kind != "list":
        return False
    if not is_mutable(cx.content(items).type.item) or cx.directives.lengths_of_run:
        return True
    cx.directives.lengths_asked = True
    return False


def _join(cx, owner: Ref, more: Abstract) -> None:
    """Put a list of unknown length, or many items, behind a list."""
    if not isinstance(more, Ref | Tuple | Static):
        more = cx.call(Static(list), [more], {})
    type_ = cx.list_type(owner, more)
    if type_ is None:
        cx.refuse(
            "items of different types are put into one list, whose length the run decides",
            "keep one list for each kind of item",
        )
    parts = [cx.list_content(part) for part in (owner, more)]
    before, after = (cx.list_value(part, type_) for part in (owner, more))
    cx.join_lists(type_)
    cx.change(owner, cx.emit(operator.add, before, after, type=type_))
    cx.hold_items(owner.identity, *parts)
    if is_mutable(type_.item) and isinstance(parts[1], Value):
        cx.take_in(owner.identity, more.identity, object())


def gathered(cx, iterable: Abstract) -> Abstract | None:
    """A list of items whose number the run decides, made by a loop; None for any others."""
    if not isinstance(iterable, (Zip, Enumerate, Reversed, Picked)):
        return None
    if cx.static_items(iterable) is not None or cx.written_out(iterable) is not None:
        return None
    counts = [v for count in cx.counts(iterable) for v in leaves(cx.operand(count))]
    found = cx.origins.find(counts)
    if found.facts and not found.blocked:
        return None  # what is known of the arguments may tell
    return cx.call_python(rows_of, [iterable], {})


def _is_short(cx, items: Abstract) -> bool:
    """True for a few items that are known: they are appended one by one."""
    content = cx.content(items) if isinstance(items, Ref) else items
    if isinstance(content, Items):
        return content.keys is None and len(content.values) <= 8
    return isinstance(content, Tuple) and len(content.items) <= 8


def _pop(cx, owner, args, kwargs) -> Abstract:
    identity = owner.identity
    content = cx.content(owner)
    if isinstance(content, Value):
        last = not args or (isinstance(args[0], Static) and args[0].value == -1)
        if not last:
            item = cx.detached(cx.get_item(owner, args[0]))
            cx.delete_item(owner, args[0])
            return item
        item = cx.detached(cx.get_item(owner, Static(-1)))
        shorter = cx.emit(prims.list_drop_last, content, type=content.type, name=identity.name)
        cx.change(owner, shorter)
        return item
    if identity.kind == "dict":
        return _dict_pop(cx, owner, args, kwargs)
    values = list(content.values)
    position = cx.known_index(args[0]) if args else -1
    item = cx.evaluate(list.pop, values, position)
    cx.change(owner, Items(tuple(values)))
    return item


def _insert(cx, owner, args, kwargs) -> Abstract:
    if cx.is_growing_list(owner):
        at, item = args
        cx.change(owner, cx.content(cx.call_python(with_item, [owner, at, item], {})))
        cx.hold(owner.identity, item)
        return Static(None)
    values = list(_known(cx, owner).values)
    values.insert(cx.known_index(args[0]), args[1])
    cx.change(owner, Items(tuple(values)))
    return Static(None)


def _remove(cx, owner, args, kwargs) -> Abstract:
    at = _index(cx, owner, args, {})
    if not isinstance(at, Static):
        cx.refuse("which item is removed is known only at run time")
    values = list(_known(cx, owner).values)
    del values[at.value]
    cx.change(owner, Items(tuple(values)))
    return Static(None)


def _append_left(cx, owner, args, kwargs) -> Abstract:
    """deque.appendleft"""
    return _insert(cx, owner, [Static(0), *args], {})


def _pop_left(cx, owner, args, kwargs) -> Abstract:
    """deque.popleft"""
    return _pop(cx, owner, [Static(0)], {})


def _rotate(cx, owner, args, kwargs) -> Abstract:
    """deque.rotate"""
    values = _known(cx, owner).values
    by = cx.known_index(args[0]) if args else 1
    by = by % len(values) if values else 0
    cx.change(owner, Items(values[len(values) - by :] + values[: len(values) - by]))
    return Static(None)


def _reverse(cx, owner, args, kwargs) -> Abstract:
    cx.change(owner, cx.content(cx.get_item(owner, BACKWARDS)))
    return Static(None)


def _clear(cx, owner, args, kwargs) -> Abstract:
    keys = () if owner.identity.kind == "dict" else None
    cx.change(owner, Items((), keys))
    return Static(None)


def _list_copy(cx, owner, args, kwargs) -> Abstract:
    content = cx.content(owner)
    if isinstance(content, Value):
        return cx.call(Static(list), [owner], {})
    if owner.identity.kind == "dict":
        return cx.new_dict(content.keys, content.values)
    return cx.new_list(content.values)


def sort(cx, owner, args, kwargs) -> Abstract:
    done = cx.call(Static(sorted), [owner], kwargs)
    cx.change(owner, cx.content(done))
    return Static(None)


def get_item(cx, owner, args, kwargs) -> Abstract:
    return cx.get_item(owner, *args)


def _index(cx, owner, args, kwargs) -> Abstract:
    wanted, *bounds = args
    if bounds:
        cx.refuse("index() with bounds is not supported", "take a slice of the items")
    if cx.is_growing_list(owner):
        return cx.call_python(position, [owner, wanted], {})
    return _position(cx, cx.items_of(owner), wanted, 0)


def _position(cx, items, wanted: Abstract, k: int) -> Abstract:
    """Where the first of the items from `k` on is that is the wanted one, or equals it."""
    if k == len(items):
        cx.raises(ValueError("list.index(x): x not in list"))
    equal = cx.truth(same_item(cx, items[k], wanted))
    if isinstance(equal, bool):
        return Static(k) if equal else _position(cx, items, wanted, k + 1)
    return cx.either(
        equal, lambda: [Static(k)], lambda: [_position(cx, items, wanted, k + 1)], [""], cx.span
    )[0]


def _count(cx, owner, args, kwargs) -> Abstract:
    total: Abstract = Static(0)
    for item in cx.items_of(owner):
        total = cx.binary(operator.add, total, same_item(cx, item, args[0]))
    return total


# --- dicts ---


def _keys(cx, owner, args, kwargs) -> Abstract:
    return cx.new_view(tuple(map(Static, _known(cx, owner).keys)), owner)


def _values(cx, owner, args, kwargs) -> Abstract:
    return cx.new_view(_known(cx, owner).values, owner)


def _items(cx, owner, args, kwargs) -> Abstract:
    content = _known(cx, owner)
    pairs = zip(content.keys, content.values)
    return cx.new_view(tuple(Tuple((Static(k), v)) for k, v in pairs), owner)


def _get(cx, owner, args, kwargs) -> Abstract:
    key = tables.key_or_missing(cx, args[0], owner)
    default = args[1] if len(args) > 1 else Static(None)
    if key is MISSING:
        return _get_of_the_run(cx, owner, args[0], default)
    found = _known(cx, owner).get(key)
    return default if found is None else found


def _get_of_the_run(cx, owner, key: Abstract, default: Abstract) -> Abstract:
    content = _known(cx, owner)
    is_there = cx.truth(among(cx, key, map(Static, content.keys)))

    def item() -> list[Abstract]:
        return [tables.item_of_known(cx, content, key)]

    if isinstance(is_there, bool):
        return item()[0] if is_there else default
    return cx.either(is_there, item, lambda: [default], [""], cx.span)[0]


def _setdefault(cx, owner, args, kwargs) -> Abstract:
    content = _known(cx, owner)
    found = content.get(cx.key_of(args[0], owner=owner))
    if found is not None:
        return found
    value = args[1] if len(args) > 1 else Static(None)
    cx.change(owner, content.with_item(cx.key_of(args[0], owner=owner), value))
    return value


def _update(cx, owner, args, kwargs) -> Abstract:
    content = _known(cx, owner)
    extra = dict(kwargs)
    if args:
        tables.updated(cx, owner, args[0])
        extra = {**cx.pairs_of(args[0]), **extra}
    for key, value in extra.items():
        content = content.with_item(key, value)
    cx.change(owner, content)
    return Static(None)


def _dict_pop(cx, owner, args, kwargs) -> Abstract:
    content = _known(cx, owner)
    key = cx.key_of(args[0], owner=owner)
    found = content.get(key)
    if found is None:
        if len(args) > 1:
            return args[1]
        cx.raises(KeyError(key))
    cx.change(owner, content.without_item(key))
    return found


def _dict_pop_item(cx, owner, args, kwargs) -> Abstract:
    content = _known(cx, owner)
    if not content.keys:
        cx.raises(KeyError("popitem(): dictionary is empty"))
    end = -1 if _is_last(cx, args, kwargs) else 0
    key, value = content.keys[end], content.values[end]
    cx.change(owner, content.without_item(key))
    return Tuple((Static(key), value))


def _is_last(cx, args, kwargs) -> bool:
    """`last=` of an OrderedDict's methods."""
    last = kwargs.get("last", args[0] if args else Static(True))
    if not isinstance(last, Static):
        cx.need("which end of the dict is meant", last)
    return bool(last.value)


def _move_to_end(cx, owner, args, kwargs) -> Abstract:
    """OrderedDict.move_to_end"""
    content, key = _known(cx, owner), cx.key_of(args[0], owner=owner)
    value = content.get(key)
    if value is None:
        cx.raises(KeyError(key))
    rest = content.without_item(key)
    if _is_last(cx, args[1:], kwargs):
        cx.change(owner, rest.with_item(key, value))
    else:
        cx.change(owner, Items((value, *rest.values), (key, *rest.keys)))
    return Static(None)


LIST_METHODS = {
    "append": _append, "extend": _extend, "pop": _pop, "insert": _insert, "reverse": _reverse,
    "clear": _clear, "copy": _list_copy, "sort": sort, "index": _index, "count": _count,
    "remove": _remove, "appendleft": _append_left, "popleft": _pop_left, "rotate": _rotate,
    "__getitem__": get_item,
}  # fmt: skip
DICT_METHODS = {
    "keys": _keys, "values": _values, "items": _items, "get": _get, "setdefault": _setdefault,
    "update": _update, "pop": _dict_pop, "popitem": _dict_pop_item, "copy": _list_copy,
    "clear": _clear, "move_to_end": _move_to_end, "__getitem__": get_item,
}  # fmt: skip


def _replace(cx, owner: Tuple, args, kwargs) -> Abstract:
    """namedtuple._replace"""
    fields = owner.cls._fields
    if unknown := [name for name in kwargs if name not in fields]:
        cx.raises(ValueError(f"Got unexpected field names: {unknown!r}"))
    return Tuple(tuple(kwargs.get(n, v) for n, v in zip(fields, owner.items)), owner.cls)


def _as_dict(cx, owner: Tuple, args, kwargs) -> Abstract:
    return cx.new_dict(owner.cls._fields, owner.items)


#: those that leave the list or dict as it is
READING = {
    "__getitem__", "index", "count", "copy", "keys", "values", "items", "get", "_replace",
    "_asdict",
}  # fmt: skip
TUPLE_METHODS = {
    "index": _index, "count": _count, "__getitem__": get_item, "_replace": _replace,
    "_asdict": _as_dict,
}  # fmt: skip
