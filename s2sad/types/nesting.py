"""Which tuples in what a function returns are to be records: no structure covers them."""

from __future__ import annotations

from ..ir.nodes import Function
from .abstract import Items, Tuple
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
