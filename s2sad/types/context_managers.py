"""`with` statements: what is entered at the beginning and left at the end of the body.

An error in the body leaves the derivative at once, past the context managers; one that a handler
around them takes is refused, and so is a context manager that takes errors.
"""

from __future__ import annotations

import contextlib
import types
import warnings
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from ..frontend.capture import capture
from ..frontend.lower import lower_manager
from ..frontend.managers import takes_errors
from ..ir import prims
from ..ir.nodes import Value
from ..ir.types import OpaqueType
from .abstract import Abstract, Dyn, Partial, Ref, Static, Tuple
from .names import Frame

#: the code of the functions that contextlib.contextmanager makes
MANAGER_CODE = contextlib.contextmanager(lambda: (yield)).__code__


@dataclass(frozen=True, slots=True)
class Manager:
    """A function under contextlib.contextmanager, called with the arguments of a Partial."""

    function: types.FunctionType


@dataclass(frozen=True, slots=True)
class ErrstateType(OpaqueType):
    """What `np.errstate(...)` is made of; its `with` statement is written again around what is
    emitted in it, and around its derivative."""

    settings: tuple[tuple[str, str], ...] = ()


def manager_of(f) -> Manager | None:
    is_one = isinstance(f, types.FunctionType) and f.__code__ is MANAGER_CODE
    return Manager(f.__wrapped__) if is_one else None


def enter(cx, context: Abstract) -> Abstract:
    """`__enter__`: what the `with` statement names, and what its end leaves."""
    match context:
        case Static(value=value) if getattr(type(value), "s2sad_no_grad", False):
            cx.no_grad += 1
            return Static(None)
        case Dyn(value=Value(type=ErrstateType(settings=settings))):
            cx.errstates = (*cx.errstates, combined(cx.errstates, settings))
            return Static(None)
        case Dyn(value=value) if value.name == "manager":
            cx.managers.append(context)
            return cx.emit_opaque(prims.Method("__enter__"), context, effect=True)
        case Partial(function=Static(value=Manager(function=function))):
            value, leave = enter_function(cx, function, context).items
            cx.managers.append(leave)
            return value
        case Ref(identity=identity) if identity.kind == "object":
            cls = cx.class_of(context)
            if cls in REFUSED:
                cx.refuse(f"contextlib.{cls.__name__}() is not supported", REFUSED[cls])
            if cx.has_method(context, "__enter__"):
                if _takes_errors(cx, context):
                    _refuse_to_suppress(cx, context)
                entered = cx.call_method(context, "__enter__", (), {})
                cx.managers.append(context)
                return entered
    cx.refuse(
        "this context manager is not supported",
        "use one that is written in Python, np.errstate(...) or no_grad()",
    )


#: what the classes that are refused stand for
REFUSED = {
    contextlib.suppress: "write try and except",
    contextlib.ExitStack: "write a with statement for each context manager",
}


def leave(cx, context: Abstract) -> None:
    """`__exit__` without an error."""
    nothing = (Static(None), Static(None), Static(None))
    match context:
        case Static():
            cx.no_grad -= 1
        case Dyn(value=Value(type=ErrstateType())):
            cx.errstates = cx.errstates[:-1]
        case Dyn(value=value) if value.name == "manager":
            cx.managers.pop()
            cx.emit_opaque(prims.Method("__exit__"), context, *nothing, effect=True)
        case Partial():
            cx.call(cx.managers.pop(), [], {})
        case Ref():
            cx.managers.pop()
            answer = cx.call_method(context, "__exit__", nothing, {})
            hands_on = isinstance(answer, Static) and answer.value is None
            if _takes_errors(cx, context) is None and not hands_on:
                _refuse_to_suppress(cx, context)


def _takes_errors(cx, context: Ref) -> bool | None:
    """True where `__exit__` takes errors; None where what it returns might."""
    method = cx.member(cx.class_of(context), "__exit__")
    return isinstance(method, types.FunctionType) and takes_errors(capture(method).tree)


def _refuse_to_suppress(cx, context: Ref) -> NoReturn:
    cx.refuse(
        f"what {cx.class_of(context).__name__}.__exit__ returns suppresses errors, or may do so",
        "write try and except, and let __exit__ return nothing",
    )


def enter_function(cx, f: types.FunctionType, call: Partial) -> Tuple:
    cx.reads["code", id(f)] = (f, f.__code__)
    closure = dict(zip(f.__code__.co_freevars, f.__closure__ or ()))
    frame = Frame(lower_manager(capture(f)), f.__globals__, closure=closure)
    defaults, named = cx.defaults_of(f, len(call.args), call.kwargs)
    return cx.call_function(frame, list(call.args), call.kwargs, defaults, named)


def combined(open_ones: tuple, settings: tuple) -> tuple:
    """The settings inside of a `with np.errstate(...)` that stands in others."""
    outer = open_ones[-1] if open_ones and "all" not in dict(settings) else ()
    return tuple(sorted({**dict(outer), **dict(settings)}.items()))


def _errstate(cx, args, kwargs) -> Abstract:
    if args or any(
        not isinstance(v, Static) or v.value not in ("ignore", "warn") for v in kwargs.values()
    ):
        cx.refuse(
            "np.errstate may only ignore or warn in differentiated code",
            "put it around the call of the derivative",
        )
    settings = tuple((name, v.value) for name, v in kwargs.items())
    return Dyn(Value("errstate", ErrstateType("errstate", settings)))


def _manager(maker):
    """A context manager of a library that is entered and left for its effect."""

    def handler(cx, args, kwargs) -> Abstract:
        made = cx.emit_opaque(maker, *args, effect=True, **kwargs)
        made.value.name = "manager"
        return made

    return handler


def _effect(function):
    def handler(cx, args, kwargs) -> Abstract:
        cx.emit_opaque(function, *args, effect=True, **kwargs)
        return Static(None)

    return handler


HANDLERS = {
    np.errstate: _errstate,
    np.printoptions: _manager(np.printoptions),
    warnings.catch_warnings: _manager(warnings.catch_warnings),
    warnings.simplefilter: _effect(warnings.simplefilter),
    warnings.filterwarnings: _effect(warnings.filterwarnings),
}
