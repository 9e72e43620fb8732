"""Calls of Python functions: run in place, or kept as calls where a function calls itself or is
big and called at several places."""

from __future__ import annotations

import types
from collections.abc import Container
from contextlib import suppress

from ..errors import Error, SourceNotFoundError, UnsupportedError
from ..frontend.capture import capture
from ..frontend.lower import lower
from ..ir.nodes import Block, Function, Op, Yield, leaves
from ..ir.traverse import walk
from ..names import names_with_defaults
from .abstract import Abstract, Array, Closure, Dyn, Static
from .binding import bind
from .failure import Again
from .join import types_only
from .kept import Kept
from .names import Frame
from .records import is_record
from .slots import Axes, Slot, covering, slot_of

#: how often functions that cannot stay calls call themselves under conditions that the run
#: decides, and how deep calls are nested at all
MAX_OPEN_CALLS = 500
MAX_DEPTH = 2000
#: a function of fewer operations is run in place wherever it is called; any other until the
#: copies of it have so many in all
SMALL = 20
KEPT_SIZE = 150
#: after how many functions that could not stay calls no more are tried
MAX_FAILED = 8
DEFINITIONS = f"{__package__.rpartition('.')[0]}.definitions."


class Functions(Kept):
    """Adds the calls of functions that have a source to follow."""

    def __init__(self, span=None):
        super().__init__(span)
        self.open_calls = 0
        #: what is wrong where Python's own limit ends a recursion that is run in place
        self.too_deep: UnsupportedError | None = None
        self.remembering: set[Function] = set()
        #: of each function: the arguments that it was run in place for, and what each place got
        self.sizes: dict[Function, list[tuple[list[Slot], dict[tuple, int]]]] = {}

    def call_python(self, f: types.FunctionType, args, kwargs) -> Abstract:
        site = self.span
        try:
            function = lowered(f)
            frame = Frame(function, f.__globals__, closure=closure_of(f))
            self.reads[("code", id(f))] = (f, f.__code__)
            return self.call_function(frame, args, kwargs, *self.defaults_of(f, len(args), kwargs))
        except SourceNotFoundError as error:
            self.refuse(
                f"the source of {describe(f)} cannot be read: {error.message}",
                "define it in a file, or register a rule with s2sad.defvjp",
            )
        except Error as error:
            if site is not None and not site.is_librarys:
                error.leave_library(site)
            raise

    def defaults_of(
        self, f: types.FunctionType, count: int, given: Container[str]
    ) -> tuple[tuple[Abstract, ...], dict]:
        """What the parameters are by default, but for those that are given: the first `count` and
        these names. Of our own definitions that is for good."""
        if (f.__module__ or "").startswith(DEFINITIONS):
            constants = {k: Static(v) for k, v in (f.__kwdefaults__ or {}).items()}
            return tuple(map(Static, f.__defaults__ or ())), constants
        names = names_with_defaults(f)
        first = f.__code__.co_argcount - len(names)
        defaults = tuple(
            Static(value) if name in given or first + k < count
            else self.lift_name(("default", id(f), name), value, f)
            for k, (name, value) in enumerate(zip(names, f.__defaults__ or ()))
        )  # fmt: skip
        kwdefaults = {
            k: self.lift_name(("kwdefault", id(f), k), v, f)
            for k, v in (f.__kwdefaults__ or {}).items()
            if k not in given
        }
        return defaults, kwdefaults

    def call_function(self, frame: Frame, args, kwargs, defaults=(), kwdefaults=None) -> Abstract:
        """What a function returns for these arguments."""
        bound = bind(self, frame.function, args, kwargs, defaults, kwdefaults or {})
        function = frame.function
        if function in self.directives.kept:
            return self.kept_call(frame, bound)
        self.check_recursion(function, bound)
        if self.is_worth_keeping(function, bound):
            self.directives.kept.add(function)
            return self.kept_call(frame, bound)
        start = len(self.builder.ops)
        result = self.run_in_place(frame, bound)
        self.note_size(function, bound, self.builder.ops[start:])
        return result

    def run_in_place(self, frame: Frame, bound: list[Abstract]) -> Abstract:
        saved, span = self.env, self.span
        self.env = {}
        frame.conditions, frame.site = len(self.conditions), span
        self.frames.append(frame)
        self.sites.append(span)
        try:
            for param, value in zip(frame.function.params, bound):
                self.env[param.tree] = value
                if isinstance(value, Dyn | Array):
                    self.suggest_name(value, param.name)
            self.run_ops(frame.function.body)
            return self.read(frame.function.body.terminator.value)
        finally:
            self.frames.pop()
            self.sites.pop()
            self.env, self.span = saved, span
            self.builder.span = span

    def call_definition(self, f: types.FunctionType, args, kwargs) -> Abstract:
        """Read a function of ours in the place of a library's: what it emits belongs to the user's
        line, as what a rule emits does."""
        out = kwargs.pop("out", None)
        before = self.fixed_span, self.unroll_ranges
        self.fixed_span, self.unroll_ranges = self.fixed_span or self.span, True
        try:
            result = self.call_python(f, args, kwargs)
        finally:
            self.fixed_span, self.unroll_ranges = before
        return result if out is None else self.put_out(out, result)

    def prefer_in_place(self, f: Abstract) -> None:
        """What a function remembers is at hand only where it is run in place."""
        match f:
            case Closure(function=function):
                self.remembering.add(function)
            case Static(value=types.FunctionType() as known):
                self.remembering.add(lowered(known))

    def not_followed(self, error: Exception) -> UnsupportedError:
        """What is wrong where an error on known values ends the run; Python 3.12 ends a recursion
        by a limit of its own, and a low one."""
        if isinstance(error, RecursionError) and self.too_deep is not None:
            return self.too_deep
        what = f"{type(error).__name__}: {error}"
        message = f"this cannot be followed when the code is generated: {what}"
        return UnsupportedError(message, self.span)

    # --- size ---

    def is_worth_keeping(self, function: Function, bound: list[Abstract]) -> bool:
        """True where the function was run in place elsewhere, for such arguments, and is big."""
        groups, failed = self.sizes.get(function), self.directives.in_place
        if groups is None or function in failed or len(failed) >= MAX_FAILED:
            return False
        if function in self.remembering:
            return False
        site = (*self.sites, self.span)
        for slots, sizes in groups:
            if self.are_covered(slots, bound):
                others = [size for place, size in sizes.items() if place != site]
                return bool(others) and sum(others) + others[-1] > KEPT_SIZE
        return False

    def are_covered(self, slots: list[Slot], bound: list[Abstract]) -> bool:
        axes = Axes(lambda dim: False, self.new_axis)
        with types_only(self):
            return all(covering(self, s, v, axes) is s for s, v in zip(slots, bound))

    def note_size(self, function: Function, bound: list[Abstract], ops: list[Op]) -> None:
        """Note how much a call has left that was run in place, and where."""
        size = sum(1 for _ in walk(Block((), tuple(ops), Yield(()))))
        if size < SMALL or self.fixed_span is not None:
            return
        groups = self.sizes.setdefault(function, [])
        site = (*self.sites, self.span)
        for slots, sizes in groups:
            if self.are_covered(slots, bound):
                sizes[site] = size
                return
        with types_only(self):
            groups.append(([slot_of(self, value) for value in bound], {site: size}))

    # --- recursion ---

    def check_recursion(self, function: Function, bound: list[Abstract]) -> None:
        """A recursion that known conditions end is run in place; any other becomes a function, or
        what decides it is asked for where that cannot be. How deep records are, the run decides.
        """
        first = next((f for f in self.frames if f.function is function), None)
        if first is None:
            return
        if len(self.frames) >= MAX_DEPTH:
            self.refuse(f"{function.name}() calls itself more than {MAX_DEPTH} times",
                        "write it as a loop")  # fmt: skip
        open_conditions = self.conditions[first.conditions :]
        open_conditions += [self.content(value) for value in bound if is_record(value)]
        if not open_conditions:
            return
        culprits = tuple(v for c in open_conditions for v in leaves(c))
        if function in self.remembering:
            with suppress(UnsupportedError):
                self.demand(f"how deep {function.name}() calls itself", "", culprits)
        error = self.directives.in_place.get(function)
        if error is None and self.fixed_span is None:
            self.directives.kept.add(function)
            self.directives.recursive.add(function)
            raise Again
        if error is None:
            message = f"how deep {function.name}() calls itself is decided by values of the run"
            error = UnsupportedError(message, self.span, "write it as a loop")
        self.ask(error, culprits)
        self.open_calls += 1
        self.too_deep = error
        if self.open_calls > MAX_OPEN_CALLS:
            raise error


def describe(f) -> str:
    module = getattr(f, "__module__", None)
    name = getattr(f, "__qualname__", None) or getattr(f, "__name__", None) or repr(f)
    return f"{module}.{name}" if module and module != "builtins" else name


#: untyped IR by the identity of a code object; equal code of two files has different lines
_lowered: dict[int, tuple[types.CodeType, Function]] = {}


def lowered(f: types.FunctionType) -> Function:
    """The untyped IR of a Python function; a code object is read and lowered once."""
    code = f.__code__
    known = _lowered.get(id(code))
    if known is None:
        known = _lowered[id(code)] = (code, lower(capture(f)))
    return known[1]


def closure_of(f: types.FunctionType) -> dict[str, types.CellType]:
    """The cells of a function's captured variables, by name."""
    return dict(zip(f.__code__.co_freevars, f.__closure__ or ()))
