"""Puts comments above statements: statements with notes in, statements and Comment nodes out.

A note is the comment that a statement belongs under, or None; a run of statements with one note
shows it once. Statements without a note (copies) are part of whatever run they stand in.
"""

from __future__ import annotations

import ast

from . import syntax

#: the fields of statements that hold statements
_BLOCKS = {
    ast.For: ("body", "orelse"), ast.While: ("body", "orelse"), ast.If: ("body", "orelse"),
    ast.With: ("body",),
}  # fmt: skip


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
            if note is not None and note != self.current:
                out.append(syntax.Comment(note))
            self.current = note
            for field in _BLOCKS.get(type(statement), ()):
                setattr(statement, field, self.block(getattr(statement, field)))
            out.append(statement)
        return out
