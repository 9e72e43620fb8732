"""Puts comments above statements: statements with notes in, statements and Comment nodes out.

A note is the comment that a statement belongs under, or None; a run of statements with one note
shows it once. Statements without a note (copies) are part of whatever run they stand in. A comment
that would only repeat the line below it is left out.
"""

from __future__ import annotations

import gast

from . import syntax
from .printer import first_line


def mark(statements: list, span, note: str | None) -> list:
    """Give the statements that have none yet their place in the user's source and their note."""
    for statement in statements:
        if not hasattr(statement, "note"):
            statement.span, statement.note = span, note
    return statements


def insert_comments(body: list) -> list:
    return _Inserter().block(body)


class _Inserter:
    def __init__(self):
        self.current: str | None = None

    def block(self, body: list) -> list:
        out = []
        for statement in body:
            note = getattr(statement, "note", self.current)
            if note is not None and note != self.current and _head(statement) != note:
                out.append(syntax.Comment(note))
            self.current = note
            for field in ("body", "orelse"):
                inner = getattr(statement, field, None)
                if isinstance(inner, list):
                    setattr(statement, field, self.block(inner))
            out.append(statement)
        return out


def _head(statement) -> str:
    """The first line of the statement."""
    match statement:
        case gast.For():
            statement = gast.For(statement.target, statement.iter, [gast.Pass()], [], None)
        case gast.While():
            statement = gast.While(statement.test, [gast.Pass()], [])
        case gast.If():
            statement = gast.If(statement.test, [gast.Pass()], [])
    return first_line(statement)
