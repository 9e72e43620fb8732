"""The form that a value keeps around a loop: which parts of it are carried (Hole) and which stay as
they were (Same)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Union

import numpy as np

from ..frozen import frozen
from ..ir.nodes import Value
from ..ir.types import (
    ERROR, ArrayType, ListType, OpaqueType, ScalarType, TupleType, Type,
)  # fmt: skip
from .abstract import (
    Abstract, Array, Closure, Conflict, Dyn, Identity, Items, Maybe, Method, Partial, Ref, Static,
    Tuple, Undefined,
)  # fmt: skip
from .context import Context, python_scalar_type
from .lattice import join_types
from .nesting import nest

#: numbers that equal others without being them, and what may hold some
_NUMBERS = (float, complex, np.generic, tuple, list, dict, set, frozenset)


@dataclass(frozen=True, slots=True)
class Hole:
    """Carried: a value of this type, an array as a storage of its own."""

    type: Type


@dataclass(frozen=True, slots=True)
class Parts:
    """A tuple, or the items of a list, dict or object, each with its own form."""

    items: tuple["Form", ...]
    like: object = None  # the Tuple or Items it was made of: class and keys


@dataclass(frozen=True, slots=True)
class Thing:
    """Another list, dict or object after each iteration, with a content of one form."""

    kind: str
    content: "Form"


@dataclass(frozen=True, slots=True)
class Same:
    """What it was before the loop it still is after each iteration."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Not assigned yet, before the loop and as far as is known after an iteration."""


@dataclass(frozen=True, slots=True)
class Torn:
    """No form covers all iterations."""

    message: str
    culprits: tuple = ()


@dataclass(frozen=True, slots=True)
class Optional:
    """None in some iterations, and in the others what `content` says; see Maybe."""

    content: "Form"


Form = Union[Hole, Parts, Thing, Same, Absent, Torn, Optional]


def form_of(cx: Context, value) -> Form:
    """The form to try first for a value that the loop assigns."""
    match value:
        case Value():
            return Hole(value.type)
        case Undefined():
            return Absent()
        case Static(value=v):
            scalar = python_scalar_type(v)
            return Same() if scalar is None else Hole(scalar)
        case Dyn(value=v):
            return Hole(v.type)
        case Array():
            return Hole(array_type(cx, value))
        case Tuple(items=items) | Items(values=items):
            return Parts(tuple(form_of(cx, item) for item in items), value)
        case Maybe(value=inner):
            return Optional(form_of(cx, inner))
        case Conflict(message=message, culprits=culprits):
            return Torn(message, culprits)
    return Same()


def unchanged(cx: Context, content) -> Form:
    """The form to try first for what a thing holds: that each of its parts stays what it is."""
    return Parts((Same(),) * len(content.values), content) if isinstance(content, Items) else (
        form_of(cx, content))


def may_be_absent(value) -> bool:
    """True for a number, or a tuple of numbers, beside which a path may leave None; and for what
    says which error was raised."""
    match value:
        case Dyn(value=Value(type=ScalarType())):
            return True
        case Dyn(value=Value(type=type)) if type == ERROR:
            return True
        case Static(value=v):
            return python_scalar_type(v) is not None
        case Maybe(value=inner):
            return may_be_absent(inner)
        case Tuple(items=items):
            return all(map(may_be_absent, items))
    return False


def is_none(value) -> bool:
    return isinstance(value, Static) and value.value is None


def is_optional(value: Abstract) -> bool:
    """None, or a number that may be None."""
    return isinstance(value, Maybe) or is_none(value)


def optional_parts(value: Abstract) -> tuple[Abstract, Abstract] | None:
    """Whether it is there, and the number; None for what cannot be told apart from None."""
    match value:
        case Maybe(present=present, value=number):
            return present, number
        case Static(value=None):
            return Static(False), Undefined()
        case Undefined():
            return value, value
        case Dyn(value=Value(type=ScalarType() | OpaqueType() as type)):
            return (Static(True), value) if isinstance(type, ScalarType) or type == ERROR else None
        case Static() | Tuple() if may_be_absent(value):
            return Static(True), value
    return None


def present_part(value):
    """The number in what may be None; undefined where it is."""
    if isinstance(value, Maybe):
        return value.value
    return Undefined() if is_none(value) else value


def widen_optional(cx: Context, form: Form, init, value, before: dict) -> Form | None:
    """Where a variable is None before the loop or after an iteration, and else a number; None
    where that is not all that it is."""
    known = form.content if isinstance(form, Optional) else form
    inits, nexts = present_part(init), present_part(value)
    if not all(isinstance(v, Undefined) or may_be_absent(v) for v in (inits, nexts)):
        return None
    if isinstance(known, Same):
        if not is_none(init) or not isinstance(value, Maybe):
            return None  # after a first iteration written out it may be there for certain
        known = form_of(cx, nexts)
    wide = known if isinstance(nexts, Undefined) else widen(cx, known, inits, nexts, before)
    if isinstance(wide, (Torn, Same, Absent)):
        return None
    return form if isinstance(form, Optional) and wide is form.content else Optional(wide)


@contextmanager
def types_only(cx: Context):
    """Types are what they are, whatever writes elsewhere may have done to the values."""
    unknown, cx.state.unknown = cx.state.unknown, {}
    try:
        yield
    finally:
        cx.state.unknown = unknown


def array_type(cx: Context, array: Array) -> ArrayType:
    with types_only(cx):
        return cx.value_of(array).type


def list_type(cx: Context, *contents) -> ListType | None:
    with types_only(cx):
        return cx.list_type(*(c for c in contents if c is not None))


def same_value(a: Abstract, b: Abstract) -> bool:
    """True where both are surely one and the same Python value."""
    if a is b:
        return True
    match a, b:
        case Static(value=x), Static(value=y):
            return x is y or same_constant(x, y)
        case Dyn(value=x), Dyn(value=y):
            return x is y
        case Array(), Array():
            return a.storage is b.storage and a.path == b.path
        case Ref(), Ref():
            return a.identity is b.identity and a.path == b.path and a.root is b.root
        case Tuple(), Tuple():
            return (
                a.cls is b.cls
                and len(a.items) == len(b.items)
                and all(map(same_value, a.items, b.items))
            )
        case Closure(), Closure():
            return (
                a.function is b.function
                and a.cells.keys() == b.cells.keys()
                and all(same_value(a.cells[k], b.cells[k]) for k in a.cells)
                and len(a.defaults) == len(b.defaults)
                and all(map(same_value, a.defaults, b.defaults))
            )
        case Partial(), Partial():
            return (
                same_value(a.function, b.function)
                and len(a.args) == len(b.args)
                and all(map(same_value, a.args, b.args))
                and a.kwargs.keys() == b.kwargs.keys()
                and all(same_value(a.kwargs[k], b.kwargs[k]) for k in a.kwargs)
            )
        case Method(), Method():
            return a.name == b.name and same_value(a.owner, b.owner)
        case Undefined(), Undefined():
            return True
    return False


def same_constant(x, y) -> bool:
    """True for constants that are equal and cannot be told apart, as 0.0 and -0.0 can."""
    try:
        equal = type(x) is type(y) and bool(x == y)
    except (TypeError, ValueError):
        return False
    return equal and (not isinstance(x, _NUMBERS) or frozen(x) == frozen(y))


def widen(cx: Context, form: Form, init, value, before: dict) -> Form:
    """The form that covers `value` (after an iteration) as well; the same object if it does.

    `init` is what the variable held before the loop, `before` the heap of then.
    """
    if isinstance(form, Same) and not same_value(init, value):
        both = isinstance(value, Ref) and isinstance(init, Ref)
        known = value if isinstance(init, Undefined) else init
        form = thing_form(cx, init, before, unchanged) if both else form_of(cx, known)
    if isinstance(form, Optional) or is_none(value) or isinstance(value, Maybe) or is_none(init):
        if not (isinstance(form, (Absent, Torn)) or (form == Same() and same_value(init, value))):
            wide = widen_optional(cx, form, init, value, before)
            if wide is not None:
                return wide
    match form:
        case Optional():
            return torn(init, None, value)
        case Same():
            return form if same_value(init, value) else torn(init, None, value)
        case Absent():
            if isinstance(value, Ref):
                return thing_form(cx, value, cx.state.heap)
            return form if isinstance(value, Undefined) else form_of(cx, value)
        case Thing(kind=kind, content=known):
            if isinstance(value, Undefined):
                return form
            if not isinstance(value, Ref) or value.identity.kind != kind:
                return torn(init, None, value)
            old = None if not isinstance(init, Ref) else content_in(cx, init, before)
            wide = widen_content(cx, value.identity, known, old, cx.content(value), before)
            return form if wide is known else Thing(kind, wide)
        case Torn():
            return form
        case Hole(type=known):
            if isinstance(value, Undefined):
                return form
            if isinstance(value, Array):
                other = array_type(cx, value)
            else:
                other = value.type if isinstance(value, Value) else cx.type_of(value)
            joined = join_types(known, other, cx.new_axis)
            if joined is None:
                return torn(known, other, value)
            return form if joined == known else Hole(joined)
        case Parts(items=items, like=like):
            parts = parts_of(value)
            if parts is None or len(parts) != len(items):
                return torn(like, None, value)
            inits = parts_of(init) or (Undefined(),) * len(items)
            if isinstance(like, Items) and like.keys != getattr(value, "keys", None):
                return torn(like, None, value)
            new = tuple(widen(cx, f, i, v, before) for f, i, v in zip(items, inits, parts))
            return form if all(a is b for a, b in zip(new, items)) else Parts(new, like)
    raise TypeError(f"not a form: {form!r}")


def content_in(cx: Context, ref: Ref, heap: dict):
    return cx.content(ref) if ref.path else heap.get(ref.identity)


def thing_form(cx: Context, ref: Ref, heap: dict, first=form_of) -> Form:
    return Thing(ref.identity.kind, first(cx, content_in(cx, ref, heap)))


def widen_content(cx: Context, of: Identity, form: Form, old, new, before: dict) -> Form:
    """As widen, for what a thing holds: a list that changes its length becomes one of unknown
    length."""
    if isinstance(new, Conflict):
        return form if isinstance(form, Torn) else form_of(cx, new)
    if of.kind == "list" and isinstance(form, Parts):
        if isinstance(new, Value) or len(new.values) != len(form.items):
            type = list_type(cx, old, new)
            if type is None:
                nest(cx, old, new)
            return Torn("its items differ in type") if type is None else Hole(type)
    if isinstance(form, Hole) and isinstance(form.type, ListType):
        joined = join_types(form.type, list_type(cx, new), cx.new_axis)
        if joined is None:
            nest(cx, new)
            return Torn("its items differ in type")
        return form if joined == form.type else Hole(joined)
    wide = widen(cx, form, old, new, before)
    if isinstance(wide, Torn):
        cx.directives.keyed |= of.made
    return wide


def parts_of(value) -> tuple | None:
    match value:
        case Tuple(items=items) | Items(values=items):
            return items
    return None


def join_forms(cx: Context, a: Form, b: Form, init, value) -> Form:
    match a, b:
        case Absent(), _:
            return b
        case _, Absent():
            return a
        case Hole(type=x), Hole(type=y):
            joined = join_types(x, y, cx.new_axis)
            return torn(x, y, value) if joined is None else Hole(joined)
        case Optional(content=x), Optional(content=y):
            content = join_forms(cx, x, y, present_part(init), present_part(value))
            return content if isinstance(content, Torn) else Optional(content)
        case Parts(items=x), Parts(items=y) if len(x) == len(y):
            nothing = (None,) * len(x)
            parts = zip(x, y, parts_of(init) or nothing, parts_of(value) or nothing)
            return Parts(tuple(join_forms(cx, *part) for part in parts), a.like)
        case Thing(kind=kind, content=x), Thing(content=y) if kind == b.kind:
            content = join_forms(cx, x, y, None, None)
            return content if isinstance(content, Torn) else Thing(kind, content)
    return torn(init, None, value)


def torn(a, b, value) -> Torn:
    def describe(x) -> str:
        if isinstance(x, (ScalarType, ArrayType, ListType, TupleType, OpaqueType)):
            return f"a value of type {x}"
        match x:
            case Static(value=v):
                return f"{v!r}"
            case Array():
                return "an array"
            case Tuple(items=items):
                return f"a tuple of {len(items)}"
            case Ref(identity=identity):
                return f"a {identity.kind}"
            case Closure():
                return "a function"
            case None | Items() | Dyn() | Undefined():
                return "another value"
        return f"a {type(x).__name__.lower()}"

    return Torn(f"it is {describe(a)} on one path and {describe(b or value)} on another")


def texts_differ(x: Abstract, y: Abstract, name: str) -> tuple[str, str] | None:
    """What is said of a text that the run would have to choose, and advised; None for others."""
    if not all(isinstance(v, Static) and isinstance(v.value, str) for v in (x, y)):
        return None
    return (
        f"{name or 'a text'} is {x.value!r} on one path and {y.value!r} on the other, and texts "
        "are known when the code is generated",
        "use numbers, or booleans, for what is decided in the run",
    )
