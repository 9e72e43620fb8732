"""What the abstract interpreter writes to: the open block, the state, the memory of views.

`Context` turns abstract values into operands and back, emits typed calls, and keeps arrays as
storages with versions: reading a view takes it from the latest version of its storage, writing
makes a new version.
"""

from __future__ import annotations



import operator
from collections.abc import Callable
from contextlib import contextmanager
from typing import NoReturn

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import Call, Const, Operand, Pack, UNDEFINED, Value
from ..ir.identity import operand_key
from ..ir.types import (
    INT, ArrayType, Axis, Dim, IterType, ListType, OpaqueType, ScalarType, TupleType, Type,
)  # fmt: skip
from ..source import Span
from .abstract import (
    Abstract, Array, Blur, Closure, Conflict, Dyn, Identity, Method, Range, Ref, Slice, State,
    Static, Tuple, Undefined, Zero,
)  # fmt: skip
from .demands import Culprit, Directives, Order, Origins
from .dims import FreshDims
from .failure import Unreachable
from .infer import InferenceError, result_type
from .layout import Orders
from .lengths import length_of

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


class Context:
    """One specialization in progress. `fixed_span` is set while a rule is lifted: all that it
    emits belongs to the user's operation, not to the rule's own source."""

    def __init__(self, span: Span | None = None):
        self.builder = Builder(span)
        self.state = State()
        self.views: dict[tuple, Value] = {}
        self.lengths: dict[Value, Axis] = {}
        self.canonical: dict[Axis, Value] = {}
        self.fixed_span: Span | None = None
        self.span: Span | None = span
        self.no_grad = 0
        self.fresh = FreshDims()
        self.origins = Origins()
        self.directives = Directives()
        self.assumed: dict[Value, object] = {}  # facts of arguments that the code is made for
        self.joins = 0
        self.order = Orders()
        self.roots: dict[Value, Value] = {}  # version of a list -> the one whose items moved last
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

    def ask(self, message: str, culprits: tuple[Culprit, ...]) -> None:
        """It would help to know what decides the culprits: `Specializer` asks for it."""

    def conflict(self, found: Conflict) -> NoReturn:
        self.demand(found.message, found.advice, found.culprits)

    def raises(self, error: Exception) -> NoReturn:
        """The program raises here, always: nothing that follows is run."""
        cls = type(error) if type(error).__module__ == "builtins" else ValueError
        args = error.args if all(isinstance(a, (str, int)) for a in error.args) else (str(error),)
        made = self.emit(cls, *map(Const, args), type=OpaqueType())
        self.emit(prims.raise_, made, type=OpaqueType(), effect=True)
        self.state.dead = True
        raise Unreachable(error)

    def unbound(self) -> NoReturn:
        self.refuse("a variable is used before it is assigned")

    # --- emission ---

    def infer(self, callee: Callable, args: tuple, kwargs: tuple = ()) -> Type:
        try:
            return result_type(callee, args, kwargs, dim_of=self.lengths.get, fresh=self.fresh)
        except InferenceError as error:
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
        result = Value(name, type, self.span)
        self.builder.ops.append(Call(callee, args, kwargs, result, effect, self.span))
        self.origins.calls[result] = callee, args + tuple(v for _, v in kwargs)
        if isinstance(type, ArrayType):
            self.order.note(result, callee, args)
        if type == INT:
            length = length_of(callee, args, self.lengths.get)
            if length is not None:
                self.lengths[result] = length
        if self.no_grad and not effect and isinstance(type, (ScalarType, ArrayType)):
            stopped = Value(name, type, self.span)
            self.builder.ops.append(
                Call(prims.stop_gradient, (result,), (), stopped, False, self.span)
            )
            return stopped
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
                return Const(v)
            case Dyn(value=v):
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
            case Undefined():
                return Const(UNDEFINED)
            case Zero(like=like) if like is not None:
                return self.zeros_like(like)
            case Closure() | Method():
                self.refuse(
                    "a function is handed to an operation that cannot take it",
                    "call it, or apply it in a loop",
                )
            case _:
                self.refuse(f"a {type(value).__name__.lower()} cannot be used as a value here")

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
                return Pack(content.cls, tuple(map(self.operand, content.values)), content.keys)
        return self.operand(content)

    def content(self, thing: Identity | Ref):
        """What the thing holds now; refused where a write through another name may have
        changed it."""
        if isinstance(thing, Ref):
            if thing.path:
                return self.inner_list(thing)
            thing = thing.identity
        identity = thing
        blur = self.state.unknown.get(identity)
        if blur is not None:
            line = f" (line {blur.span.line})" if blur.span else ""
            self.demand(
                f"whether '{identity.name or 'this array'}' was changed by an earlier write"
                f"{line} is decided only at run time",
                "make one of the two arrays a .copy()",
                (Order(),) if blur.by_order else (),
            )
        found = self.state.heap[identity]
        if isinstance(found, Conflict):
            self.conflict(found)
        return found

    def change(self, ref: Ref, content) -> None:
        """The list, dict or object holds something else now."""
        identity = ref.identity
        if identity.readonly:
            self.conflict(identity.readonly)
        if ref.path:
            self.change_inner(ref, content)
            return
        self.state.heap[identity] = content
        self.blur(identity.twins | identity.holders)

    def blur(self, identities: set[Identity], by_order: bool = False) -> None:
        """A write elsewhere may have changed these too."""
        todo = list(identities)
        while todo:
            identity = todo.pop()
            if identity in self.state.heap and identity not in self.state.unknown:
                self.state.unknown[identity] = Blur(self.span, by_order)
                todo.extend(identity.holders)

    def inner_list(self, ref: Ref) -> Value:
        """The list of unknown length that a path leads to in another."""
        value = self.content(ref.identity)
        if self.roots.get(value, value) is not ref.root:
            self.refuse(
                f"the list '{ref.identity.name}' has changed since this item of it was taken",
                "index the list again",
            )
        for index in ref.path:
            key = (value, operand_key(index))
            if key not in self.views:
                self.views[key] = self.emit(operator.getitem, value, index, type=value.type.item)
            value = self.views[key]
        return value

    def change_inner(self, ref: Ref, content: Value) -> None:
        """An item of a list of unknown length, itself a list, becomes another version of itself."""
        outer = self.content(ref.identity)
        levels = [outer]
        for index in ref.path[:-1]:
            levels.append(self.emit(operator.getitem, levels[-1], index, type=levels[-1].type.item))
        for level, index in zip(reversed(levels), reversed(ref.path)):
            content = self.emit(
                prims.list_write, level, index, content, type=level.type, name=ref.identity.name
            )
        self.roots[content] = self.roots.get(outer, outer)
        self.state.heap[ref.identity] = content
        self.blur(ref.identity.twins | ref.identity.holders | ref.identity.links)

    def wrap(self, value: Value, callee: Callable | None = None, sources: tuple = ()) -> Abstract:
        """The abstract value of a call's result; arrays become fresh storages, which are linked
        to those of `sources` where the callee may return a view."""
        match value.type:
            case ArrayType():
                return Array(self.result_storage(value, callee, sources))
            case TupleType(items=items):
                parts = []
                for k, item in enumerate(items):
                    part = self.emit(operator.getitem, value, Const(k), type=item)
                    parts.append(self.wrap(part, callee, sources))
                return Tuple(tuple(parts))
            case ListType():
                identity = Identity("list", value.name)
                self.state.heap[identity] = value
                return Ref(identity)
            case ScalarType() | OpaqueType() | IterType():
                return Dyn(value)
        raise TypeError(f"no abstract value for {value.type}")

    def result_storage(self, value: Value, callee: Callable | None, sources: tuple) -> Identity:
        storage = self.new_storage(value)
        if callee in MAYBE_VIEWS:
            storage.maybe_view = True
            for source in sources:
                self._link(storage, source)
        if callee in READONLY:
            name = callee.__name__
            storage.readonly = Conflict(f"the result of {name}(), which is read-only, is written",
                                        "write into a .copy()")  # fmt: skip
        return storage

    def link_all(self, identity: Identity, other: Identity) -> None:
        """The two may share memory, and the first whatever else the other may share it with."""
        for linked in (other, *other.links):
            identity.link(linked)
        identity.maybe_view |= other.maybe_view

    def _link(self, storage: Identity, source: Abstract) -> None:
        if isinstance(source, Array):
            self.link_all(storage, source.storage)
        elif isinstance(source, Tuple):
            for item in source.items:
                self._link(storage, item)

    # --- arrays: storages, versions, views ---

    def new_storage(self, value: Value, name: str = "") -> Identity:
        storage = Identity("array", name or value.name)
        storage.order = self.order.of(value)
        self.state.heap[storage] = value
        return storage

    def value_of(self, array: Array) -> Value:
        """The array's entries now: its storage's latest version, seen through its path."""
        value = self.content(array.storage)
        for step in array.path:
            value = self.view(value, step)
        return value

    def view(self, value: Value, step: Operand) -> Value:
        key = (value, operand_key(step))
        known = self.views.get(key)
        if known is None:
            if isinstance(step, Pack) and step.kind is prims.View:
                function, *args = step.items
                known = self.emit(function.value, value, *args)
            else:
                known = self.emit(operator.getitem, value, step)
            self.views[key] = known
        return known

    def write(
        self, array: Array, step: Operand | None, value: Operand, how: Callable = prims.write
    ) -> None:
        """`array[step] = value`, or `array[...] = value` where step is None."""
        storage = array.storage
        if storage.readonly:
            self.conflict(storage.readonly)
        version = self.content(storage)
        path = array.path if step is None else (*array.path, step)
        self.check_write(version, value)
        self.new_version(storage, self.written(how, version, path, value))

    def written(self, write: Callable, version: Value, path: tuple, value: Operand) -> Value:
        """The version after a write. What is reshaped on the way is written in its new shape and
        reshaped back: cotangents go the same way, and need not be in C order."""
        reshaped = [k for k, step in enumerate(path) if is_reshape(step)]
        if not reshaped:
            path_operand = Pack(tuple, path)
            return self.emit(
                write, version, path_operand, value, name=version.name, type=version.type
            )
        last = reshaped[-1]
        part = version
        for step in path[:last]:
            part = self.view(part, step)
        new = self.written(write, self.view(part, path[last]), path[last + 1 :], value)
        axes = (self.operand(self.length(part, k)) for k in range(part.type.ndim))
        back = self.emit(np.reshape, new, Pack(tuple, tuple(axes)), type=part.type)
        if last == 0:
            back.name = version.name
            return back
        return self.written(prims.write, version, path[:last], back)

    def check_write(self, version: Value, value: Operand) -> None:
        kind = getattr(getattr(value, "type", None), "dtype", "")[:1]
        if kind == "c" and version.type.dtype[0] != "c":
            self.refuse(
                "a complex value is written into a real array, which drops its imaginary part",
                "write value.real, or make the array complex",
            )

    def new_version(self, storage: Identity, value: Value) -> None:
        self.state.heap[storage] = value
        for other in storage.links:
            self.blur({other}, storage.maybe_view or other.maybe_view)

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
            case Tuple(items=items):
                types = tuple(map(self.type_of, items))
                return None if None in types else TupleType(types)
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
            self.canonical[dim] = known
        return Dyn(known)

    def is_number(self, value: Abstract) -> bool:
        return isinstance(self.type_of(value), (ScalarType, ArrayType))

    @contextmanager
    def inner(self, state: State):
        """A nested block: what it emits and learns stays in it."""
        saved = self.builder, self.state, self.views, self.canonical, self.span
        self.builder, self.state = Builder(self.span), state
        self.views, self.canonical = dict(self.views), dict(self.canonical)
        try:
            yield self.builder
        finally:
            self.builder, self.state, self.views, self.canonical, self.span = saved


def is_reshape(step: Operand) -> bool:
    """A step of a path that only an array in C order has as a view."""
    return isinstance(step, Pack) and step.kind is prims.View and step.items[0].value is np.reshape


#: functions whose result is always a view of their first argument
VIEWS = frozenset({
    np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims, np.flip, np.fliplr,
    np.flipud, np.rot90, np.rollaxis,
})  # fmt: skip
#: functions whose result may share memory with their arguments, as NumPy decides at run time
MAYBE_VIEWS = frozenset({
    np.reshape, np.ravel, np.asarray, np.ascontiguousarray, np.asfortranarray, np.broadcast_to,
    np.broadcast_arrays, np.atleast_1d, np.atleast_2d, np.atleast_3d, np.split, np.array_split,
    np.hsplit, np.vsplit, np.dsplit, np.diagonal, np.diag, np.real, np.imag, np.array,
    np.unstack,
})  # fmt: skip
#: those of them that give what must not be written
READONLY = frozenset({np.diagonal, np.broadcast_to, np.broadcast_arrays})

