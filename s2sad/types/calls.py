"""Calls: the primitives of untyped IR, operators, attributes, and what a callee is.

A callee is known when the code is generated. It is, in this order: a function with a meaning of
its own to the interpreter (`handlers`), a function with a derivative rule or of a numerical
library (emitted as a call), or Python code (run in place).
"""

from __future__ import annotations

import builtins
import dataclasses
import operator
import types
from collections.abc import Callable

import numpy as np

from ..errors import SourceNotFoundError
from ..frontend.capture import capture
from ..frontend.lower import lower
from ..ir import prims
from ..ir.nodes import Call, Const, Function, Pack, Value
from ..ir.types import ArrayType, OpaqueType, ScalarType, is_differentiable
from .abstract import (
    Abstract, Array, Closure, Conflict, Dyn, Enumerate, Identity, Items, Method, Range, Ref,
    Reversed, Slice, Static, Tuple, Undefined, Zero, Zip,
)  # fmt: skip
from .context import VIEWS, dtype_name, python_scalar_type
from .handlers import HANDLERS, LINEAR_SUMS, METHODS, OPAQUE_EFFECTS
from .values import Values

LIBRARIES = ("numpy", "scipy", "math", "cmath", "operator", "builtins", "itertools", "functools")

INPLACE = {
    operator.iadd: operator.add, operator.isub: operator.sub, operator.imul: operator.mul,
    operator.itruediv: operator.truediv, operator.ifloordiv: operator.floordiv,
    operator.imod: operator.mod, operator.ipow: operator.pow, operator.imatmul: operator.matmul,
    operator.iand: operator.and_, operator.ior: operator.or_, operator.ixor: operator.xor,
    operator.ilshift: operator.lshift, operator.irshift: operator.rshift,
}  # fmt: skip
BINARY = frozenset({
    *INPLACE.values(), operator.lt, operator.le, operator.gt, operator.ge, operator.eq,
    operator.ne,
})  # fmt: skip
UNARY = frozenset({operator.neg, operator.pos, operator.invert, operator.not_})
SPECIAL_METHODS = {
    operator.add: ("__add__", "__radd__"), operator.sub: ("__sub__", "__rsub__"),
    operator.mul: ("__mul__", "__rmul__"), operator.truediv: ("__truediv__", "__rtruediv__"),
    operator.matmul: ("__matmul__", "__rmatmul__"), operator.pow: ("__pow__", "__rpow__"),
    operator.mod: ("__mod__", "__rmod__"), operator.floordiv: ("__floordiv__", "__rfloordiv__"),
    operator.eq: ("__eq__", "__eq__"), operator.ne: ("__ne__", "__ne__"),
    operator.lt: ("__lt__", "__gt__"), operator.gt: ("__gt__", "__lt__"),
    operator.le: ("__le__", "__ge__"), operator.ge: ("__ge__", "__le__"),
    operator.neg: ("__neg__",), operator.pos: ("__pos__",),
}  # fmt: skip


class Frame:
    """The function whose untyped IR is being run: where its names resolve."""

    __slots__ = ("globals", "cells", "closure", "function", "path")

    def __init__(self, function: Function, globals: dict, cells=None, closure=None):
        self.function, self.globals = function, globals
        self.cells: dict[str, Abstract] = cells or {}
        self.closure: dict[str, types.CellType] = closure or {}


class Calls(Values):
    """Adds calls; `frames` is the stack of functions that are being run in place."""

    def __init__(self, span=None):
        super().__init__(span)
        self.frames: list[Frame] = []
        self.hidden: dict[tuple, Abstract] = {}
        self.reads: dict[tuple, object] = {}
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

    # --- operators ---

    def binary(self, op: Callable, a: Abstract, b: Abstract) -> Abstract:
        match a, b:
            case (Zero(), _) | (_, Zero()):
                return self.binary_zero(op, a, b)
            case Static(value=x), Static(value=y):
                return self.lift_constant(self.evaluate(op, x, y))
            case (Undefined(), _) | (_, Undefined()):
                self.refuse("a variable is used before it is assigned")
            case (Conflict() as c, _) | (_, Conflict() as c):
                self.refuse(c.message, c.advice)
            case (Tuple(), _) | (_, Tuple()) | (Ref(), _) | (_, Ref()):
                found = self.binary_sequence(op, a, b)
                if found is not None:
                    return found
        if isinstance(a, Array) and isinstance(b, Static) and op in (operator.is_,):
            return Static(False)
        if self.is_text(a) or self.is_text(b):
            return self.emit_opaque(op, a, b)
        if op is operator.mul and isinstance(a, Static) and isinstance(b, Dyn):
            pass
        return self.wrap(self.emit(op, self.operand(a), self.operand(b)), op, (a, b))

    def binary_zero(self, op, a: Abstract, b: Abstract) -> Abstract:
        """A rule is linear in its tangents: a term with a zero tangent vanishes."""
        if op in (operator.add, operator.sub):
            if isinstance(b, Zero):
                return a
            return b if op is operator.add else self.unary(operator.neg, b)
        return Zero()

    def binary_sequence(self, op, a: Abstract, b: Abstract) -> Abstract | None:
        """Tuples, lists and objects; None where the operands are to be taken as arrays."""
        for obj, other, position in ((a, b, 0), (b, a, 1)):
            if isinstance(obj, Ref) and obj.identity.kind == "object":
                names = SPECIAL_METHODS.get(op, ())
                if position < len(names) and self.has_method(obj, names[position]):
                    return self.call_method(obj, names[position], (other,), {})
                self.refuse(f"this object has no {names[0] if names else op.__name__}")
        x, y = self.known_items(a), self.known_items(b)
        if x is not None and y is not None and type(a) is type(b):
            if op is operator.add:
                return Tuple(x + y) if isinstance(a, Tuple) else self.new_list(x + y)
            if op in (operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge):
                return self.compare_items(op, x, y)
        if op is operator.add and isinstance(a, Ref) and isinstance(b, Ref):
            type_ = self.list_type(a, b)
            if type_ is not None:
                both = (self.list_value(a, type_), self.list_value(b, type_))
                return self.wrap(self.emit(op, *both, type=type_))
        for items, seq, count in ((x, a, b), (y, b, a)):
            if op is operator.mul and items is not None and isinstance(count, Static):
                repeated = items * count.value
                return Tuple(repeated) if isinstance(seq, Tuple) else self.new_list(repeated)
            if op is operator.mul and isinstance(seq, Ref) and isinstance(count, Dyn):
                type_ = self.list_type(seq)
                if type_ is not None and isinstance(count.value.type, ScalarType):
                    made = self.list_value(seq, type_)
                    return self.wrap(self.emit(op, made, count.value, type=type_))
        if op in (operator.eq, operator.ne) and not (
            isinstance(a, (Array, Dyn)) or isinstance(b, (Array, Dyn))
        ):
            return Static(op is operator.ne)
        return None

    def known_items(self, value: Abstract) -> tuple | None:
        match value:
            case Tuple(items=items):
                return items
            case Static(value=tuple() as v):
                return tuple(map(Static, v))
            case Ref(identity=identity) if identity.kind == "list":
                content = self.content(identity)
                return content.values if isinstance(content, Items) else None
        return None

    def compare_items(self, op, x: tuple, y: tuple) -> Abstract:
        """Lexicographic comparison of two sequences of known lengths."""
        if op in (operator.eq, operator.ne):
            result: Abstract = Static(len(x) == len(y))
            if len(x) == len(y):
                for i, j in zip(x, y):
                    same = self.binary(operator.eq, i, j)
                    result = self.both(result, same)
            return result if op is operator.eq else self.unary(operator.not_, result)
        if all(isinstance(i, Static) for i in x + y):
            return Static(op(tuple(i.value for i in x), tuple(i.value for i in y)))
        self.refuse("sequences are ordered by values that are known only at run time")

    def both(self, a: Abstract, b: Abstract) -> Abstract:
        if isinstance(a, Static):
            return b if a.value else a
        if isinstance(b, Static):
            return a if b.value else b
        return self.binary(operator.and_, a, b)

    def unary(self, op: Callable, a: Abstract) -> Abstract:
        if isinstance(a, Zero):
            return a
        if isinstance(a, Static):
            return self.lift_constant(self.evaluate(op, a.value))
        if op is operator.not_:
            known = self.truth(a)
            if isinstance(known, bool):
                return Static(not known)
        if isinstance(a, Ref) and a.identity.kind == "object":
            return self.call_method(a, SPECIAL_METHODS[op][0], (), {})
        return self.emit_abstract(op, a)

    def inplace(self, op: Callable, a: Abstract, b: Abstract) -> Abstract:
        """`a += b`: an array is written into, a list grows, anything else is bound anew."""
        if isinstance(a, Array):
            if isinstance(b, Zero):
                return a
            result = self.binary(INPLACE[op], a, b)
            self.check_inplace(a, result)
            self.write(a, None, self.operand(result))
            return a
        if isinstance(a, Ref) and a.identity.kind == "list" and op is operator.iadd:
            self.call(Method(a, "extend"), [b], {})
            return a
        if isinstance(a, Ref) and a.identity.kind == "object":
            name = SPECIAL_METHODS[INPLACE[op]][0].replace("__", "__i", 1)
            if self.has_method(a, name):
                return self.call_method(a, name, (b,), {})
        return self.binary(INPLACE[op], a, b)

    def check_inplace(self, target: Array, result: Abstract) -> None:
        """What NumPy refuses of an in-place operation, refused here with the user's line."""
        have, new = self.value_of(target).type, self.type_of(result)
        ranks = "biufc"
        if ranks.index(new.dtype[0]) > ranks.index(have.dtype[0]):
            self.refuse(
                f"an array of {have.dtype} cannot take a result of {new.dtype} in place",
                "write `x = x + y`, or make the array of that dtype",
            )
        if isinstance(new, ArrayType) and new.ndim > have.ndim:
            self.refuse("the result has more axes than the array that it is written into")

    def is_text(self, a: Abstract) -> bool:
        match a:
            case Static(value=str() | bytes()):
                return True
            case Dyn(value=Value(type=OpaqueType())):
                return True
        return False

    # --- constants and names ---

    def lift_constant(self, value) -> Abstract:
        """A Python value that is fixed for the generated code."""
        if isinstance(value, list):
            return self.new_list(tuple(map(self.lift_constant, value)))
        return Static(value)

    def run_load_global(self, op: Call) -> Abstract:
        name = op.args[0].value
        frame = self.frames[-1]
        if name in frame.globals:
            return self.lift_name(
                ("global", id(frame.globals), name), frame.globals[name], frame.globals
            )
        if hasattr(builtins, name):
            return Static(getattr(builtins, name))
        self.refuse(f"the name '{name}' is not defined")

    def run_load_free(self, op: Call) -> Abstract:
        name = op.args[0].value
        frame = self.frames[-1]
        if name in frame.cells:
            cell = frame.cells[name]
            if isinstance(cell, Ref) and cell.identity.kind == "cell":
                return self.cell_content(cell)
            return cell
        cell = frame.closure.get(name)
        if cell is None:
            self.refuse(f"the name '{name}' is not defined")
        try:
            value = cell.cell_contents
        except ValueError:
            self.refuse(f"the variable '{name}' is used before it is assigned")
        return self.lift_name(("cell", id(cell), name), value, cell)

    def cell_content(self, cell: Ref) -> Abstract:
        content = self.content(cell.identity)
        if isinstance(content, Undefined):
            self.refuse(f"the variable '{cell.identity.name}' is used before it is assigned")
        return content

    def lift_name(self, key: tuple, value, holder) -> Abstract:
        """A global or captured value: floats and arrays are hidden arguments, the rest static."""
        known = self.hidden.get(key)
        if known is not None:
            return known
        lifted = self.hidden_argument(key, value, holder)
        if lifted is None:
            self.reads[key] = (holder, value)
            lifted = self.lift_constant(value) if not isinstance(value, list) else Static(value)
        else:
            self.hidden[key] = lifted
        return lifted

    def hidden_argument(self, key: tuple, value, holder) -> Abstract | None:
        """Set by `specialize`: makes a parameter of a captured array or float."""
        return None

    # --- calls ---

    def run_python_call(self, op: Call) -> Abstract:
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
        return self.call(function, args, kwargs)

    def keywords_of(self, value: Abstract) -> dict[str, Abstract]:
        if isinstance(value, Ref) and value.identity.kind == "dict":
            content = self.content(value.identity)
            return dict(zip(content.keys, content.values))
        if isinstance(value, Static) and isinstance(value.value, dict):
            return {k: self.lift_constant(v) for k, v in value.value.items()}
        self.refuse("what follows ** must be a dict of known keys")

    def call(self, function: Abstract, args: list[Abstract], kwargs: dict) -> Abstract:
        match function:
            case Method():
                return self.call_bound(function, args, kwargs)
            case Closure():
                frame = Frame(function.function, function.globals, function.cells)
                return self.inline(frame, args, kwargs, function.defaults, function.kwdefaults)
            case Static(value=value):
                return self.call_static(value, args, kwargs)
            case Conflict(message=message, advice=advice):
                self.refuse(message, advice)
            case Ref(identity=identity) if identity.kind == "object":
                return self.call_method(function, "__call__", tuple(args), kwargs)
            case Dyn(value=Value(type=OpaqueType())):
                return self.emit_opaque(prims.Method("__call__"), function, *args, **kwargs)
            case Undefined():
                self.refuse("a function is used before it is defined")
        self.refuse("what is called here is no function")

    def call_static(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        transform = self.transforms.get(type(f))
        if transform is not None:
            return transform(self, f, args, kwargs)
        try:
            handler = HANDLERS.get(f)
        except TypeError:
            handler = None
        if handler is not None:
            return handler(self, args, kwargs)
        if any(isinstance(a, Zero) for a in args):
            return self.call_zero(f, args, kwargs)
        if isinstance(f, types.MethodType):
            return self.call_static(f.__func__, [self.lift_object(f.__self__), *args], kwargs)
        if isinstance(f, type):
            return self.construct(f, args, kwargs)
        if self.has_rule(f) or self.is_library(f):
            return self.emit_library(f, args, kwargs)
        if isinstance(f, types.FunctionType):
            return self.call_python(f, args, kwargs)
        if callable(f) and not isinstance(f, types.BuiltinFunctionType):
            method = getattr(type(f), "__call__", None)
            if isinstance(method, types.FunctionType):
                return self.call_python(method, [self.lift_object(f), *args], kwargs)
        if isinstance(f, types.BuiltinMethodType) and not isinstance(f.__self__, types.ModuleType):
            owner = self.lift_object(f.__self__)
            return self.call_bound(Method(owner, f.__name__), args, kwargs)
        self.refuse(
            f"no derivative rule is known for {describe(f)}, and its source is not Python",
            "register one with s2sad.defvjp and s2sad.defjvp",
        )

    def call_zero(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        if f in LINEAR_SUMS:
            return LINEAR_SUMS[f](self, args, kwargs)
        return Zero()

    def is_library(self, f) -> bool:
        if isinstance(f, np.ufunc):
            return True
        if isinstance(f, prims.Method):
            return True
        module = getattr(f, "__module__", None) or ""
        return module.split(".")[0] in LIBRARIES or module == "s2sad.ir.prims" or (
            module.startswith("s2sad.runtime")
        )

    def emit_library(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        """A call of a numerical library, canonical and typed; known where its arguments are."""
        out = kwargs.pop("out", None)
        if out is not None and not (isinstance(out, Static) and out.value is None):
            return self.emit_out(f, args, kwargs, out)
        values = [*args, *kwargs.values()]
        if values and all(isinstance(v, Static) for v in values) and is_pure(f):
            return self.fold_library(f, args, kwargs)
        f = CANONICAL.get(f, f) if not kwargs and any(map(self.is_array_like, args)) else f
        if f in VIEWS and args and isinstance(args[0], Array):
            return self.view_call(f, args, kwargs)
        return self.emit_abstract(f, *args, **kwargs)

    def fold_library(self, f, args, kwargs) -> Abstract:
        values = [a.value for a in args]
        pairs = {k: v.value for k, v in kwargs.items()}
        with np.errstate(all="ignore"):
            return self.lift_constant(self.evaluate(lambda: f(*values, **pairs)))

    def is_array_like(self, value: Abstract) -> bool:
        match self.type_of(value):
            case ArrayType():
                return True
            case ScalarType(python=python):
                return not python
        return False

    def emit_out(self, f, args, kwargs, out: Abstract) -> Abstract:
        """`f(..., out=c)` computes, then writes into c."""
        if isinstance(out, Tuple) and len(out.items) == 1:
            out = out.items[0]
        if not isinstance(out, Array):
            self.refuse("out= must be an array here")
        result = self.emit_library(f, args, kwargs)
        self.check_inplace(out, result)
        self.write(out, None, self.operand(result))
        return out

    def view_call(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        """A view is its storage and one more step."""
        rest = [*args[1:], *kwargs.values()]
        if not all(isinstance(a, (Static, Tuple)) for a in rest):
            return self.emit_abstract(f, *args, **kwargs)
        if kwargs:
            rest = list(args[1:]) + [v for v in kwargs.values()]
            if f not in (np.squeeze, np.expand_dims, np.flip, np.transpose) or len(rest) != 1:
                self.refuse(f"keyword arguments of np.{f.__name__} are not supported here",
                            "pass them by position")  # fmt: skip
        step = Pack(prims.View, (Const(f), *map(self.operand, rest)))
        array: Array = args[0]
        seen = Array(array.storage, (*array.path, step))
        self.value_of(seen)
        return seen

    # --- Python functions, run in place ---

    def call_python(self, f: types.FunctionType, args, kwargs) -> Abstract:
        try:
            captured = capture(f)
        except SourceNotFoundError as error:
            self.refuse(
                f"the source of {describe(f)} cannot be read: {error.message}",
                "define it in a file, or register a rule with s2sad.defvjp",
            )
        function = lowered(captured)
        frame = Frame(function, captured.globals, closure=captured.closure)
        self.reads[("code", id(f))] = (f, f.__code__)
        defaults = tuple(
            self.lift_name(("default", id(f), k), v, f)
            for k, v in enumerate(captured.defaults or ())
        )
        kwdefaults = {
            k: self.lift_name(("kwdefault", id(f), k), v, f)
            for k, v in (captured.kwdefaults or {}).items()
        }
        return self.inline(frame, args, kwargs, defaults, kwdefaults)

    def inline(self, frame: Frame, args, kwargs, defaults=(), kwdefaults=None) -> Abstract:
        bound = self.bind(frame.function, args, kwargs, defaults, kwdefaults or {})
        if self.depth >= 100:
            self.refuse(
                "the recursion does not end for arguments of these types",
                "let its depth depend on a value that is known when the code is generated",
            )
        saved, span = self.env, self.span
        self.env = {}
        self.frames.append(frame)
        self.depth += 1
        try:
            for param, value in zip(frame.function.params, bound):
                self.env[param.tree] = value
                self.suggest_name(value, "")
            self.run_ops(frame.function.body)
            return self.read(frame.function.body.terminator.value)
        finally:
            self.depth -= 1
            self.frames.pop()
            self.env, self.span = saved, span
            self.builder.span = span

    def bind(self, function: Function, args, kwargs, defaults, kwdefaults) -> list[Abstract]:
        """Arguments to parameters, as Python binds them; a mismatch is the user's error."""
        params, args, kwargs = function.params, list(args), dict(kwargs)
        positional = [p for p in params if p.kind in (0, 1)]
        given: dict[str, Abstract] = {}
        for param, default in zip(positional[len(positional) - len(defaults) :], defaults):
            given[param.name] = default
        given.update(kwdefaults)
        taken = set()
        for param, value in zip(positional, args):
            given[param.name] = value
            taken.add(param.name)
        rest = args[len(positional) :]
        bound = []
        for param in params:
            name = param.name
            if param.kind == 2:
                bound.append(Tuple(tuple(rest)))
                rest = []
            elif param.kind == 4:
                names = {p.name for p in params if p.kind in (1, 3)}
                extra = {k: v for k, v in kwargs.items() if k not in names}
                bound.append(self.new_dict(extra.keys(), extra.values()))
                kwargs = {k: v for k, v in kwargs.items() if k in names}
            else:
                if name in kwargs and param.kind != 0:
                    if name in taken:
                        self.refuse(f"{function.name}() got two values for '{name}'")
                    given[name] = kwargs.pop(name)
                if name not in given:
                    self.refuse(f"{function.name}() misses the argument '{name}'")
                bound.append(given[name])
        if rest:
            self.refuse(f"{function.name}() takes {len(positional)} arguments, {len(args)} given")
        if unknown := [k for k in kwargs if k not in given]:
            self.refuse(f"{function.name}() has no parameter '{unknown[0]}'")
        return bound

    # --- objects ---

    def lift_object(self, obj) -> Abstract:
        if isinstance(obj, np.ndarray | float | np.floating | complex):
            lifted = self.hidden_argument(("object", id(obj)), obj, obj)
            return Static(obj) if lifted is None else lifted
        return self.lift_constant(obj)

    def construct(self, cls: type, args, kwargs) -> Abstract:
        """`cls(...)` for dataclasses, namedtuples and the user's own classes."""
        if issubclass(cls, BaseException):
            return self.emit_opaque(cls, *args, **kwargs)
        if issubclass(cls, tuple) and hasattr(cls, "_fields"):
            defaults = getattr(cls, "_field_defaults", {})
            values = dict(zip(cls._fields, args)) | kwargs
            missing = [f for f in cls._fields if f not in values and f not in defaults]
            if missing:
                self.refuse(f"{cls.__name__}() misses the field '{missing[0]}'")
            items = (values.get(f) or self.lift_constant(defaults[f]) for f in cls._fields)
            return Tuple(tuple(items), cls)
        if issubclass(cls, np.generic):
            return self.emit_library(prims.astype, [*args, Static(np.dtype(cls))], {})
        if self.is_library(cls):
            return self.emit_opaque(cls, *args, **kwargs)
        identity = Identity("object", cls.__name__.lower())
        self.state.heap[identity] = Items((), (), cls)
        obj = Ref(identity)
        if dataclasses.is_dataclass(cls) and is_generated_init(cls):
            self.init_dataclass(obj, cls, args, kwargs)
        elif isinstance(cls.__init__, types.FunctionType):
            self.call_python(cls.__init__, [obj, *args], kwargs)
        return obj

    def init_dataclass(self, obj: Ref, cls: type, args, kwargs) -> None:
        fields = [f for f in dataclasses.fields(cls) if f.init]
        values = dict(zip([f.name for f in fields], args)) | kwargs
        if len(args) > len(fields) or set(values) - {f.name for f in fields}:
            self.refuse(f"{cls.__name__}() does not take these arguments")
        for f in dataclasses.fields(cls):
            if f.name in values:
                value = values[f.name]
            elif f.default is not dataclasses.MISSING:
                value = self.lift_object(f.default)
            elif f.default_factory is not dataclasses.MISSING:
                value = self.call_static(f.default_factory, [], {})
            else:
                self.refuse(f"{cls.__name__}() misses the field '{f.name}'")
            self.set_attribute_raw(obj, f.name, value)
        if hasattr(cls, "__post_init__"):
            self.call_method(obj, "__post_init__", (), {})

    def set_attribute_raw(self, obj: Ref, name: str, value: Abstract) -> None:
        content: Items = self.content(obj.identity)
        self.state.heap[obj.identity] = content.with_item(name, value)

    def class_of(self, obj: Ref) -> type | None:
        content = self.content(obj.identity)
        return content.cls if isinstance(content, Items) else None

    def has_method(self, obj: Ref, name: str) -> bool:
        return isinstance(find_in_class(self.class_of(obj), name), types.FunctionType)

    def call_method(self, obj: Ref, name: str, args: tuple, kwargs: dict) -> Abstract:
        method = find_in_class(self.class_of(obj), name)
        if not isinstance(method, types.FunctionType):
            self.refuse(f"this object has no method {name}")
        return self.call_python(method, [obj, *args], kwargs)

    def call_bound(self, method: Method, args: list[Abstract], kwargs: dict) -> Abstract:
        owner = method.owner
        if method.function is not None:
            return self.call_static(method.function, [owner, *args], kwargs)
        if isinstance(owner, Zero):
            return owner
        handler = None
        kind = self.method_kind(owner)
        handler = METHODS.get((kind, method.name))
        if handler is not None:
            return handler(self, owner, args, kwargs)
        if kind == "static":
            return self.call_static_method(owner.value, method.name, args, kwargs)
        if kind == "opaque":
            return self.call_opaque_method(owner, method.name, args, kwargs)
        self.refuse(f"the method '{method.name}' of {KINDS[kind]} is not supported")

    def method_kind(self, owner: Abstract) -> str:
        match owner:
            case Array():
                return "array"
            case Dyn(value=Value(type=ScalarType())):
                return "array"
            case Dyn():
                return "opaque"
            case Ref(identity=identity):
                return identity.kind
            case Tuple():
                return "tuple"
            case Static(value=v) if python_scalar_type(v) is not None:
                return "array"
            case Conflict(message=message, advice=advice):
                self.refuse(message, advice)
        return "static"

    def call_static_method(self, obj, name: str, args, kwargs) -> Abstract:
        """A method of an object outside the function: strings are folded, others only passed on."""
        if isinstance(obj, np.random.Generator | np.random.RandomState):
            return self.call_opaque_method(Static(obj), name, args, kwargs)
        bound = getattr(obj, name)
        if isinstance(bound, types.MethodType) and isinstance(bound.__func__, types.FunctionType):
            return self.call_python(bound.__func__, [Static(obj), *args], kwargs)
        values = [*args, *kwargs.values()]
        if isinstance(obj, (str, bytes, tuple, int, float, frozenset, np.dtype, range)):
            if all(isinstance(v, Static) for v in values):
                return self.fold_library(bound, args, kwargs)
            return self.emit_opaque(prims.Method(name), Static(obj), *args, **kwargs)
        self.refuse(
            f"the method '{name}' of an object of class {type(obj).__name__} cannot be followed",
            "pass what it computes as an argument",
        )

    def call_opaque_method(self, owner: Abstract, name: str, args, kwargs) -> Abstract:
        handler = OPAQUE_EFFECTS.get(name)
        if handler is not None:
            return handler(self, owner, name, args, kwargs)
        active = [a for a in (*args, *kwargs.values()) if is_differentiable(self.type_of(a))]
        if active:
            self.refuse(
                f"the method '{name}' of an object that is only passed on takes numbers",
                "make it a function of numbers and arrays",
            )
        return self.emit_opaque(prims.Method(name), owner, *args, effect=True, **kwargs)

    # --- attributes ---

    def run_get_attribute(self, op: Call) -> Abstract:
        return self.get_attribute(self.read(op.args[0]), op.args[1].value)

    def get_attribute(self, obj: Abstract, name: str) -> Abstract:
        match obj:
            case Static(value=value):
                return self.attribute_of_static(value, name)
            case Array() | Dyn(value=Value(type=ScalarType())):
                return self.attribute_of_array(obj, name)
            case Ref(identity=identity) if identity.kind == "object":
                return self.attribute_of_object(obj, name)
            case Tuple(cls=cls) if cls is not tuple:
                if name in cls._fields:
                    return obj.items[cls._fields.index(name)]
                found = find_in_class(cls, name)
                if isinstance(found, property):
                    return self.call_python(found.fget, [obj], {})
                if isinstance(found, types.FunctionType) and name[:1] != "_":
                    return Method(obj, name, found)
            case Conflict(message=message, advice=advice):
                self.refuse(message, advice)
            case Undefined():
                self.refuse("a variable is used before it is assigned")
            case Slice() if name in ("start", "stop", "step"):
                return getattr(obj, name)
            case Zero():
                return Method(obj, name) if name in ("sum", "reshape", "astype") else obj
            case Dyn() if name not in OPAQUE_EFFECTS:
                return Method(obj, name)
        return Method(obj, name)

    def attribute_of_static(self, value, name: str) -> Abstract:
        if python_scalar_type(value) is not None and name in METHODS_OF_NUMBERS:
            return METHODS_OF_NUMBERS[name](value)
        if isinstance(value, (np.random.Generator, np.random.RandomState)):
            return Method(Static(value), name)
        try:
            found = getattr(value, name)
        except AttributeError as error:
            self.refuse(str(error))
        if isinstance(value, types.ModuleType):
            if value.__name__.split(".")[0] in LIBRARIES:
                return Static(found)
            return self.lift_name(("global", id(value.__dict__), name), found, value.__dict__)
        if callable(found):
            return Method(Static(value), name) if isinstance(value, (str, bytes, tuple)) else (
                Static(found)
            )
        if isinstance(value, type) or isinstance(value, (str, np.dtype, np.finfo, np.iinfo)):
            return self.lift_constant(found)
        return self.lift_name(("attribute", id(value), name), found, value)

    def attribute_of_array(self, obj: Abstract, name: str) -> Abstract:
        handler = METHODS.get(("attribute", name))
        if handler is not None:
            return handler(self, obj)
        if ("array", name) in METHODS:
            return Method(obj, name)
        self.refuse(
            f"the attribute '{name}' of an array is not supported",
        )

    def attribute_of_object(self, obj: Ref, name: str) -> Abstract:
        content: Items = self.content(obj.identity)
        cls = content.cls
        found = find_in_class(cls, name)
        if isinstance(found, property):
            return self.call_python(found.fget, [obj], {})
        own = content.get(name)
        if own is not None:
            return own
        match found:
            case types.FunctionType():
                return Method(obj, name, found)
            case staticmethod():
                return Static(found.__func__)
            case classmethod():
                return Method(Static(cls), name, found.__func__)
        if found is MISSING:
            self.refuse(f"'{cls.__name__}' object has no attribute '{name}'")
        return self.lift_name(("class", id(cls), name), found, cls)

    def run_set_attribute(self, op: Call) -> Abstract:
        obj, value = self.read(op.args[0]), self.read(op.args[2])
        name = op.args[1].value
        if isinstance(obj, Ref) and obj.identity.kind == "object":
            found = find_in_class(self.class_of(obj), name)
            if isinstance(found, property):
                if found.fset is None:
                    self.refuse(f"the property '{name}' cannot be set")
                self.call_python(found.fset, [obj, value], {})
            else:
                self.set_attribute_raw(obj, name, value)
            return Static(None)
        if isinstance(obj, Array) and name == "shape":
            self.refuse("an array is reshaped in place", "write x = x.reshape(...)")
        self.refuse(
            f"the attribute '{name}' of an object outside the function is written",
            "pass the object as an argument, or return the new value",
        )


MISSING = object()
KINDS = {"array": "an array", "list": "a list", "dict": "a dict", "tuple": "a tuple",
         "object": "an object", "cell": "a variable", "opaque": "an object",
         "static": "an object"}  # fmt: skip
METHODS_OF_NUMBERS = {
    "shape": lambda v: Tuple(()), "ndim": lambda v: Static(0), "size": lambda v: Static(1),
    "real": lambda v: Static(v.real), "imag": lambda v: Static(v.imag),
    "dtype": lambda v: Static(np.asarray(v).dtype), "T": Static,
}  # fmt: skip
#: NumPy's names of operators, where an argument is an array
CANONICAL = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul,
    np.divide: operator.truediv, np.negative: operator.neg, np.power: operator.pow,
    np.floor_divide: operator.floordiv, np.remainder: operator.mod, np.matmul: operator.matmul,
    np.less: operator.lt, np.less_equal: operator.le, np.greater: operator.gt,
    np.greater_equal: operator.ge, np.equal: operator.eq, np.not_equal: operator.ne,
}  # fmt: skip


def find_in_class(cls: type, name: str):
    for base in cls.__mro__:
        if name in base.__dict__:
            return base.__dict__[name]
    return MISSING


def is_generated_init(cls: type) -> bool:
    return cls.__init__.__code__.co_filename == "<string>"


def is_pure(f) -> bool:
    """A function that may be run while the code is generated."""
    if isinstance(f, (np.ufunc, prims.Method)):
        return isinstance(f, np.ufunc)
    module = getattr(f, "__module__", None) or ""
    return module.split(".")[0] in ("numpy", "math", "cmath", "builtins", "operator", "_operator") and (
        getattr(f, "__name__", "") not in ("print", "open", "input", "exec", "eval")
        and "random" not in module
    )


def describe(f) -> str:
    module = getattr(f, "__module__", None)
    name = getattr(f, "__qualname__", None) or getattr(f, "__name__", None) or repr(f)
    return f"{module}.{name}" if module and module != "builtins" else name


_lowered: dict = {}


def lowered(captured) -> Function:
    """The untyped IR of a captured function; code objects are lowered once."""
    code = captured.function.__code__
    if code not in _lowered:
        _lowered[code] = lower(captured)
    return _lowered[code]


# --- handlers of the untyped primitives ---


def _new_cell(cx: Calls, op: Call) -> Abstract:
    identity = Identity("cell", op.args[0].value)
    cx.state.heap[identity] = Undefined()
    return Ref(identity)


def _cell_set(cx: Calls, op: Call) -> Abstract:
    cell, value = cx.read(op.args[0]), cx.read(op.args[1])
    cx.suggest_name(value, cell.identity.name)
    cx.state.heap[cell.identity] = value
    return Static(None)


def _make_closure(cx: Calls, op: Call) -> Abstract:
    function, cells, defaults, kwdefaults = op.args
    captured = {k: cx.read(v) for k, v in zip(cells.keys or (), cells.items)}
    frame = cx.frames[-1]
    names = _free_names(function.value)
    for name in names - set(captured):  # a name of the function around the one around
        if name in frame.cells:
            captured[name] = frame.cells[name]
    return Closure(
        function.value,
        frame.globals,
        {**{k: v for k, v in frame.cells.items() if k not in captured}, **captured},
        tuple(cx.read(d) for d in defaults.items),
        {k: cx.read(v) for k, v in zip(kwdefaults.keys or (), kwdefaults.items)},
    )


def _free_names(function: Function) -> set[str]:
    return set()


def _build_list(cx: Calls, op: Call) -> Abstract:
    return cx.new_list(_starred(cx, op.args))


def _build_tuple(cx: Calls, op: Call) -> Abstract:
    return Tuple(tuple(_starred(cx, op.args)))


def _starred(cx: Calls, operands) -> list[Abstract]:
    items: list[Abstract] = []
    for item in operands:
        if isinstance(item, Pack) and item.kind is prims.Star:
            items.extend(cx.items_of(cx.read(item.items[0])))
        else:
            items.append(cx.read(item))
    return items


def _build_dict(cx: Calls, op: Call) -> Abstract:
    pack = op.args[0]
    content = Items((), ())
    for key, item in zip(pack.keys or (), pack.items):
        value = cx.read(item)
        if key is None:
            for k, v in cx.keywords_of(value).items():
                content = content.with_item(k, v)
        else:
            content = content.with_item(key, value)
    return cx.new_dict(content.keys, content.values)


def _append_item(cx: Calls, op: Call) -> Abstract:
    cx.append(cx.read(op.args[0]), cx.read(op.args[1]))
    return Static(None)


def _unpack(cx: Calls, op: Call) -> Abstract:
    before, star, after = (o.value for o in op.args[1:])
    return cx.unpack(cx.read(op.args[0]), before, star, after)


def _is(cx: Calls, op: Call) -> Abstract:
    a, b = (cx.read(o) for o in op.args)
    same = _identical(cx, a, b)
    return Static(same if op.callee is operator.is_ else not same)


def _identical(cx: Calls, a: Abstract, b: Abstract) -> bool:
    match a, b:
        case Static(value=x), Static(value=y):
            return x is y or (type(x) is type(y) and isinstance(x, (bool, str)) and x == y)
        case Array(), Array():
            if a.storage is b.storage:
                return len(a.path) == len(b.path) == 0
            if b.storage in a.storage.links:
                cx.refuse("whether these two are the same array is known only at run time")
            return False
        case Ref(), Ref():
            return a.identity is b.identity
        case Dyn(value=x), Dyn(value=y):
            if x is not y and isinstance(x.type, OpaqueType):
                cx.refuse("whether these two are the same object is known only at run time")
            return x is y
        case (Conflict() as c, _) | (_, Conflict() as c):
            cx.refuse(c.message, c.advice)
    return a is b


def _contains(cx: Calls, op: Call) -> Abstract:
    item, container = (cx.read(o) for o in op.args)
    found = _member(cx, item, container)
    return found if op.callee is prims.is_in else cx.unary(operator.not_, found)


def _member(cx: Calls, item: Abstract, container: Abstract) -> Abstract:
    if isinstance(item, Static) and isinstance(container, Static):
        return Static(cx.evaluate(operator.contains, container.value, item.value))
    if isinstance(container, Ref) and container.identity.kind == "dict":
        if isinstance(item, Static):
            return Static(cx.content(container.identity).get(item.value) is not None)
    if isinstance(container, Array):
        return cx.call(Static(np.any), [cx.binary(operator.eq, container, item)], {})
    items = cx.items_of(container)
    found: Abstract = Static(False)
    for candidate in items:
        same = cx.binary(operator.eq, candidate, item)
        if isinstance(same, Static) and same.value is True:
            return Static(True)
        if isinstance(same, Static):
            continue
        found = same if isinstance(found, Static) else cx.binary(operator.or_, found, same)
    return found


def _format_value(cx: Calls, op: Call) -> Abstract:
    value, conversion, spec = (cx.read(o) for o in op.args)
    if all(isinstance(v, Static) for v in (value, conversion, spec)):
        return Static(prims.format_value(value.value, conversion.value, spec.value))
    return cx.emit_opaque(prims.format_value, value, conversion, spec)


def _join_text(cx: Calls, op: Call) -> Abstract:
    parts = [cx.read(o) for o in op.args]
    if all(isinstance(p, Static) for p in parts):
        return Static("".join(p.value for p in parts))
    return cx.emit_opaque(prims.join_text, *parts)


def _raise(cx: Calls, op: Call) -> Abstract:
    args = tuple(cx.operand(cx.read(o)) for o in op.args)
    cx.emit(prims.raise_, *args, type=OpaqueType(), effect=True)
    cx.state.dead = True
    return Static(None)


def _assert(cx: Calls, op: Call) -> Abstract:
    known = cx.truth(cx.read(op.args[0]))
    if known is True:
        return Static(None)
    condition = Const(False) if known is False else known
    rest = tuple(cx.operand(cx.read(o)) for o in op.args[1:])
    cx.emit(prims.assert_, condition, *rest, type=OpaqueType(), effect=True)
    return Static(None)


def _with_enter(cx: Calls, op: Call) -> Abstract:
    context = cx.read(op.args[0])
    if isinstance(context, Static) and getattr(context.value, "s2sad_no_grad", False):
        cx.no_grad += 1
        return Static(None)
    if isinstance(context, Dyn) and context.value.name == "errstate":
        return Static(None)
    cx.refuse(
        "this context manager is not supported",
        "only `with np.errstate(...)` and `with no_grad()` may stand in differentiated code",
    )


def _with_exit(cx: Calls, op: Call) -> Abstract:
    context = cx.read(op.args[0])
    if isinstance(context, Static):
        cx.no_grad -= 1
    return Static(None)


def _delete_item(cx: Calls, op: Call) -> Abstract:
    obj, index = (cx.read(o) for o in op.args)
    if isinstance(obj, Ref) and isinstance(index, Static):
        content = cx.content(obj.identity)
        if isinstance(content, Items):
            if content.keys is None:
                values = list(content.values)
                cx.evaluate(operator.delitem, values, index.value)
                cx.state.heap[obj.identity] = Items(tuple(values))
            else:
                pairs = [(k, v) for k, v in zip(content.keys, content.values) if k != index.value]
                cx.state.heap[obj.identity] = Items(
                    tuple(v for _, v in pairs), tuple(k for k, _ in pairs)
                )
            return Static(None)
    cx.refuse("this cannot be deleted here")


UNTYPED: dict[Callable, Callable[[Calls, Call], Abstract]] = {
    prims.load_global: Calls.run_load_global,
    prims.load_free: Calls.run_load_free,
    prims.new_cell: _new_cell,
    prims.cell_get: lambda cx, op: cx.cell_content(cx.read(op.args[0])),
    prims.cell_set: _cell_set,
    prims.make_closure: _make_closure,
    prims.call: Calls.run_python_call,
    prims.get_attribute: Calls.run_get_attribute,
    prims.set_attribute: Calls.run_set_attribute,
    prims.build_list: _build_list,
    prims.build_tuple: _build_tuple,
    prims.build_dict: _build_dict,
    prims.append_item: _append_item,
    prims.unpack: _unpack,
    prims.is_in: _contains,
    prims.not_in: _contains,
    operator.is_: _is,
    operator.is_not: _is,
    operator.delitem: _delete_item,
    prims.format_value: _format_value,
    prims.join_text: _join_text,
    prims.raise_: _raise,
    prims.assert_: _assert,
    prims.with_enter: _with_enter,
    prims.with_exit: _with_exit,
}
