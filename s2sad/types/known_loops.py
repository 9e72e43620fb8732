"""Loops over items that are known: which of them stay loops, and which are written out.

The items of a literal, a table outside of the function or a list that a comprehension has made are
known when the code is generated. Where they are few, or of different kinds, the loop over them is
written out: each item has code of its own. A table of numbers a person would keep: the loop runs
over one list of its items. Nothing is lost by that. Where the body must know an item (as a text,
an exponent, a number of axes), the loop is a culprit like one over a range, and the next run
writes it out (see demands.py).
"""

from __future__ import annotations

import functools
import types
from contextlib import contextmanager

from ..ir import prims
from ..ir.nodes import Block, Call, For, While
from ..ir.traverse import blocks_of
from ..ir.types import ArrayType, Dim, ListType, ScalarType, TupleType, Type
from .abstract import Abstract, Array, Closure, Enumerate, Items, Ref, Reversed, Static, Tuple, Zip
from .given import parts_given

#: a loop stays one where it would be written out to so many lines, ...
LINES = 8
#: ... from so many items of a table outside of the function on, and from so many in another loop
ITEMS, INNER_ITEMS = 5, 3
#: so many lines pay for putting computed items together, and their cotangents apart
APART = 3
#: how often a loop in the body of another is supposed to run
INNER = 3
LIBRARIES = ("numpy", "scipy")


def of(cx, op: For, iterable: Abstract) -> Abstract | None:
    """What the loop over known items is to run over, as a loop; None where it is written out."""
    if cx.fixed_span is not None or op in cx.directives.unroll or not cx.directives.rolled:
        return None
    columns = _columns(cx, iterable)
    if not columns:
        return None
    known = [column for column in columns if column is not None]
    if not known or not all(known):
        return None
    if len(known) == len(columns) and _is_short(cx, op, iterable, min(map(len, known))):
        return None
    if not all(is_uniform(cx, column) for column in known):
        return None
    cx.directives.loops.add(op)
    return iterable


def _is_short(cx, op: For, iterable: Abstract, count: int) -> bool:
    """True where a person would write out what is done with so many items."""
    lines, made = _lines(cx, op.body), _not_constant(cx, iterable)
    if count < 2 or (lines < APART and not all(map(cx.as_whole, made))):
        return True
    enough = INNER_ITEMS if cx.known_loops else ITEMS if made else LINES
    return count < enough and count * lines < LINES


def _not_constant(cx, iterable: Abstract) -> list[Abstract]:
    """The sequences that are gone through with items that are no constants."""
    match iterable:
        case Tuple() | Ref():
            known = _columns(cx, iterable)[0]
            return [] if known is None or all(map(_is_constant, known)) else [iterable]
        case Enumerate(inner=inner) | Reversed(inner=inner):
            return _not_constant(cx, inner)
        case Zip(items=items):
            return [made for item in items for made in _not_constant(cx, item)]
    return []


def _is_constant(item: Abstract) -> bool:
    if isinstance(item, Tuple):
        return all(map(_is_constant, parts_given(item)))
    return type(item) is Static


@contextmanager
def inside(cx, known: bool):
    """A loop over known items is open."""
    cx.known_loops += known
    try:
        yield
    finally:
        cx.known_loops -= known


def are_even(cx, iterable: Zip) -> bool:
    """True where all that is gone through together has known items, of one number, which the code
    may then rely on."""
    found = [_columns(cx, item) for item in iterable.items]
    if not all(column and len(column) == 1 and column[0] is not None for column in found):
        return False
    if len({len(column) for (column,) in found}) != 1 or len(found) < 2:
        return False
    for item in iterable.items:
        cx.items_of(item)  # a look at how many there are
    return True


def _columns(cx, iterable: Abstract) -> list[tuple[Abstract, ...] | None] | None:
    """The sequences of known items that are gone through, without a look at how many there are,
    and None for each of which the run decides the length; None where one is something else."""
    match iterable:
        case Tuple() if iterable.cls is tuple:
            return [parts_given(iterable)]
        case Static(value=tuple() | list() as items):
            return [tuple(map(Static, items))]
        case Ref(identity=identity) if identity.kind == "list":
            content = cx.content(iterable)
            return [parts_given(content) if isinstance(content, Items) else None]
        case Array():
            length = cx.type_of(iterable).shape[:1]
            return [None] if length and isinstance(length[0], Dim) else None
        case Enumerate(inner=inner) | Reversed(inner=inner):
            return _columns(cx, inner)
        case Zip(items=items):
            found = [_columns(cx, item) for item in items]
            return None if None in found else [column for part in found for column in part]
    return None


def are_one_list(cx, items: tuple[Abstract, ...]) -> bool:
    """True for so many items of one kind that the run takes them out of a list."""
    return len(items) >= ITEMS and is_uniform(cx, items)


def is_uniform(cx, items: tuple[Abstract, ...]) -> bool:
    """True for items that one list holds as they are: all numbers, arrays of one shape, or tuples
    and lists of such."""
    kinds = [cx.item_type(item) for item in items]
    return None not in kinds and functools.reduce(_both, kinds) is not None


def _both(a: Type | None, b: Type | None) -> Type | None:
    """The type that values of both types have; None where one of them would be another."""
    match a, b:
        case ScalarType(python=True), ScalarType(python=True):
            if "bool" in (a.dtype, b.dtype):
                return a if a == b else None
            return a if a.dtype >= b.dtype else b
        case TupleType(items=x), TupleType(items=y) if len(x) == len(y) and a.cls is b.cls:
            items = tuple(map(_both, x, y))
            return None if None in items else TupleType(items, a.cls)
        case ListType(item=x), ListType(item=y):
            if x is None or y is None:
                return a if y is None else b
            item = _both(x, y)
            return None if item is None else ListType(item)
        case (ScalarType() | ArrayType()), _:
            return a if a == b else None
    return None


def _lines(cx, block: Block) -> int:
    """How many lines of the user's a block has, those of loops in it more than once, and those of
    the functions that it calls."""
    lines, inside = set(), 0
    for op in block.ops:
        if op.span is not None:
            lines.add((op.span.file, op.span.line))
        if type(op) is Call:
            inside += _lines_of_function(cx, op)
        for inner in blocks_of(op):
            inside += _lines(cx, inner) * (INNER if isinstance(op, For | While) else 1)
    return len(lines) + inside


def _lines_of_function(cx, op: Call) -> int:
    """Those of the body of a function that the operation names."""
    known = cx.env.get(op.args[0]) if op.callee is prims.call else None
    if op.callee is prims.load_global:
        known = cx.frames[-1].globals.get(op.args[0].value)
    match known:
        case Closure(function=function):
            return _lines(cx, function.body) - 1
        case Static(value=types.FunctionType() as f) | (types.FunctionType() as f):
            lines = {line for *_, line in f.__code__.co_lines() if line is not None}
            return 0 if (f.__module__ or "").startswith(LIBRARIES) else max(0, len(lines) - 2)
    return 0
