"""Breaks long lines: a document (nested pieces of text) in, text of at most 100 columns out.

A document is a string, a `Row` of documents, a `Group` (items in brackets), a `Chain` (operands
with operators between them) or a text of several `Words`. Lines break inside brackets only, as
Black does it: first the widest bracket opens onto lines of its own, then its items get a line each
and a trailing comma. What surprises: a line that has no bracket to open stays too long; the caller
wraps it in parentheses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Union

from .strings import string_literal

WIDTH = 100
INDENT = 4


@dataclass(slots=True)
class Row:
    """Documents one after the other."""

    parts: list[Doc]


@dataclass(slots=True)
class Group:
    """Items between brackets; `comma`: a trailing comma may follow, `single`: one must.

    Empty brackets stand for parentheses that are only printed when the line breaks.
    """

    open: str
    items: list[Doc]
    close: str
    comma: bool = True
    single: bool = False


@dataclass(slots=True)
class Chain:
    """`parts[0] seps[0] parts[1] …`; inside brackets each operator may begin a line."""

    parts: list[Doc]
    seps: list[str]


@dataclass(slots=True)
class Words:
    """A string; inside brackets several literals, each on its line, where one is too long."""

    text: str


Doc = Union[str, Row, Group, Chain, Words]


def flat(doc: Doc) -> str:
    """The document on one line."""
    match doc:
        case str():
            return doc
        case Row(parts):
            return "".join(map(flat, parts))
        case Words(text):
            return string_literal(text)
        case Group(open, items, close, comma, single):
            return grouped(open, map(flat, items), close, comma, single)
        case Chain(parts, seps):
            return chained([flat(part) for part in parts], seps)


def grouped(
    open: str, items: Iterable[str], close: str, comma: bool = True, single: bool = False
) -> str:
    """A group on one line."""
    return f"{open}{', '.join(items)}{',' if single else ''}{close}"


def chained(parts: list[str], seps: list[str]) -> str:
    """A chain on one line."""
    text = parts[0]
    for sep, part in zip(seps, parts[1:]):
        text += sep + part
    return text


def layout(doc: Doc, indent: int, column: int, tail: int, inside: bool = False) -> str:
    """The document from `column` on, with `tail` columns kept free after it.

    `inside`: the text stands in brackets, so that a line may also break at an operator.
    """
    text = flat(doc)
    if isinstance(doc, str) or column + len(text) + tail <= WIDTH:
        return text
    match doc:
        case Group():
            return _open(doc, indent) if doc.items else text
        case Words(words):
            return _literals(words, indent, tail) if inside else text
        case Chain(parts, seps) if inside:
            return _rows(parts, seps, indent, column, tail)
        case Chain(parts, seps):
            row = [parts[0]]
            for sep, part in zip(seps, parts[1:]):
                row += (sep, part)
            return _widest(row, indent, column, tail, inside)
        case Row(parts):
            return _widest(parts, indent, column, tail, inside)


def breakable(doc: Doc) -> bool:
    """True where a bracket of the document can be opened onto several lines."""
    match doc:
        case Group(items=items):
            return bool(items)
        case Row(parts) | Chain(parts):
            return any(map(breakable, parts))
        case _:
            return False


def _open(group: Group, indent: int) -> str:
    inner = indent + INDENT
    open, close = (group.open, group.close) if group.open else ("(", ")")
    margin = "\n" + " " * inner
    comma = "," if group.single else ""
    one_line = ", ".join(map(flat, group.items)) + comma
    if inner + len(one_line) <= WIDTH:
        body = margin + one_line
    else:
        comma = "," if group.comma or group.single else ""
        if len(group.items) == 1 and type(group.items[0]) is Words:
            comma = ""
        items = [layout(item, inner, inner, 1, inside=True) for item in group.items]
        body = margin + ("," + margin).join(items) + comma
    return f"{open}{body}\n{' ' * indent}{close}"


def _literals(text: str, indent: int, tail: int) -> str:
    """The text cut at spaces."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = line + word + " "
        if line and indent + len(string_literal(longer)) + tail > WIDTH:
            lines.append(line)
            longer = word + " "
        line = longer
    lines.append(line[:-1])
    return ("\n" + " " * indent).join(map(string_literal, lines))


def _rows(parts: list[Doc], seps: list[str], indent: int, column: int, tail: int) -> str:
    """Each operand on a line of its own, behind its operator."""
    text = layout(parts[0], indent, column, 0, inside=True)
    for k, (sep, part) in enumerate(zip(seps, parts[1:]), start=2):
        sep = sep.lstrip()
        space = tail if k == len(parts) else 0
        text += "\n" + " " * indent + sep
        text += layout(part, indent, indent + len(sep), space, inside=True)
    return text


def _widest(parts: list[Doc], indent: int, column: int, tail: int, inside: bool) -> str:
    """Break the widest part that can be broken, and go on with what follows it."""
    widths = [len(flat(part)) if breakable(part) else -1 for part in parts]
    widest = max(range(len(parts)), key=lambda k: (widths[k], k))
    if widths[widest] < 0:
        widest = max(range(len(parts)), key=lambda k: isinstance(parts[k], Chain))
    head = "".join(map(flat, parts[:widest]))
    rest = parts[widest + 1 :]
    after = tail + sum(len(flat(part)) for part in rest)
    text = head + layout(parts[widest], indent, column + len(head), after, inside)
    if not rest:
        return text
    last = text.rpartition("\n")[2]
    column = len(last) if "\n" in text else column + len(last)
    return text + layout(Row(rest), indent, column, tail, inside)
