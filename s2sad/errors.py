"""Every error that s2sad raises.

An error about user code carries a `Span`: its text names file and line, shows the line with the
culprit marked, says in one sentence what is wrong and, where there is one, what to write instead.
"""

from __future__ import annotations

import functools
import os

from .source import Span


class Error(Exception):
    """Base of all errors of s2sad.

    `span` points at the user's code (or is None); `advice` says what to write instead.
    """

    def __init__(self, message: str, span: Span | None = None, advice: str = ""):
        self.message = message
        self.span = span
        self.advice = advice
        super().__init__(self._text())

    def _text(self) -> str:
        parts = []
        if self.span is not None:
            where = f", in {self.span.function}" if self.span.function else ""
            parts.append(f'File "{self.span.file}", line {self.span.line}{where}')
            marked = self.span.marked()
            if marked:
                parts.append(marked)
        parts.append(self.message)
        if self.advice:
            parts.append(f"Instead: {self.advice}")
        return "\n".join(parts)

    def leave_library(self, call: Span) -> None:
        """What is wrong in a library that is read as Python is told where the user calls it."""
        if self.span is not None and self.span.is_librarys:
            place = f"{os.path.basename(self.span.file)}, line {self.span.line}"
            self.message = f"{self.message.rstrip('.')} (in {place}, called from here)"
            self.span = call
            self.args = (self._text(),)

    def __reduce__(self):
        return type(self), (self.message, self.span, self.advice)


class UnsupportedError(Error):
    """A construct or a call that cannot be differentiated."""


def always_raises(cls: type | None, message: str, span: Span | None) -> UnsupportedError:
    """The refusal of a function that always raises an error of a class: who catches that catches
    the refusal too."""
    return (UnsupportedError if cls is None else _refusal_of_class(cls))(message, span)


@functools.lru_cache(maxsize=64)
def _refusal_of_class(cls: type) -> type[UnsupportedError]:
    if not issubclass(cls, Exception) or issubclass(cls, (Error, StopIteration)):
        return UnsupportedError
    own = {
        "__module__": __name__, "__doc__": UnsupportedError.__doc__, "__str__": Error._text,
        "__reduce__": lambda self: (always_raises, (cls, self.message, self.span)),
    }  # fmt: skip
    try:
        both = type("UnsupportedError", (UnsupportedError, cls), own)
        both("")
    except TypeError:  # a class that is made in a way of its own
        return UnsupportedError
    return both


class SettingError(Error, ValueError):
    """A setting, or an option of a call, has a value that it cannot have."""


class NonScalarOutputError(Error, TypeError):
    """A gradient was asked of a function whose result is not one real number.

    `axes` are those of a result that is an array: by some lengths it may have one entry.
    """

    axes: tuple = ()


class InactiveArgumentError(Error, TypeError):
    """A derivative was asked with respect to an argument without a floating-point leaf."""


class SourceNotFoundError(Error):
    """The source of a function cannot be found, or no longer matches the function."""


class GradientCheckError(Error, AssertionError):
    """A derivative disagrees with numerical differentiation."""


class CacheError(Error):
    """The cache folder cannot be trusted or the cache command was misused."""


class InternalError(Error):
    """The compiler broke one of its own invariants; always a bug of s2sad."""
