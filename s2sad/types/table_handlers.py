"""What the functions of `definitions/tables.py` ask of the compiler."""

from __future__ import annotations

import operator

from ..definitions import members, tables
from ..ir import places
from ..ir.types import BOOL, INT, NONE, ListType
from .abstract import Abstract, Ref, Static, Tuple
from .failure import Again
from .tables import PLACES, become_members, in_any_order, is_table, known_set

TYPES = {
    places.new_places: PLACES, places.place_of: INT, places.place_for: INT, places.has_place: BOOL,
    places.count_of: INT, places.drop_place: NONE, places.places_left: ListType(INT),
    places.first_place: INT,
}  # fmt: skip
MISSING_RAISES = (places.place_of, places.drop_place)


def _of_places(callee):
    def handler(cx, args, kwargs) -> Abstract:
        if cx.attempts and callee in MISSING_RAISES:
            _check_place(cx, args)
        operands = map(cx.operand, args)
        name = "places" if callee is places.new_places else ""
        return cx.wrap(cx.emit(callee, *operands, name=name, type=TYPES[callee], effect=True))

    return handler


def _check_place(cx, args) -> None:
    """In the body of a `try` statement a key that is missing raises where the program does."""
    is_there = cx.truth(HANDLERS[places.has_place](cx, args, {}))
    cx.either(is_there, lambda: [], lambda: cx.raises(KeyError()), [], cx.span)


def _put(cx, args, kwargs) -> Abstract:
    """An item takes the place of another one in the list, or its end: the list holds it once."""
    held, place, item = args
    identity = held.identity
    _check_kind(cx, held, item)
    is_old = cx.truth(cx.binary(operator.lt, place, cx.call(Static(len), [held], {})))

    def replace() -> list[Abstract]:
        cx.set_item(held, place, item)
        once.append(identity.repeated)
        return []

    def append() -> list[Abstract]:
        cx.append(held, item)
        if once:
            identity.repeated = once[0]
        return []

    once: list[bool] = []
    if isinstance(is_old, bool):
        replace() if is_old else append()
    else:
        cx.either(is_old, replace, append, [], cx.span)
    return Static(None)


def _hold(cx, args, kwargs) -> Abstract:
    held, item = args
    _check_kind(cx, held, item)
    cx.append(held, item)
    return Static(None)


def _check_kind(cx, held: Ref, item: Abstract) -> None:
    if cx.list_type(held, cx.new_list((item,))) is None:
        cx.refuse(
            "a dict whose keys only the run decides would hold items of different kinds, or dicts "
            "or objects",
            "keep numbers, arrays, lists or tuples of one kind in it",
        )


def _key_for(cx, args, kwargs) -> Abstract:
    owner, item = args
    return Static(cx.key_of(item, "an item of a set", owner=owner))


def _note_name(cx, args, kwargs) -> Abstract:
    names, key = args
    if not cx.is_text(key):
        cx.append(names, key)
    elif not cx.directives.text_keys:
        cx.directives.text_keys = True
        raise Again
    return Static(None)


def _known_names(cx, args, kwargs) -> Abstract:
    if cx.directives.text_keys:
        cx.refuse(
            "the keys of a dict are taken that only the run decides, and some are texts",
            "go through a list of the keys that there may be, and ask which are in the dict",
        )
    return args[0]


def _view_of(cx, args, kwargs) -> Abstract:
    table, items = args
    return cx.view_while(items, cx.reachable([table]))


def _listed(cx, args, kwargs) -> Abstract:
    items = known_set(cx, in_any_order(cx, args[0]))
    if isinstance(items, Static) and isinstance(items.value, set | frozenset):
        return Tuple(tuple(map(Static, sorted(items.value, key=repr))))
    return items


def _known_items(cx, args, kwargs) -> Abstract:
    owner, items = args
    become_members(cx, owner, items)
    return _listed(cx, [items], {})


def _pairs_of(cx, args, kwargs) -> Abstract:
    source = args[0]
    if isinstance(source, Static) and isinstance(source.value, dict):
        return Tuple(tuple(Tuple((Static(k), Static(v))) for k, v in source.value.items()))
    if is_table(cx, source) or isinstance(source, Ref) and source.identity.kind == "dict":
        return cx.call(cx.get_attribute(source, "items"), [], {})
    return source


def _in_set_order(cx, args, kwargs) -> Abstract:
    cx.refuse(
        "the order of a set differs between runs of the program", "go through sorted(...) of it"
    )


HANDLERS = {
    **{callee: _of_places(callee) for callee in TYPES},
    tables.pairs_of: _pairs_of, members.known_items: _known_items, members.key_for: _key_for,
    tables.note_name: _note_name, tables.known_names: _known_names,
    tables.put: _put, tables.hold: _hold, tables.view_of: _view_of, members.listed: _listed,
    members.in_set_order: _in_set_order,
}  # fmt: skip
