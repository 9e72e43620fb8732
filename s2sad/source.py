"""Positions in the user's source: every operation, and every error, points at one."""

from __future__ import annotations

import linecache
import os
import unicodedata
from dataclasses import dataclass, replace

#: begins the file name of a function that only stands for another one, which has no source
STAND_IN = "<s2sad call of "
#: where the functions are that are read in the place of a library's
_OURS = tuple(
    os.path.join(os.path.dirname(__file__), folder, "") for folder in ("definitions", "types")
)
_STANDARD = (os.path.join(os.path.dirname(os.__file__), ""), "<frozen ")
_INSTALLED = tuple(os.path.join("", folder, "") for folder in ("site-packages", "dist-packages"))


@dataclass(slots=True, unsafe_hash=True)
class Span:
    """A stretch of source text; lines count from 1, columns from 0, the end column is exclusive.

    Nobody assigns to one, as with the nodes of the IR: there are as many.
    """

    file: str
    line: int
    column: int = 0
    end_line: int | None = None
    end_column: int | None = None
    function: str = ""
    adjoint: bool = False  # the operation belongs to the reverse sweep of this line
    tangent: bool = False  # or it is the tangent's part of this line
    errstate: tuple[tuple[str, str], ...] = ()  # settings of np.errstate around the operation

    def in_reverse(self) -> Span:
        """The span of what the reverse sweep does for this one."""
        if self.adjoint:
            return self
        return Span(self.file, self.line, self.column, self.end_line, self.end_column,
                    self.function, True, self.tangent, self.errstate)  # fmt: skip

    def in_tangent(self) -> Span:
        """The span of what is done to the tangents of this one."""
        return self if self.adjoint or self.tangent else replace(self, tangent=True)

    @property
    def is_primal(self) -> bool:
        """True for what the program itself computes, and no derivative of it."""
        return not self.adjoint and not self.tangent

    @property
    def is_users(self) -> bool:
        """False in a function that only stands for another one."""
        return not self.file.startswith(STAND_IN)

    @property
    def is_ours(self) -> bool:
        """True in a function that is read in the place of a library's."""
        return self.file.startswith(_OURS)

    @property
    def is_librarys(self) -> bool:
        """True in Python's library, and in what is installed."""
        return self.file.startswith(_STANDARD) or any(name in self.file for name in _INSTALLED)

    def text(self) -> str:
        """The first line of the span, without its line end; empty where it is not readable."""
        return linecache.getline(self.file, self.line).rstrip("\n")

    def marked(self) -> str:
        """The line with the culprit underlined, as Python's own tracebacks show it."""
        line = self.text()
        if not line.strip():
            return ""
        same_line = self.end_line in (None, self.line)
        end = self.end_column if same_line and self.end_column is not None else len(line)
        # ast columns count UTF-8 bytes; the marker is placed by characters
        encoded = line.encode()
        start = len(encoded[: self.column].decode(errors="replace"))
        stop = max(start + 1, len(encoded[:end].decode(errors="replace")))
        indent = len(line) - len(line.lstrip())
        before = "".join(c if c == "\t" else " " * _columns(c) for c in line[indent:start])
        marks = "^" * max(1, sum(map(_columns, line[start:stop])))
        return f"    {line.strip()}\n    {before}{marks}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def _columns(character: str) -> int:
    """How many columns of a terminal a character takes."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
