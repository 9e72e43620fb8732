"""Long lists of numbers that come in as one value: `pairs: [(0, 1), (1, 2), ...]`.

A list that is an argument is known item by item, and a loop over it is written out. Of many
numbers, or tuples and lists of numbers, that no derivative is taken of, a person would keep the
loop: such a list is one run-time list, of any length. Whatever must know its items has the
derivative made anew, with all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..ir.nodes import Value
from ..ir.types import FLOAT, INT, ListType, TupleType, Type
from .abstract import Abstract, Conflict, Identity, Ref
from .signature import Spec, Struct

#: lists of fewer items, or fewer numbers, are written out
ITEMS, NUMBERS = 5, 9


def has_whole_lists(specs: Sequence[Spec], positions: Collection[int]) -> bool:
    """True where an argument at one of the positions is, or holds, such a list."""
    return any(_holds(spec) for k, spec in enumerate(specs) if k in positions)


def _holds(spec: Spec) -> bool:
    inside = isinstance(spec, Struct) and any(map(_holds, spec.items))
    return inside or whole_list(spec) is not None


def whole_list(spec: Spec) -> ListType | None:
    """The type of the list as one value, if it may be one."""
    if not isinstance(spec, Struct) or spec.cls is not list or len(spec.items) < ITEMS:
        return None
    return _item_type(spec) if _count(spec) >= NUMBERS else None


def _item_type(spec: Spec) -> Type | None:
    if spec in (INT, FLOAT):
        return spec
    if not isinstance(spec, Struct) or spec.cls not in (tuple, list):
        return None
    items = tuple(map(_item_type, spec.items))
    if not items or None in items:
        return None
    if spec.cls is tuple:
        return TupleType(items)
    return ListType(items[0]) if len(set(items)) == 1 else None


def _count(spec: Spec) -> int:
    return sum(map(_count, spec.items)) if isinstance(spec, Struct) else 1


def entered(cx, type_: ListType, name: str, span) -> tuple[Abstract, Value]:
    """The list as an argument, and the value that it is. What is written into it stays inside the
    function, and so it cannot be the caller's list."""
    value, identity = Value(name, type_, span), Identity("list", name)
    identity.readonly = Conflict(
        f"'{name}' is written into", "write into a copy of it: list(...)", (value,)
    )
    cx.state.enter(identity, value)
    cx.entered_whole_list = True
    cx.join_lists(type_)  # the caller may have put one row in two places
    return Ref(identity), value
