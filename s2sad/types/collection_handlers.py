"""The containers of `collections`: as the lists and dicts that they are."""

from __future__ import annotations

import collections
import copy

import numpy as np

from ..definitions.deques import Window
from ..ir.identity import operand_key
from . import tables
from .abstract import Abstract, Array, Identity, Items, Ref, Static, Tuple


def _defaultdict(cx, args, kwargs) -> Abstract:
    factory = args[0] if args else Static(None)
    return tables.made_dict_of(cx, args[1] if args[1:] else Tuple(()), kwargs, factory)


def _deque(cx, args, kwargs) -> Abstract:
    given = {**dict(zip(("iterable", "maxlen"), args)), **kwargs}
    length, items = given.get("maxlen", Static(None)), given.get("iterable", Tuple(()))
    if isinstance(length, Static) and length.value is None:
        return cx.call(Static(list), [items], {})
    return cx.construct(Window, [items, length], {})


def plain_items(cx, value: Abstract) -> Abstract:
    """The list in a deque with a maxlen, which NumPy reads as such."""
    if isinstance(value, Ref) and value.identity.kind == "object":
        if cx.class_of(value) is Window:
            return cx.get_attribute(value, "items")
    return value


def _ordered(cx, args, kwargs) -> Abstract:
    return cx.call(Static(dict), args, kwargs)


def _counter(cx, args, kwargs) -> Abstract:
    if kwargs:
        cx.refuse("a Counter is made by keywords", "give it a dict")
    return tables.made_counter(cx, args[0] if args else Tuple(()))


def _from_keys(cx, args, kwargs) -> Abstract:
    """dict.fromkeys"""
    value = args[1] if len(args) > 1 else Static(None)
    return tables.made_from_keys(cx, args[0], value)


def _set(cx, args, kwargs, cls: type = set) -> Abstract:
    return tables.made_set_of(cx, args[0] if args else Tuple(()), cls)


def _frozenset(cx, args, kwargs) -> Abstract:
    return _set(cx, args, kwargs, frozenset)


def _copy(cx, args, kwargs) -> Abstract:
    """copy.copy"""
    value = args[0]
    if isinstance(value, Array):
        return cx.call(Static(np.copy), [value], {})
    if isinstance(value, Static) and isinstance(value.value, set):
        return tables.made_set(cx, set(value.value))
    if not isinstance(value, Ref):
        return value
    content, kind = cx.content(value), value.identity.kind
    if kind == "object":
        if cx.has_method(value, "__copy__"):
            return cx.call_method(value, "__copy__", (), {})
        return _object_of(cx, content, content.values)
    return cx.call(Static({"list": list, "dict": dict}[kind]), [value], {})


def _deep_copy(cx, args, kwargs) -> Abstract:
    """copy.deepcopy; what is in it twice stays one thing."""
    return _deeply(cx, args[0], {})


def _deeply(cx, value: Abstract, done: dict) -> Abstract:
    match value:
        case Array(storage=storage):
            key = (storage, tuple(map(operand_key, value.path)))
            if key not in done:
                done[key] = cx.call(Static(np.copy), [value], {})
            return done[key]
        case Tuple(items=items, cls=cls):
            return Tuple(tuple(_deeply(cx, item, done) for item in items), cls)
        case Ref(identity=identity) if isinstance(cx.content(value), Items):
            if identity not in done:
                content = cx.content(value)
                done[identity] = copied = _object_of(cx, content, (), identity.kind)
                values = tuple(_deeply(cx, item, done) for item in content.values)
                cx.change(copied, Items(values, content.keys, content.cls))
            return done[identity]
    return _copy(cx, [value], {})


def _object_of(cx, content: Items, values, kind: str = "object") -> Ref:
    identity = Identity(kind)
    cx.state.heap[identity] = Items(tuple(values), content.keys, content.cls)
    return Ref(identity)


HANDLERS = {
    set: _set, frozenset: _frozenset, copy.copy: _copy, copy.deepcopy: _deep_copy,
    collections.defaultdict: _defaultdict, collections.deque: _deque,
    collections.OrderedDict: _ordered, collections.Counter: _counter, dict.fromkeys: _from_keys,
}  # fmt: skip
