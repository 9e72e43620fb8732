"""Which tuples in what a function returns are to be records, and which lists of unknown length: no
structure covers them."""

from __future__ import annotations

from ..ir.nodes import Function
from .abstract import Abstract, Items, Ref, Tuple
from .context import Context
from .failure import Again

Place = tuple[int, ...]


def nest(cx: Context, *values) -> None:
    """No type covers these values: where a call returned one, a tuple, it must be a record, and
    all is run again."""
    for value in values:
        match value:
            case Tuple() if value in cx.returned:
                function, place = cx.returned[value]
                make_records(cx, function, {place})
            case Tuple(items=items) | Items(values=items):
                nest(cx, *items)


def make_records(cx: Context, function: Function, places: set[Place]) -> None:
    """Run all again with records in these places of what the function returns."""
    known = cx.directives.records.setdefault(function, set())
    if not places <= known:
        known |= places
        raise Again


def make_growing(cx: Context, function: Function, place: Place) -> None:
    """Run all again with a list of unknown length in this place of what the function returns."""
    known = cx.directives.grown.setdefault(function, set())
    if place not in known:
        known.add(place)
        raise Again


def grown(cx: Context, value: Abstract, places: set[Place], place: Place = ()) -> None:
    """Make the lists in these places of a result lists of unknown length."""
    if isinstance(value, Tuple):
        for k, item in enumerate(value.items):
            grown(cx, item, places, (*place, k))
    elif place in places and isinstance(value, Ref) and value.identity.kind == "list":
        content, type_ = cx.content(value), cx.list_type(value)
        if isinstance(content, Items) and type_ is not None:
            cx.made_growing(value, content.values, type_)
