"""Puts `with np.errstate(...)` around statements: statements with settings in, With nodes out.

The settings are those of the user's own `with` around the operations that a statement holds, in the
reverse sweep too. A loop or branch whose statements all have the same stands in it as a whole.
Statements that cannot warn (copies, `break`, items) stand where their neighbours do.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

import numpy as np

from ..ir.nodes import Op, Value
from . import syntax
from .nesting import values_read
from .plan import Copy, Do, Node
from .references import References
from .settings import Settings, first_known, settings_of


def settings_of_node(node: Node, inline: Mapping[Value, Op]) -> Settings | None:
    """The settings of what a node computes itself."""
    if isinstance(node, Copy):
        return None
    ops = [node.op] if isinstance(node, Do) else []
    ops += [inline[v] for v in values_read(node, inline) if v in inline]
    return first_known(map(settings_of, ops))


def note(statements: list, settings: Settings | None) -> None:
    """Give the statements that have none yet their settings."""
    for statement in statements:
        if not hasattr(statement, "errstate"):
            statement.errstate = settings


def put_around(body: list, references: References) -> list:
    """The statements, those with settings in `with` statements."""
    out: list = []
    waiting: list = []  # neutral statements behind the latest `with`
    current: ast.With | None = None
    settings: Settings = ()
    for statement in body:
        found = _inside(statement)
        wanted = _common(found)
        if wanted is None and current is not None:
            waiting.append(statement)
            continue
        if wanted and wanted == settings:
            current.body += [*waiting, statement]
            waiting = []
            continue
        out += waiting
        waiting, current, settings = [], None, ()
        if wanted:
            current, settings = _with(wanted, statement, references), wanted
            out.append(current)
            continue
        for field in ("body", "orelse"):
            inner = getattr(statement, field, None)
            if isinstance(inner, list) and inner:
                setattr(statement, field, put_around(inner, references))
        out.append(statement)
    return out + waiting


def _inside(statement) -> set[Settings | None]:
    """The settings of the statement and of all that stands in it."""
    found = {getattr(statement, "errstate", None)}
    for field in ("body", "orelse"):
        inner = getattr(statement, field, None)
        for each in inner if isinstance(inner, list) else ():
            found |= _inside(each)
    return found


def _common(found: set[Settings | None]) -> Settings | None:
    """What all have in common, () where they differ; None where none computes anything."""
    known = found - {None}
    return None if not known else known.pop() if len(known) == 1 else ()


def _with(settings: Settings, statement, references: References) -> ast.With:
    keywords = {name: syntax.constant(value) for name, value in settings}
    context = syntax.call(references.expression(np.errstate), **keywords)
    return ast.With([ast.withitem(context, None)], [statement], None)
