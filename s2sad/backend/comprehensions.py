"""Lists that a loop only fills, as comprehensions.

Before: `x = []; for i in range(n): x.append(f(i))`. After: `x = [f(i) for i in range(n)]`. What
surprises: the loop's variables are not to be had after a comprehension. They are not needed there
either, since the list is all that the loop carries.
"""

from __future__ import annotations

import ast

from . import syntax
from .references import reads
from .settings import Settings

#: how many statements may stand between the making of a list and the loop that fills it
_NEAR = 6


def comprehended(out: list, loop: list, settings: Settings | None) -> list:
    """The statements of a loop that carries a list alone: one assignment where it only appends to
    the list that a statement of `out` has made, which is taken out there; else as they came. What
    is looped over stands under `settings` of np.errstate."""
    match loop:
        case [ast.For(target=target, iter=iterable, body=[ast.Expr(value=appended)])]:
            name, item = _append(appended)
            position = None if name is None else _made_empty(out, name)
            if position is None or name in reads(item) | reads(iterable) or not _is_noted(loop[0]):
                return loop
            inside = getattr(loop[0].body[0], "errstate", None)
            if settings is not None and inside not in (None, settings):
                return loop
            made = out.pop(position)
            generator = ast.comprehension(target, iterable, [], 0)
            filled = syntax.assign(made.targets[0], ast.ListComp(item, [generator]))
            if inside is not None:
                filled.errstate = inside
            return [filled]
    return loop


def _append(call):
    """The name of the list and the item of `name.append(item)`."""
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[item]):
            return name, item
    return None, None


def _made_empty(out: list, name: str) -> int | None:
    """Where `name = []` stands, if nothing after it mentions the name."""
    for position in reversed(range(max(0, len(out) - _NEAR), len(out))):
        match out[position]:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.List(elts=[])):
                if found == name:
                    return position
        if name in reads(out[position]):
            return None
    return None


def _is_noted(loop: ast.For) -> bool:
    """True where no comment is lost with the body's own."""
    note = getattr(loop, "note", None)
    return getattr(loop.body[0], "note", note) in (None, note)
