"""What the abstract interpreter writes to: the open block.

`Context` turns abstract values into operands and back, and emits typed calls.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import replace
from typing import NoReturn

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import Call, Const, Function, Operand, Pack, Value, leaves
from ..ir.types import (
    INT, NONE, ArrayType, Axis, Dim, IterType, ListType, OpaqueType, RecordType, ScalarType,
    TupleType, Type,
)  # fmt: skip
from ..source import Span
from .abstract import (
    Abstract, Array, Closure, Conflict, Dyn, Identity, Maybe, Method, Range, Ref, Slice, State,
    Static, Tuple, Undefined, Zero,
)  # fmt: skip
from .classes import check_number
from .demands import Culprit, Directives, Origins
from .dims import FreshDims
from .failure import Unreachable
from .given import Note, parts_given
from .infer import InferenceError, result_type
from .lattice import varies
from .lengths import length_of
from .memory import Memory
from .tables import check_handed_on
from .viewing import MAYBE_VIEWS, READONLY
from .windows import Windows

#: begins the name of the type of what an unknown operation made of numbers
UNTRACKED = "untracked "
PYTHON_NUMBERS = (bool, int, float, complex)


def python_scalar_type(value) -> ScalarType | None:
    """The type of a Python number or NumPy scalar that is known when the code is generated."""
    if isinstance(value, np.generic):
        name = dtype_name(value.dtype)
        return None if name is None else ScalarType(name)
    for cls, dtype in ((bool, "bool"), (int, "i64"), (float, "f64"), (complex, "c128")):
        if type(value) is cls:
            return ScalarType(dtype, python=True)
    return None


_NAMES = {"b": "bool", "i": "i", "u": "u", "f": "f", "c": "c"}


def dtype_name(dtype: np.dtype) -> str | None:
    """Our name of a NumPy dtype; None where it is not numeric."""
    if dtype.kind == "b":
        return "bool"
    return f"{dtype.kind}{8 * dtype.itemsize}" if dtype.kind in "iufc" else None


class Context(Memory):
    """One specialization in progress. `fixed_span` is set while a rule is lifted: all that it
    emits belongs to the user's operation, not to the rule's own source."""

    def __init__(self, span: Span | None = None):
        self.builder = Builder(span)
        super().__init__()
        self.lengths: dict[Value, Axis] = {}
        self.canonical: dict[Axis, Value] = {}
        self.fixed_span: Span | None = None
        self.span: Span | None = span
        self.depth = 0  # of the block that is open
        self.attempts: list = []  # the bodies of `try` that are being run, see protected.py
        self.forks: list = []  # the branches that are open, see ways_out.py
        self.facts: dict[Value, bool] = {}  # whether conditions hold here
        self.negations: dict[Value, Value] = {}
        self.managers: list = []  # the open ones, or what ends them, see context_managers.py
        self.caught: list = []  # the errors that are being handled
        self.errstates: tuple = ()  # the settings of the open `with np.errstate(...)`
        self.fresh = FreshDims()
        self.windows = Windows(self.lengths, self.fresh)
        self.origins = Origins()
        self.directives = Directives()
        #: what the lengths in the type of a record are called in this one
        self.record_lengths: dict[Value, dict[Dim, Dim]] = {}
        #: tuples that functions which stay calls have returned: of which function, and where in it
        self.returned: dict[Tuple, tuple[Function, tuple[int, ...]]] = {}
        self.assumed: dict[Value, object] = {}  # facts of arguments that the code is made for
        self.alike: dict[Value, tuple[tuple, ...]] = {}  # axes, and what they are as long as
        self.sized: dict[Value, tuple[tuple, ...]] = {}  # axes, and what numbers say they are
        #: scalars, and identities of arrays, containers and objects, that are parts of arguments
        self.given: dict[Value | Identity, Note] = {}
        self.joins = 0
        self.sites: list[Span | None] = []  # the calls that led to it

    def new_axis(self, not_one: bool) -> Dim:
        """A length that differs from path to path (see `join`)."""
        self.joins += 1
        return Dim(f"|{self.joins}", not_one)


    # --- messages ---

    def refuse(self, message: str, advice: str = "") -> NoReturn:
        raise UnsupportedError(message, self.span, advice)

    def demand(self, message: str, advice: str, culprits: tuple[Culprit, ...]) -> NoReturn:
        """Refuse what depends on values of the run; `Specializer` first asks for them."""
        self.refuse(message, advice)

    def ask(self, error: UnsupportedError, culprits: tuple[Culprit, ...]) -> None:
        """It would help to know what decides the culprits: `Specializer` asks for it, and gives
        the error where that is no use."""

    def conflict(self, found: Conflict) -> NoReturn:
        self.demand(found.message, found.advice, found.culprits)

    def raises(self, error: Exception) -> NoReturn:
        """The program raises here, always: nothing that follows is run."""
        cls = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
        args = error.args if all(isinstance(a, (str, int)) for a in error.args) else (str(error),)
        made = self.emit(cls, *map(Const, args), type=OpaqueType())
        self.raise_value(type(error), Dyn(made), text=str(error))

    def raise_value(self, cls: type, error: Abstract, *cause: Abstract, text="") -> NoReturn:
        """Raise an error of this class, which says `text`; nothing that follows is run."""
        if (record := self.handled_by(cls, raised=True)) is not None:
            record.check_way_out(self, cls)
        operands = tuple(map(self.operand, (error, *cause)))
        self.emit(prims.raise_, *operands, type=OpaqueType(), effect=True)
        self.state.dead = True
        raise Unreachable(cls, error, text, record)

    def handled_by(self, cls: type, raised: bool = False):
        """The innermost body of a `try` that takes such errors, or whose `finally` one passes."""
        found = [r for r in self.attempts if r.handles(cls)]
        found = found or [r for r in self.attempts if raised and r.is_passed(self)]
        return found[-1] if found else None

    def note_risk(self, callee: Callable, args: tuple, type: Type | None) -> None:
        """Note what a handler would take of a call; `Interpreter` does, see protected.py."""

    def unbound(self, found: Undefined) -> NoReturn:
        """Python's error; on a path that a loop does not take before it has assigned the variable,
        what is run once more when that is known."""
        nameless = "a variable is used before it is assigned"
        self.raises(UnboundLocalError(prims.UNBOUND.format(found.name) if found.name else nameless))

    # --- emission ---

    def infer(self, callee: Callable, args: tuple, kwargs: tuple = ()) -> Type:
        try:
            return result_type(callee, args, kwargs, dim_of=self.windows.dim_of, fresh=self.fresh)
        except InferenceError as error:
            unclear = [
                v for operand in (*args, *(v for _, v in kwargs)) for v in leaves(operand)
                if isinstance(v.type, ArrayType) and any(isinstance(n, Dim) for n in v.type.shape)
            ]  # fmt: skip
            if unclear:  # it may depend on their lengths
                self.demand(error.message, error.advice, tuple(unclear))
            raise UnsupportedError(error.message, self.span, error.advice) from error

    def emit(
        self,
        callee: Callable,
        *args: Operand,
        kwargs: tuple = (),
        name: str = "",
        type: Type | None = None,
        effect: bool = False,
    ) -> Value:
        """Append a typed call; its type is inferred where it is not given."""
        if type is None:
            type = self.infer(callee, args, kwargs)
            if callee is operator.getitem and isinstance(type, ArrayType) and type.shape:
                type = self.windows.narrowed(type, *args)
        if self.attempts:
            self.note_risk(callee, args, type)
        result = Value(name, type, self.span)
        self.builder.ops.append(Call(callee, args, kwargs, result, effect, self.span))
        self.origins.calls[result] = callee, args + tuple(v for _, v in kwargs)
        if isinstance(type, ArrayType):
            self.order.note(result, callee, args)
        if type == INT:
            length = length_of(callee, args, self.lengths.get)
            length = self.windows.note(result, callee, args, length)
            if length is not None:
                self.lengths[result] = length
        elif not (self.depth or self.attempts):
            self.windows.note_made(callee, args)
        if self.no_grad and callee is not prims.stop_gradient and not effect and isinstance(
            type, (ScalarType, ArrayType)
        ):
            return self.emit(prims.stop_gradient, result, name=name, type=type)
        return result

    def emit_abstract(self, callee: Callable, *args: Abstract, **kwargs: Abstract) -> Abstract:
        """Emit a call on abstract values and wrap what it returns."""
        operands = tuple(self.operand(a) for a in args)
        pairs = tuple((k, self.operand(v)) for k, v in kwargs.items())
        return self.wrap(self.emit(callee, *operands, kwargs=pairs), callee, args)

    # --- abstract values and operands ---

    def operand(self, value: Abstract) -> Operand:
        """What stands for the value as an argument of an emitted call."""
        match value:
            case Static(value=v):
                if isinstance(v, PYTHON_NUMBERS) and type(v) not in PYTHON_NUMBERS:
                    check_number(v, self.span)
                return Const(v)
            case Dyn(value=v):
                self.check_tracked(v)
                return v
            case Array():
                return self.value_of(value)
            case Tuple(items=items, cls=cls):
                return Pack(cls, tuple(map(self.operand, items)))
            case Slice(start=a, stop=b, step=c):
                return Pack(slice, (self.operand(a), self.operand(b), self.operand(c)))
            case Ref():
                return self.content_operand(value)
            case Range(start=a, stop=b, step=c):
                return self.range_operand(a, b, c)
            case Conflict():
                self.conflict(value)
            case Maybe():
                return self.operand(self.definite(value))
            case Undefined():
                self.unbound(value)
            case Zero(like=like) if like is not None:
                return self.zeros_like(like)
            case Closure() | Method():
                self.refuse(
                    "a function is returned, or handed to an operation that cannot take it",
                    "call it, or apply it in a loop",
                )
            case _:
                self.refuse(f"a {type(value).__name__.lower()} cannot be used as a value here")

    def check_tracked(self, value: Value) -> None:
        name = value.type.name if isinstance(value.type, OpaqueType) else ""
        if name.startswith(UNTRACKED):
            self.refuse(
                f"this was made of numbers by {name.removeprefix(UNTRACKED)}(), "
                "through which derivatives cannot be followed",
                "make it a function of numbers and arrays",
            )

    def zeros_like(self, like: Operand) -> Operand:
        if isinstance(getattr(like, "type", None), ArrayType):
            return self.emit(np.zeros_like, like)
        return Const(0.0)

    def range_operand(self, start: Abstract, stop: Abstract, step: Abstract) -> Operand:
        a, b, c = map(self.operand, (start, stop, step))
        zero = isinstance(a, Const) and a.value == 0
        one = isinstance(c, Const) and c.value == 1
        args = (b,) if zero and one else (a, b) if one else (a, b, c)
        return self.emit(range, *args, type=IterType(INT))

    def content_operand(self, ref: Ref) -> Operand:
        content = self.content(ref)
        if isinstance(content, Value):
            return content
        match ref.identity.kind:
            case "list":
                return Pack(list, tuple(map(self.operand, content.values)))
            case "dict":
                return Pack(dict, tuple(map(self.operand, content.values)), content.keys)
            case "object":
                check_handed_on(self, content.cls)
                return Pack(content.cls, tuple(map(self.operand, content.values)), content.keys)
            case "iterator":
                self.refuse(
                    "an iterator or generator is returned, or used as a value",
                    "make a list of its items: list(...)",
                )
        return self.operand(content)

    def wrap(self, value: Value, callee: Callable | None = None, sources: tuple = ()) -> Abstract:
        """The abstract value of a call's result; arrays become fresh storages, which are linked
        to those of `sources` where the callee may return a view."""
        match value.type:
            case ArrayType():
                return Array(self.result_storage(value, callee, sources))
            case TupleType(items=items, cls=cls):
                parts, names = [], getattr(cls, "_fields", ("",) * len(items))
                for k, item in enumerate(items):
                    part = self.emit(operator.getitem, value, Const(k), name=names[k], type=item)
                    parts.append(self.wrap(part, callee, sources))
                return Tuple(tuple(parts), value.type.cls)
            case ListType() | RecordType():
                kind = "list" if isinstance(value.type, ListType) else "record"
                identity = Identity(kind, value.name)
                self.state.heap[identity] = value
                return Ref(identity)
            case OpaqueType() if value.type == NONE:
                return Static(None)
            case ScalarType() | OpaqueType() | IterType():
                return Dyn(value)
        raise TypeError(f"no abstract value for {value.type}")

    def result_storage(self, value: Value, callee: Callable | None, sources: tuple) -> Identity:
        storage = self.new_storage(value)
        if callee in MAYBE_VIEWS:
            self.may_share(storage, sources)
        elif callee is not None:
            storage.made = frozenset({self.running[1]})
        if callee in READONLY:
            name = callee.__name__
            storage.readonly = Conflict(f"the result of {name}(), which is read-only, is written",
                                        "write into a .copy()")  # fmt: skip
        return storage

    def may_share(self, storage: Identity, sources: Iterable[Abstract]) -> None:
        """NumPy decides at run time whether the array is a view of one of the sources."""
        storage.maybe_view = True
        for source in sources:
            self._link(storage, source)

    def _link(self, storage: Identity, source: Abstract) -> None:
        if isinstance(source, Array):
            self.link_all(storage, source.storage)
        elif isinstance(source, Tuple):
            for item in source.items:
                self._link(storage, item)

    def place(self, span: Span | None) -> Span | None:
        """A place in the user's program: what a function of ours does belongs to its call."""
        if span is None or not span.is_ours or not self.frames:
            return span
        return self.frames[-1].site

    def at(self, span: Span | None) -> None:
        """What is emitted from here on belongs to this place."""
        span = self.place(span)
        if self.errstates and span is not None:
            span = replace(span, errstate=self.errstates[-1])
        self.span = self.builder.span = span

    # --- facts ---

    def type_of(self, value: Abstract) -> Type | None:
        match value:
            case Dyn(value=v):
                return v.type
            case Array():
                return self.value_of(value).type
            case Static(value=v):
                return python_scalar_type(v)
            case Ref(identity=identity, path=path):
                content = self.content(value) if path else self.state.heap[identity]
                return content.type if isinstance(content, Value) else None
            case Tuple(cls=cls):
                types = tuple(map(self.type_of, parts_given(value)))
                return None if None in types else TupleType(types, cls)
        return None

    def length(self, value: Value, axis: int) -> Abstract:
        """`value.shape[axis]`, as a constant where it is known."""
        dim = value.type.shape[axis]
        if isinstance(dim, int):
            return Static(dim)
        known = self.canonical.get(dim)
        if known is None:
            known = self.emit(prims.axis_length, value, Const(axis), type=INT)
            self.lengths[known] = dim
            if not varies(dim):
                self.canonical[dim] = known
        return Dyn(known)

    def is_number(self, value: Abstract) -> bool:
        return isinstance(self.type_of(value), (ScalarType, ArrayType))

    @contextmanager
    def inner(self, state: State):
        """A nested block: what it emits and learns stays in it."""
        saved = self.builder, self.state, self.views, self.canonical, self.span
        opened = self.errstates, self.no_grad, tuple(self.managers)  # a `raise` may leave them so
        self.depth += 1
        facts, self.facts = self.facts, dict(self.facts)
        self.builder, self.state = Builder(self.span), state
        self.views, self.canonical = dict(self.views), dict(self.canonical)
        try:
            yield self.builder
        finally:
            self.builder, self.state, self.views, self.canonical, self.span = saved
            self.errstates, self.no_grad, (*self.managers,) = opened
            self.depth -= 1
            self.facts = facts
