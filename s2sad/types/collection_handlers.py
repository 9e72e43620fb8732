"""The containers of `collections`: as the lists and dicts that they are."""

from __future__ import annotations

import collections

from .abstract import Abstract, Static


def _defaultdict(cx, args, kwargs) -> Abstract:
    found = cx.call(Static(dict), args[1:], kwargs)
    if args and not (isinstance(args[0], Static) and args[0].value is None):
        found.identity.factory = args[0]
    return found


def _deque(cx, args, kwargs) -> Abstract:
    length = kwargs.get("maxlen", args[1] if len(args) > 1 else Static(None))
    if not isinstance(length, Static) or length.value is not None:
        cx.refuse(
            "a deque with a maxlen is not supported",
            "keep the last items by slicing, as in items = items[1:] + [x]",
        )
    return cx.call(Static(list), args[:1], {})


def _ordered(cx, args, kwargs) -> Abstract:
    return cx.call(Static(dict), args, kwargs)


def _from_keys(cx, args, kwargs) -> Abstract:
    """dict.fromkeys"""
    value = args[1] if len(args) > 1 else Static(None)
    keys = [cx.key_of(key) for key in cx.items_of(args[0])]
    found = dict.fromkeys(keys, value)
    return cx.new_dict(tuple(found), tuple(found.values()))


HANDLERS = {
    collections.defaultdict: _defaultdict, collections.deque: _deque,
    collections.OrderedDict: _ordered, dict.fromkeys: _from_keys,
}  # fmt: skip
