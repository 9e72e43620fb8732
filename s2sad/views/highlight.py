"""Python source as lines of HTML, with a class for each kind of token.

The classes are `kw`, `str`, `num`, `com`, `def` (a name that is being defined) and `bi` (a
builtin). What surprises: source that does not tokenize is not refused; what comes after the
mistake is left plain.
"""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
from collections.abc import Iterator
from html import escape

_KINDS = {tokenize.STRING: "str", tokenize.NUMBER: "num", tokenize.COMMENT: "com"}
_BUILTINS = frozenset(dir(builtins))
_MISTAKES = (tokenize.TokenError, SyntaxError)


def highlighted(source: str) -> list[str]:
    """One string of HTML for each line."""
    lines = source.replace("\r\n", "\n").removesuffix("\n").split("\n")
    spans: list[list[tuple[int, int, str]]] = [[] for _ in lines]
    for kind, start, end in _marks("\n".join(lines) + "\n"):
        for row in range(start[0], end[0] + 1):
            first = start[1] if row == start[0] else 0
            last = end[1] if row == end[0] else len(lines[row - 1])
            spans[row - 1].append((first, last, kind))
    return [_line(line, marks) for line, marks in zip(lines, spans)]


def _marks(source: str) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """What has a class, with its start and end (row from 1, column from 0)."""
    before = ""
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            kind = _kind(token, before)
            if kind:
                yield kind, token.start, token.end
            before = token.string
    except _MISTAKES:
        return


def _kind(token: tokenize.TokenInfo, before: str) -> str:
    # from Python 3.12 on the parts of an f-string are tokens of their own
    if tokenize.tok_name[token.type].startswith("FSTRING"):
        return "str"
    if token.type != tokenize.NAME:
        return _KINDS.get(token.type, "")
    if keyword.iskeyword(token.string):
        return "kw"
    if before in ("def", "class"):
        return "def"
    return "bi" if token.string in _BUILTINS and before != "." else ""


def _line(line: str, marks: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, kind in marks:
        start = max(start, at)  # in an f-string Python 3.12 counts `{{` as one character
        if start >= end:
            continue
        parts.append(escape(line[at:start]))
        parts.append(f'<span class="{kind}">{escape(line[start:end])}</span>')
        at = end
    return "".join([*parts, escape(line[at:])])
