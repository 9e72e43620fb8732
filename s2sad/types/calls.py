"""Calls: what a callee is, and what becomes of its arguments.

A callee is known when the code is generated. It is, in this order: a function with a meaning of
its own to the interpreter (`handlers`), a function with a derivative rule or of a numerical
library (emitted as a call), or Python code (run in place).
"""

from __future__ import annotations

import functools
import inspect
import operator
import types
from collections.abc import Callable

import numpy as np

from ..errors import SourceNotFoundError
from ..frontend.capture import capture
from ..frontend.lower import lower
from ..ir import prims
from ..ir.nodes import Call, Const, Function, Pack, Value, leaves
from ..ir.types import ArrayType, OpaqueType, ScalarType
from .abstract import (
    Abstract, Array, Closure, Conflict, Dyn, Method, Partial, Ref,
    Static, Tuple, Undefined, Zero,
)  # fmt: skip
from .callables import follow
from .context import VIEWS
from .layout import FRESH
from .handlers import HANDLERS, LINEAR_SUMS
from .names import LIBRARIES, Frame
from .objects import Objects
from .scipy_handlers import HANDLERS as SCIPY_HANDLERS
from .scipy_types import public_name
from .operators import BINARY, INPLACE, UNARY
from .untyped import UNTYPED

#: NumPy's names of operators, where an argument is an array
CANONICAL = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul,
    np.divide: operator.truediv, np.negative: operator.neg, np.power: operator.pow,
    np.floor_divide: operator.floordiv, np.remainder: operator.mod, np.matmul: operator.matmul,
    np.less: operator.lt, np.less_equal: operator.le, np.greater: operator.gt,
    np.greater_equal: operator.ge, np.equal: operator.eq, np.not_equal: operator.ne,
}  # fmt: skip


#: where `out` may stand among the arguments, of functions that are no ufuncs
OUT_POSITION = {np.dot: 2, np.clip: 3}
#: how deep a recursion is followed before what decides it is asked for, while it is decided by
#: values of the run, how many calls are then made in all, and how deep it is followed at all
ASKING_DEPTH = 4
MAX_OPEN_DEPTH = 32
MAX_OPEN_CALLS = 2000
MAX_DEPTH = 2000


class Calls(Objects):
    """Adds calls."""

    def __init__(self, span=None):
        super().__init__(span)
        self.has_rule: Callable[[object], bool] = lambda callee: False
        self.transforms: dict[type, Callable] = {}
        self.open_calls = 0

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
        return self.call(function, args, kwargs)

    def keywords_of(self, value: Abstract) -> dict[str, Abstract]:
        if isinstance(value, Ref) and value.identity.kind == "dict":
            content = self.content(value)
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
            case Partial(function=inner, args=first, kwargs=named):
                return self.call(inner, [*first, *args], {**named, **kwargs})
            case Conflict():
                self.conflict(function)
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
        if isinstance(f, types.FunctionType | type):
            transform = self.transforms.get(f)
            if transform is not None:
                return transform(self, args, kwargs)
        try:
            handler = HANDLERS.get(f)
        except TypeError:
            handler = None
        if handler is not None:
            return handler(self, args, kwargs)
        handler = SCIPY_HANDLERS.get(public_name(f))
        if handler is not None and not any(isinstance(a, Zero) for a in args):
            return handler(self, f, args, kwargs)
        followed = follow(self, f, args, kwargs)
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
        args, kwargs = plain_call(f, args, kwargs)
        count = OUT_POSITION.get(f, getattr(f, "nin", None))
        if count is not None and len(args) == count + 1:
            kwargs["out"] = args.pop()
        out = kwargs.pop("out", None)
        if out is not None and not (isinstance(out, Static) and out.value is None):
            return self.emit_out(f, args, kwargs, out)
        values = [*args, *kwargs.values()]
        if values and all(isinstance(v, Static) for v in values) and f not in FRESH:
            known = self.fold_library(f, args, kwargs) if is_pure(f) else None
            if known is not None and not holds_array(known.value):
                return known
        self.require_static(f, args, kwargs)
        f = CANONICAL.get(f, f) if not kwargs and any(map(self.is_array_like, args)) else f
        if f in VIEWS and args and isinstance(args[0], Array):
            return self.view_call(f, args, kwargs)
        return self.emit_abstract(f, *args, **kwargs)

    def require_static(self, f, args: list[Abstract], kwargs: dict) -> None:
        """Arguments that decide the form of the derivative: axes, orders, modes."""
        if isinstance(f, np.ufunc):
            return
        for name, value in {**dict(zip(parameter_names(f), args)), **kwargs}.items():
            if name in DECIDING and isinstance(value, Dyn):
                self.need(f"the argument '{name}'", value)

    def fold_library(self, f, args, kwargs) -> Abstract:
        values = [a.value for a in args]
        pairs = {k: v.value for k, v in kwargs.items()}
        with np.errstate(all="ignore"):
            return Static(self.evaluate(lambda: f(*values, **pairs)))

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
        where = kwargs.pop("where", None)
        if where is not None:
            return self.emit_masked(f, args, kwargs, out, where)
        result = self.emit_library(f, args, kwargs)
        self.check_inplace(out, result)
        self.write(out, None, self.operand(result))
        return out

    def emit_masked(self, f, args, kwargs, out: Array, where: Abstract) -> Abstract:
        """`f(..., out=c, where=m)` is `c[m] = f(..[m])`: what is masked is not even computed."""
        shape = self.call(Static(np.shape), [out], {})
        parts = [self.in_shape(a, out, shape) for a in (where, *args)]
        mask = parts[0]
        chosen = [self.get_item(a, mask) if isinstance(a, Array) else a for a in parts[1:]]
        result = self.emit_library(f, chosen, kwargs)
        self.check_inplace(out, result)
        self.set_item(out, mask, result)
        return out

    def in_shape(self, value: Abstract, like: Array, shape: Abstract) -> Abstract:
        if not isinstance(value, Array):
            return value
        if self.value_of(value).type.shape == self.value_of(like).type.shape:
            return value
        return self.call(Static(np.broadcast_to), [value, shape], {})

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
            function = lowered(f)
        except SourceNotFoundError as error:
            self.refuse(
                f"the source of {describe(f)} cannot be read: {error.message}",
                "define it in a file, or register a rule with s2sad.defvjp",
            )
        frame = Frame(function, f.__globals__, closure=closure_of(f))
        self.reads[("code", id(f))] = (f, f.__code__)
        defaults = tuple(
            self.lift_name(("default", id(f), k), v, f)
            for k, v in enumerate(f.__defaults__ or ())
        )
        kwdefaults = {
            k: self.lift_name(("kwdefault", id(f), k), v, f)
            for k, v in (f.__kwdefaults__ or {}).items()
        }
        return self.inline(frame, args, kwargs, defaults, kwdefaults)

    def inline(self, frame: Frame, args, kwargs, defaults=(), kwdefaults=None) -> Abstract:
        bound = self.bind(frame.function, args, kwargs, defaults, kwdefaults or {})
        self.check_recursion(frame.function)
        saved, span = self.env, self.span
        self.env = {}
        frame.conditions = len(self.conditions)
        self.frames.append(frame)
        self.sites.append(span)
        try:
            for param, value in zip(frame.function.params, bound):
                self.env[param.tree] = value
                self.suggest_name(value, "")
            self.run_ops(frame.function.body)
            return self.read(frame.function.body.terminator.value)
        finally:
            self.frames.pop()
            self.sites.pop()
            self.env, self.span = saved, span
            self.builder.span = span

    def check_recursion(self, function: Function) -> None:
        """A recursion ends when the conditions around it are known; ask for them in time."""
        depth = sum(frame.function is function for frame in self.frames)
        if depth < ASKING_DEPTH:
            return
        first = next(k for k, frame in enumerate(self.frames) if frame.function is function)
        open_conditions = self.conditions[self.frames[first].conditions :]
        message = f"how deep {function.name}() calls itself is decided by values of the run"
        advice = "write it as a loop"
        if open_conditions:
            self.ask(message, tuple(v for c in open_conditions for v in leaves(c)))
            self.open_calls += 1  # a function that calls itself twice has 2**depth of them
            if depth >= MAX_OPEN_DEPTH or self.open_calls > MAX_OPEN_CALLS:
                self.refuse(message, advice)
        if depth >= MAX_DEPTH:
            self.refuse(f"{function.name}() calls itself more than {MAX_DEPTH} times", advice)

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


def is_maker(f: types.MethodType) -> bool:
    """`Point._make` of a namedtuple."""
    return f.__name__ == "_make" and isinstance(f.__self__, type) and hasattr(f.__self__, "_fields")


def is_pure(f) -> bool:
    """A function that may be run while the code is generated."""
    if isinstance(f, (np.ufunc, prims.Method)):
        return isinstance(f, np.ufunc)
    module = getattr(f, "__module__", None) or ""
    return module.split(".")[0] in ("numpy", "math", "cmath", "builtins", "operator", "_operator") and (
        getattr(f, "__name__", "") not in ("print", "open", "input", "exec", "eval")
        and "random" not in module
    )


def holds_array(value) -> bool:
    """An array is made where the program makes it: it may be written into."""
    if isinstance(value, (list, tuple)):
        return any(map(holds_array, value))
    return isinstance(value, np.ndarray)


#: parameters of NumPy's functions that decide the form of the derivative
DECIDING = frozenset({"axis", "axes", "axis1", "axis2", "axisa", "axisb", "keepdims", "ord",
                      "ddof", "mode", "offset", "source", "destination"})  # fmt: skip


@functools.lru_cache(maxsize=None)
def parameter_names(f) -> tuple[str, ...]:
    """The names of a library function's parameters, none where it does not tell."""
    try:
        return tuple(inspect.signature(f).parameters)
    except (TypeError, ValueError):
        return ()


def plain_call(f, args: list[Abstract], kwargs: dict) -> tuple[list[Abstract], dict]:
    """A call of a function of SciPy with its options by name, so that a rule need not know where
    they stand. `overwrite_a` is a permission to destroy what the reverse sweep may read: dropped.
    """
    if not isinstance(f, types.FunctionType) or not f.__module__.startswith("scipy."):
        return args, kwargs
    names = parameter_names(f)
    count = len(names) - len(f.__defaults__ or ())
    options = dict(zip(names[count:], args[count:]))
    if len(args) > len(names) or len(options) < len(args) - count:
        return args, kwargs  # *operands, or a mistake that the function itself will report
    kept = {k: v for k, v in (options | kwargs).items() if not k.startswith("overwrite_")}
    return args[:count], kept


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
