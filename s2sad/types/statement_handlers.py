"""What `match` and `try` ask (frontend/desugar.py), on abstract values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass

from ..ir import attempts, patterns
from ..ir.nodes import Const, Value
from ..ir.types import BOOL, ERROR
from ..runtime.attempts import error_beside, error_of
from .abstract import Abstract, Dyn, Maybe, Ref, Static, Tuple


@dataclass(frozen=True, slots=True)
class Attempt:
    """What `attempt(...)` gives: the error classes of each handler. `passing`: the only handler is
    `finally`, for errors that a `try` statement around this one takes."""

    handlers: tuple[tuple[type, ...], ...]
    passing: bool = False


def _passing(cx, args, kwargs) -> Abstract:
    return Static(Attempt(((BaseException,),), passing=True))


def _attempt(cx, args, kwargs) -> Abstract:
    return Static(Attempt(tuple(_classes(cx, value) for value in args)))


def _classes(cx, value: Abstract) -> tuple[type, ...]:
    match value:
        case Static(value=type() as cls):
            return (cls,)
        case Static(value=tuple() as classes):
            return classes
        case Tuple(items=items):
            return tuple(cls for item in items for cls in _classes(cx, item))
    cx.need("the class of errors that a handler takes", value)


def _caught_by(cx, args, kwargs) -> Abstract:
    return Static(cx.caught[-1].handler == args[0].value)


def _caught_error(cx, args, kwargs) -> Abstract:
    return cx.caught[-1].error()


def _is_sequence(cx, args, kwargs) -> Abstract:
    subject, count, more = args
    match subject:
        case Static(value=value):
            return Static(patterns.is_sequence(value, count.value, more.value))
        case Tuple(items=items):
            length: Abstract = Static(len(items))
        case Ref(identity=identity) if identity.kind == "list":
            content = cx.content(subject)
            growing = isinstance(content, Value)
            length = cx.call(Static(len), [subject], {}) if growing else Static(
                len(content.values)
            )
        case _:
            return Static(False)
    return cx.binary(operator.ge if more.value else operator.eq, length, count)


def _is_mapping(cx, args, kwargs) -> Abstract:
    (subject,) = args
    if isinstance(subject, Static):
        return Static(patterns.is_mapping(subject.value))
    return Static(isinstance(subject, Ref) and subject.identity.kind == "dict")


def _rest_of(cx, args, kwargs) -> Abstract:
    pairs = cx.pairs_of(args[0])
    keys = set(cx.key_of(args[1]))
    rest = {key: value for key, value in pairs.items() if key not in keys}
    return cx.new_dict(tuple(rest), tuple(rest.values()))


def _positional(cx, args, kwargs) -> Abstract:
    subject, cls, index = args
    names = getattr(cls.value, "__match_args__", ())
    if index.value >= len(names):
        error = f"{cls.value.__name__}() accepts {len(names)} positional sub-patterns"
        cx.raises(TypeError(error))
    return cx.get_attribute(subject, names[index.value])


def _error(callee: Callable) -> Callable:
    """The question as generated code asks it, which is read again."""

    def asked(cx, args: list[Abstract], kwargs: dict) -> Abstract:
        found = cx.emit(callee, *map(cx.operand, args), type=ERROR)
        return Maybe(Dyn(cx.emit(operator.is_not, found, Const(None), type=BOOL)), Dyn(found))

    return asked


HANDLERS = {
    error_of: _error(error_of), error_beside: _error(error_beside),
    attempts.attempt: _attempt, attempts.passing: _passing, attempts.caught_by: _caught_by,
    attempts.caught_error: _caught_error, patterns.is_sequence: _is_sequence,
    patterns.is_mapping: _is_mapping, patterns.rest_of: _rest_of,
    patterns.positional: _positional,
}  # fmt: skip
