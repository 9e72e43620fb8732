"""Lists that are made of None and filled later: `best = [None] * n`, then `best[k] = ...`.

Such a list has items of the type that is put in; where nothing was put in it holds None in the run
too, as in the program: whoever computes with that raises Python's own error. What a type does not
tell is whether an item is there. Where the program asks, the list is known item by item, as any
other list with None in it.
"""

from __future__ import annotations

import operator
from typing import NoReturn

from ..ir import prims
from ..ir.identity import operand_key
from ..ir.nodes import Const, Function, Pack, Value
from ..ir.inventory import inventory
from ..ir.types import NONE, ArrayType, ListType, OpaqueType, ScalarType, TupleType
from .abstract import Abstract, Array, Dyn, Items, Maybe, Ref, Static, Tuple
from .failure import Again
from .given import parts_given

#: from so many equal items on a list is written `[0.0] * n`
MANY = 5


class Unfilled(TypeError):
    """An item is read of a list into which nothing was put: where a loop is run for the first time,
    or the program computes with None."""


def is_gap(cx, item: Abstract) -> bool:
    """True for None in a list, where something else may be put in its place."""
    return type(item) is Static and item.value is None and cx.directives.gaps_allowed


def has_gaps(cx, items: tuple[Abstract, ...]) -> bool:
    """True for so many items, with None among them, that the list is one of the run."""
    return len(items) >= MANY and any(is_gap(cx, item) for item in items)


def build(cx, items: tuple[Abstract, ...], type: ListType) -> Value:
    """These items as a run-time list."""
    gaps = sum(is_gap(cx, item) for item in items)
    if gaps:
        note_gaps(cx, type)
    if gaps >= MANY and 2 * gaps > len(items):
        made = repeated(cx, (Static(None),), Const(len(items)), ListType(None))
        for k, item in enumerate(items):
            if not is_gap(cx, item):
                value = cx.item_operand(item)
                made = cx.emit(prims.list_write, made, Const(k), value, type=type)
        return made
    if len(items) >= MANY and all(map(is_constant, items)):
        if len({operand_key(Const(item.value)) for item in items}) == 1:
            return repeated(cx, items[:1], Const(len(items)), type)
    return cx.emit(prims.build_list, *map(cx.item_operand, items), type=type)


def is_constant(item: Abstract) -> bool:
    return type(item) is Static and (item.value is None or type(item.value) in (int, float))


def repeated(cx, items: tuple[Abstract, ...], count, type: ListType) -> Value:
    """`[None] * count`."""
    if any(is_gap(cx, item) for item in items):
        note_gaps(cx, type)
    return cx.emit(operator.mul, Pack(list, tuple(map(cx.operand, items))), count, type=type)


def note_gaps(cx, type: ListType) -> None:
    cx.directives.gaps = True
    if cx.attempts or not isinstance(type.item, ScalarType | ArrayType | None):
        known_again(cx)


def note_read(cx, type: ListType) -> None:
    """An item is read: where nothing was put in yet, this is not run to its end."""
    if type.item is None and cx.directives.gaps_allowed:
        cx.directives.gaps = True
        error = cx.emit(Unfilled, type=OpaqueType())
        cx.raise_value(TypeError, Dyn(error), text="an item of a list is None")
    if cx.directives.gaps and cx.attempts:  # a handler may take the error that None leads to
        known_again(cx)


def append(cx, content: Value, name: str) -> Value:
    """One more None at the end of a list."""
    note_gaps(cx, content.type)
    return cx.emit(prims.list_append, content, Const(None), type=content.type, name=name)


def ask(cx, value: Abstract) -> None:
    """The program asks whether this is None, or what it is: it may come from such a list."""
    if not cx.directives.gaps or cx.fixed_span is not None:
        return
    match value:
        case Dyn(value=number):
            known = number in cx.given or not isinstance(number.type, ScalarType)
        case Array(storage=storage):
            known = storage in cx.given
        case _:
            known = not isinstance(value, Maybe)
    if not known:
        known_again(cx)


def ask_truth(cx, value: Dyn | Array) -> None:
    """The program asks for the truth of a value, which None has too."""
    if getattr(cx.type_of(value), "dtype", "bool") != "bool":
        ask(cx, value)


def known_again(cx) -> NoReturn:
    """Run again, without such lists."""
    cx.directives.gaps_allowed = cx.directives.gaps = False
    raise Again


def check(cx, fn: Function) -> None:
    """Run again, without such lists, if the program computes with None."""
    if cx.directives.gaps and Unfilled in inventory(fn).callees:
        known_again(cx)


def tuple_type(cx, value: Tuple) -> TupleType | None:
    """The type of a tuple in which some items may be None, or empty lists, which are of any type.
    A list in what a call returned may be empty only until more is known of the call."""
    settled = value not in cx.returned
    types = tuple(
        NONE if isinstance(item, Static) and item.value is None
        else tuple_type(cx, item) if isinstance(item, Tuple)
        else ListType(None) if settled and _is_empty_list(cx, item) else cx.type_of(item)
        for item in parts_given(value)
    )  # fmt: skip
    return None if None in types else TupleType(types, value.cls)


def _is_empty_list(cx, value: Abstract) -> bool:
    known = isinstance(value, Ref) and value.identity.kind == "list" and cx.content(value)
    return isinstance(known, Items) and not known.values
