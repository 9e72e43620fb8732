"""Calls: what a callee is.

A callee is known when the code is generated. It is, in this order: a function with a meaning of
its own to the interpreter (`handlers`), a function with a derivative rule or of a numerical
library (emitted as a call), or Python code (run in place, or kept as a call of another function).
"""

from __future__ import annotations

import functools
import inspect
import operator
import types
from collections.abc import Callable

from ..errors import Error
from ..ir import prims
from ..ir.nodes import Call, Pack, Value
from ..ir.types import OpaqueType
from . import misuse
from .copies import original
from .abstract import (
    Abstract, Closure, Conflict, Dyn, Maybe, Method, Partial, Ref, Static, Tuple, Undefined, Zero,
)  # fmt: skip
from .arguments import by_position, parameter_names
from .builtin_handlers import SAYING
from .callables import follow
from .choices import shown, with_none
from .collection_handlers import plain_items
from .failure import Signal
from .functions import Functions, describe
from .handlers import HANDLERS, LINEAR_SUMS
from .library import MAY_BE_NONE
from .names import Frame
from .operators import BINARY, INPLACE, UNARY
from .request import function_name
from .scipy_handlers import follow as follow_scipy
from .scipy_types import public_name
from .untyped import UNTYPED

#: what can be asked of None as of a number
ASKED_OF_NONE = frozenset({isinstance, str, repr, type, bool, callable, *SAYING})


class Calls(Functions):
    """Adds the choice of what a call means."""

    def __init__(self, span=None):
        super().__init__(span)
        self.has_rule: Callable[[object], bool] = lambda callee: False
        self.transforms: dict[type, Callable] = {}

    # --- the calls of untyped IR ---

    def run_call(self, op: Call) -> Abstract:
        callee = op.callee
        handler = UNTYPED.get(callee)
        if handler is not None:
            return handler(self, op)
        args = [self.read(a) for a in op.args]
        if callee in INPLACE:
            return self.inplace(callee, *args)
        if callee in BINARY:
            return self.binary(callee, *args)
        if callee in UNARY:
            return self.unary(callee, *args)
        if callee is operator.getitem:
            return self.get_item(*args)
        if callee is operator.setitem:
            self.set_item(*args)
            return Static(None)
        return self.call(Static(callee), args, {})

    # --- calls ---

    def python_call(self, op: Call) -> Abstract:
        function = self.read(op.args[0])
        args: list[Abstract] = []
        for item in op.args[1].items:
            if isinstance(item, Pack) and item.kind is prims.Star:
                args.extend(self.items_of(self.read(item.items[0])))
            else:
                args.append(self.read(item))
        kwargs: dict[str, Abstract] = {}
        pack = op.args[2]
        for key, item in zip(pack.keys or (), pack.items):
            value = self.read(item)
            if key is None:
                kwargs.update(self.keywords_of(value))
            else:
                kwargs[key] = value
        for value in (*args, *kwargs.values()):
            if isinstance(value, Undefined):
                self.unbound(value)
        return self.call(function, args, kwargs)

    def keywords_of(self, value: Abstract) -> dict[str, Abstract]:
        if isinstance(value, Ref) and value.identity.kind == "dict":
            content = self.content(value)
            return dict(zip(content.keys, content.values))
        if isinstance(value, Static) and isinstance(value.value, dict):
            return {k: Static(v) for k, v in value.value.items()}
        if isinstance(value, Conflict):
            self.conflict(value)
        self.refuse("what follows ** must be a dict of known keys")

    def call(self, function: Abstract, args: list[Abstract], kwargs: dict) -> Abstract:
        args = list(map(self.narrowed, args))
        match function:
            case Method():
                return self.call_bound(function, args, kwargs)
            case Closure():
                frame = Frame(function.function, function.globals, function.cells)
                defaults, kwdefaults = function.defaults, function.kwdefaults
                return self.call_function(frame, args, kwargs, defaults, kwdefaults)
            case Static(value=value):
                if self.is_library(value) and getattr(value, "__module__", "") != "builtins":
                    args = [plain_items(self, arg) for arg in args]
                try:
                    return self.call_static(value, args, kwargs)
                except (Error, Signal):
                    raise
                except Exception:
                    self.check_arguments(value, args, kwargs)
                    raise
            case Partial(function=inner, args=first, kwargs=named):
                return self.call(inner, [*first, *args], {**named, **kwargs})
            case Conflict():
                self.conflict(function)
            case Ref() | Tuple() if self.own_class(function) is not None:
                return self.call_method(function, "__call__", tuple(args), kwargs)
            case Dyn(value=Value(type=OpaqueType())):
                return self.emit_opaque(prims.Method("__call__"), function, *args, **kwargs)
            case Undefined():
                self.unbound(function)
        misuse.check(self, operator.call, function)
        self.refuse("what is called here is no function")

    def call_static(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        transform = self.transforms.get(type(f))
        if transform is not None:
            return transform(self, f, args, kwargs)
        if isinstance(f, types.FunctionType):
            f = original(f)
        if kwargs and self.is_library(f) and type(f).__hash__ is not None:
            args, kwargs = by_position(f, args, kwargs)
        if isinstance(f, types.FunctionType | type):
            transform = self.transforms.get(f)
            if transform is not None:
                return transform(self, args, kwargs)
            transform = self.transforms.get(public_name(f))
            if transform is not None:
                return transform(self, f, args, kwargs)
        open_ones = self.open_options(f, args, kwargs)
        if open_ones:
            return self.with_options(f, args, kwargs, open_ones)
        try:
            handler = HANDLERS.get(f)
        except TypeError:
            handler = None
        if handler is not None:
            if isinstance(f, types.BuiltinFunctionType):
                self.check_arguments(f, args, kwargs)
            kwargs = {name: self.definite(value) for name, value in kwargs.items()}
            if f in ASKED_OF_NONE:
                apart = shown if f in (str, repr, *SAYING) else with_none
                return apart(self, args, lambda values: self.handled(handler, values, kwargs))
            return self.handled(handler, args, kwargs)
        followed = follow_scipy(self, f, args, kwargs) or follow(self, f, args, kwargs)
        if followed is not None:
            return followed
        if isinstance(f, types.MethodType) and is_maker(f):
            return self.construct(f.__self__, list(self.items_of(args[0])), {})
        if isinstance(f, types.MethodType):
            return self.call_static(f.__func__, [self.lift_object(f.__self__), *args], kwargs)
        if isinstance(f, functools.partial):
            first = [self.lift_object(a) for a in f.args]
            named = {k: self.lift_object(v) for k, v in f.keywords.items()}
            return self.call(Static(f.func), [*first, *args], {**named, **kwargs})
        if isinstance(f, type):
            return self.construct(f, args, kwargs)
        if isinstance(f, types.FunctionType) and not self.is_library(f) and self.has_rule(f):
            return self.transforms[prims.call](self, f, args, kwargs)
        if self.has_rule(f) or self.is_library(f):
            if any(isinstance(a, Zero) for a in args):
                return self.call_zero(f, args, kwargs)
            return self.emit_library(f, args, kwargs)
        if isinstance(f, types.FunctionType):
            return self.call_python(f, args, kwargs)
        if callable(f) and not isinstance(f, types.BuiltinFunctionType):
            method = self.member(type(f), "__call__")
            if isinstance(method, types.FunctionType):
                return self.call_python(method, [self.lift_object(f), *args], kwargs)
        if isinstance(f, types.BuiltinMethodType) and not isinstance(f.__self__, types.ModuleType):
            owner = self.lift_object(f.__self__)
            return self.call_bound(Method(owner, f.__name__), args, kwargs)
        self.refuse(
            f"no derivative rule is known for {describe(f)}, and its source is not Python",
            "register one with s2sad.defvjp and s2sad.defjvp",
        )

    def open_options(self, f, args: list[Abstract], kwargs: dict) -> list:
        """The places, positions or names, of options such as `axis` that may be None."""
        maybe = [k for k, v in (*enumerate(args), *kwargs.items()) if isinstance(v, Maybe)]
        if not maybe or not self.is_library(f):
            return []
        names = dict(enumerate(parameter_names(f)))
        return [k for k in maybe if names.get(k, k) in MAY_BE_NONE]

    def with_options(self, f, args: list[Abstract], kwargs: dict, places: list) -> Abstract:
        """The call in branches: where the options at these places are None, and where not."""
        given = {**dict(enumerate(args)), **kwargs}

        def call(known: list[Abstract]) -> Abstract:
            values = given | dict(zip(places, known))
            by_place = [values.pop(k) for k in range(len(args))]
            return self.call_static(f, by_place, values)

        return with_none(self, [given[k] for k in places], call)

    def handled(self, handler: Callable, args: list[Abstract], kwargs: dict) -> Abstract:
        if handler is not HANDLERS[slice]:  # whose bounds may be None
            args = list(map(self.definite, args))
        return handler(self, args, kwargs)

    def check_arguments(self, f, args: list[Abstract], kwargs: dict) -> None:
        """The arguments are as many as the function takes, and have the names that it gives."""
        message = misfit(f, len(args), tuple(kwargs))
        if message is not None:
            self.refuse(f"{function_name(f)}() is called in a way that it does not take: {message}")

    def call_zero(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        if f in LINEAR_SUMS:
            return LINEAR_SUMS[f](self, args, kwargs)
        return Zero()


@functools.lru_cache(maxsize=1024)
def misfit(f, count: int, names: tuple[str, ...]) -> str | None:
    """What is wrong with so many arguments by position and these by name; None where nothing is,
    or where the function does not tell."""
    try:
        signature = inspect.signature(f)
    except (TypeError, ValueError):
        return None
    try:
        signature.bind(*range(count), **dict.fromkeys(names))
    except TypeError as error:
        return str(error)
    return None


def is_maker(f: types.MethodType) -> bool:
    """`Point._make` of a namedtuple."""
    return f.__name__ == "_make" and isinstance(f.__self__, type) and hasattr(f.__self__, "_fields")
