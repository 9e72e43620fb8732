"""What is assumed of a loop before its body is run: the forms of what it carries."""

from __future__ import annotations

import operator
from dataclasses import dataclass, field

from ..ir.nodes import Call, For, While
from ..ir.traverse import walk
from .abstract import Abstract, Array, Blur, Identity
from .carried import Place
from .join import Form, Parts, Same, Thing, Torn, form_of, join_forms, parts_of
from .layout import Order


@dataclass(slots=True)
class LoopForm:
    """What is assumed of a loop: the forms of its carries and of the things it writes into."""

    carries: list[Form]
    heap: dict[Identity, Form]
    unknown: dict[Identity, Blur]
    #: places of what is carried (see carried.py) whose things may share memory
    links: set[frozenset[Place]]
    indexed: bool = False
    #: lists of which an iteration moves or replaces whole items (see Context.inner_list)
    moved: set[Identity] = field(default_factory=set)
    #: (place, thing of before the loop) that an iteration may leave sharing memory
    outer: set[tuple[Place, Identity]] = field(default_factory=set)
    #: places of what lists of unknown length may hold when the next iteration starts
    listed: set[Place] = field(default_factory=set)
    #: what the text alone, or an earlier visit, says is written into: this one may not do so
    guessed: frozenset[Identity] = frozenset()
    #: of which arguments it depends that a carried array is in C order, by its place among all that
    #: is carried, where an iteration has changed that (see layout.py)
    orders: dict[int, Order] = field(default_factory=dict)
    #: where arrays of before the loop get to, by the places where they start (see moves.py)
    moved_to: dict[tuple[Place, ...], tuple[Place, ...] | None] = field(default_factory=dict)


def first_forms(cx, op: For | While, carries: list[Abstract]) -> LoopForm:
    """What is assumed at first: that arrays stay the same ones, since in-place work keeps them, and
    that those are written into whose entries the text of the body assigns."""
    first = [Same() if isinstance(c, Array) else form_of(cx, c) for c in carries]
    known = dict(zip(op.body.args[-len(carries) :], carries)) if carries else {}
    calls = [inner for inner in walk(op.body) if type(inner) is Call]
    stores = [call.args[0] for call in calls if call.callee is operator.setitem]
    arrays = [known.get(array) or cx.env.get(array) for array in stores]
    written = {array.storage for array in arrays if isinstance(array, Array)}
    heap = {i: form_of(cx, now) for i, now in cx.state.heap.items() if i in written}
    return LoopForm(first, heap, {}, set(), guessed=frozenset(written))


def renewed(cx, form: Form, now: Form, value) -> Form:
    """The form of an earlier visit of a loop, widened to that of what comes in now."""
    if isinstance(form, Same) or form == now:
        return form
    match form, now:
        case Parts(items=x), Parts(items=y) if len(x) == len(y):
            values = parts_of(value) or (None,) * len(x)
            return Parts(tuple(renewed(cx, *part) for part in zip(x, y, values)), now.like)
        case Thing(kind=kind, content=x), Thing(content=y) if kind == now.kind:
            return Thing(kind, renewed(cx, x, y, None))
    if type(now) is not type(form) or isinstance(form, Torn):
        return now
    wide = join_forms(cx, form, now, value, value)
    return now if isinstance(wide, Torn) else wide
