"""Generated code as something that runs: called with the user's arguments, guarded, traceable."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from typing import NamedTuple


from .backend.load import load
from .frozen import Kept, frozen, is_constant, is_told
from .names import read_name
from .rules.registry import USER
from .signatures import Facts, key_or_none

KEYWORD_ONLY, VAR_POSITIONAL = 3, 2


class Made(NamedTuple):
    """Generated code and what it was made for. `lines` maps its lines to (file, line, function) of
    the user's, `kinds` are those of the user's parameters; `reads` are (key, holder, value) of the
    constants that were read, `hidden` (parameter, key, holder) of the captured values that the
    code takes besides, `shown` (key, holder, text) of the defaults that stand in the text; `facts`
    decide it beyond the types, `version` is that of the user's rules."""

    source: str
    name: str
    lines: dict[int, tuple[str, int, str]]
    reads: Sequence[tuple]
    hidden: Sequence[tuple]
    shown: Sequence[tuple]
    kinds: Sequence[int]
    facts: Facts
    version: int


class Compiled:
    """Loaded code for one signature, see `Made`. `run` is the generated function; `call` takes
    one value for each parameter of the user's function, then tangents or a cotangent. `entry`: the
    way in that was made for later calls."""

    __slots__ = ("run", "call", "reads", "hidden", "shown", "types", "source", "name", "lines",
                 "file", "facts", "version", "entry")  # fmt: skip

    def __init__(self, made: Made):
        digest = hashlib.sha256(made.source.encode()).hexdigest()[:16]
        self.file = f"<s2sad {made.name} {digest}>"
        self.source, self.name, self.lines = made.source, made.name, made.lines
        self.facts = made.facts
        self.run = load(made.source, made.name, self.file)
        self.call = caller(self.run, made.hidden, made.kinds)
        self.reads = tuple((key, holder, Kept(value)) for key, holder, value in made.reads)
        self.hidden, self.shown = tuple(made.hidden), tuple(made.shown)
        self.types = self.types_now()
        self.version = made.version
        self.entry: Callable | None = None

    def holds(self) -> bool:
        """True while what was captured is what the code was made for: constants with the same
        values, arrays and floats of the same types, and the user's rules as they were."""
        return (
            self.version == USER.version
            and all(kept.holds(read_name(key, holder)) for key, holder, kept in self.reads)
            and None not in self.types
            and self.types == self.types_now()
        )

    def types_now(self) -> tuple:
        """The keys of what is captured; None for what has none, and may be another at each call."""
        return tuple(key_or_none((read_name(key, holder),)) for _, key, holder in self.hidden)

    def is_as_told(self) -> bool:
        """True while the defaults that stand in the text are those that a call takes."""
        return all(shown_as(read_name(key, holder)) == text for key, holder, text in self.shown)

    def explain(self, error: BaseException) -> None:
        """Add to an error from the generated code the line of the user's that it belongs to."""
        trace, place = error.__traceback__, None
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self.file:
                place = self.lines.get(trace.tb_lineno)
            trace = trace.tb_next
        if place is not None:
            file, line, function = place
            error.add_note(f'in the derivative of File "{file}", line {line}, in {function}')


def shown_as(default) -> str:
    """Tells one default from another; nothing for what does not stand in the text."""
    written = is_told(default) or is_constant(default)
    return repr(frozen(default)) if written else ""


def traced(code: Compiled, *args):
    """Call the code; an error from it names the user's line."""
    try:
        return code.call(*args)
    except Exception as error:
        code.explain(error)
        raise


def caller(run: Callable, hidden, kinds: Sequence[int]) -> Callable:
    """The generated function, called with positional values: keywords and captured values are
    put in their places."""
    fetch = tuple((name, functools.partial(read_name, key, holder)) for name, key, holder in hidden)
    if all(kind < VAR_POSITIONAL for kind in kinds):
        if not fetch:
            return run
        return lambda *args: run(*args, **{name: get() for name, get in fetch})
    code = run.__code__
    first = code.co_argcount
    names = code.co_varnames[first : first + code.co_kwonlyargcount]

    def call(*args):
        positional, keywords = [], {name: get() for name, get in fetch}
        own_keywords = iter(names)
        for kind, value in zip(kinds, args):
            if kind < VAR_POSITIONAL:
                positional.append(value)
            elif kind == VAR_POSITIONAL:
                positional.extend(value)
            elif kind == KEYWORD_ONLY:
                keywords[next(own_keywords)] = value
            else:
                keywords.update(value)
        return run(*positional, *args[len(kinds) :], **keywords)

    return call
