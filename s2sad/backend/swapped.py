"""Two entries that change places by a third name do so in one line: `x[i], x[j] = x[j], x[i]`."""

from __future__ import annotations

import ast

from . import syntax
from .comments import mark
from .sametree import plainly_same


def swapped_there(out: list, statements: list) -> list:
    """The statements, of which the first, `x[j] = t`, is the only reader of `t`: where `out` ends
    with `t = x[i]` and `x[i] = x[j]` it says all of that."""
    (place, one), (first, other), (second, name) = map(_assigned, (*out[-2:], statements[0]))
    parts = (one, first, other, second)
    if not isinstance(place, ast.Name) or not _is_same(place, name):
        return statements
    if not all(isinstance(part, ast.Subscript) for part in parts):
        return statements
    if not _is_same(one, first) or not _is_same(other, second) or len(statements) != 1:
        return statements
    places, values = ast.Tuple([first, second], ast.Store()), ast.Tuple([other, one], ast.Load())
    swap = syntax.assign(places, values)
    if hasattr(out[-2], "note"):
        mark([swap], out[-2].span, out[-2].note)
    del out[-2:]
    return [swap]


def _assigned(statement: ast.stmt) -> tuple:
    """Where an assignment goes to, and what is assigned."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        return statement.targets[0], statement.value
    return None, None


def _is_same(one: ast.expr | None, other: ast.expr | None) -> bool:
    return one is not None and other is not None and plainly_same(one, other)
