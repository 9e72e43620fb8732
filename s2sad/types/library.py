"""Calls of numerical libraries: canonical, typed, known where their arguments are.

`out=` and `where=` become writes, a view becomes a storage and one more step.
"""

from __future__ import annotations

import functools
import operator
import types
from dataclasses import replace
from itertools import zip_longest

import numpy as np

from ..ir import prims
from ..ir.nodes import Const, Pack, Value
from ..ir.types import ArrayType, ListType, ScalarType
from .abstract import Abstract, Array, Dyn, Ref, Static, Tuple
from .arguments import by_name, in_a_row, may_be_list, parameter_names
from .array_making import is_static_tree
from .dtypes import NUMPY
from .layout import FRESH
from .names import LIBRARIES
from .objects import Objects
from .scipy_types import public_name
from .viewing import IDENTITIES, VIEWS

#: NumPy's names of operators, where an argument is an array
CANONICAL = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul,
    np.divide: operator.truediv, np.negative: operator.neg, np.power: operator.pow,
    np.floor_divide: operator.floordiv, np.remainder: operator.mod, np.matmul: operator.matmul,
    np.less: operator.lt, np.less_equal: operator.le, np.greater: operator.gt,
    np.greater_equal: operator.ge, np.equal: operator.eq, np.not_equal: operator.ne,
}  # fmt: skip


#: what the results of a function are called, where it returns a named tuple
EIGEN = ("eigenvalues", "eigenvectors")
FIELDS = {
    np.linalg.slogdet: ("sign", "logabsdet"), np.linalg.eig: EIGEN, np.linalg.eigh: EIGEN,
    np.linalg.svd: ("U", "S", "Vh"), np.linalg.qr: ("Q", "R"),
    "scipy.stats.mode": ("mode", "count"),
}  # fmt: skip


class Library(Objects):
    """Adds the calls of functions that have no source to follow."""

    def is_library(self, f) -> bool:
        if isinstance(f, np.ufunc):
            return True
        if isinstance(f, prims.Method):
            return True
        module = getattr(f, "__module__", None) or ""
        return module.split(".")[0] in LIBRARIES or module == "s2sad.ir.prims" or (
            module.startswith("s2sad.runtime")
        )

    def is_of_library(self, value) -> bool:
        """True for functions and classes of the numerical libraries, not for instances, whose
        attributes may change."""
        known = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type, np.ufunc)
        return isinstance(value, known) and self.is_library(value)

    def emit_library(self, f, args: list[Abstract], kwargs: dict) -> Abstract:
        """A call of a numerical library, canonical and typed; known where its arguments are."""
        args, kwargs = by_name(f, args, kwargs)
        if any(isinstance(a, Tuple) for a in args):
            known = self.of_constants(f, args, kwargs)
            if known is not None:
                return known
        args, kwargs = self.as_arrays(f, args, kwargs)
        names = parameter_names(f)
        args = [as_python(n, a) for n, a in zip_longest(names[: len(args)], args, fillvalue="")]
        kwargs = {name: as_python(name, value) for name, value in kwargs.items()}
        args = [self.as_array(f, a) for a in args]
        out = kwargs.pop("out", None)
        if out is not None and not (isinstance(out, Static) and out.value is None):
            return self.emit_out(f, args, kwargs, out)
        if isinstance(f, np.ufunc):
            args = self.typed_operands(f, args, kwargs)
        values = [*args, *kwargs.values()]
        if values and all(isinstance(v, Static) for v in values) and f not in FRESH:
            known = self.fold_library(f, args, kwargs) if is_pure(f) else None
            if known is not None and not holds_array(known.value):
                return known
        self.require_static(f, args, kwargs)
        f = CANONICAL.get(f, f) if not kwargs and any(map(self.is_array_like, args)) else f
        if f in IDENTITIES and gives_itself(f, args, kwargs):
            return args[0]
        if f in VIEWS:
            return self.view_call(f, in_a_row(f, args, kwargs))
        result = self.emit_abstract(f, *args, **kwargs)
        names = FIELDS.get(f) or FIELDS.get(public_name(f))
        if names is not None and isinstance(result, Tuple):
            return replace(result, names=names)
        return result

    def as_arrays(self, f, args: list[Abstract], kwargs: dict) -> tuple[list[Abstract], dict]:
        """Lists and tuples of numbers as the arrays that NumPy makes of them."""
        names = parameter_names(f) or ("x",) * len(args)

        def made(name: str, value: Abstract) -> Abstract:
            sequence = isinstance(value, Tuple) or (
                isinstance(value, Ref) and value.identity.kind == "list"
            )
            if not sequence or not may_be_list(f, name):
                return value
            return self.call(Static(np.array), [value], {})

        if isinstance(f, np.ufunc):
            return [made("", a) for a in args], kwargs
        if f is np.einsum:  # the operands, or subscripts in lists
            names = ("subscripts", *("operands" for _ in args[1:]))
            names = names if isinstance(args[0], Static) else ("x",) * len(args)
        args = [made(n, a) for n, a in zip(names, args)] + list(args[len(names) :])
        return args, {k: made(k, v) for k, v in kwargs.items()}

    def typed_operands(self, f: np.ufunc, args: list[Abstract], kwargs: dict) -> list[Abstract]:
        """The operands of a ufunc in the dtype that `dtype=` says."""
        if "where" in kwargs:
            self.refuse(
                f"np.{f.__name__} leaves entries undefined where its mask is false",
                "give it an array to write into with out=, or write np.where(mask, ..., other)",
            )
        dtype = kwargs.pop("dtype", None)
        if dtype is None:
            return args
        for a in args:
            self.check_same_kind(f, a, dtype)
        return [self.call(Static(prims.astype), [a, dtype], {}) for a in args]

    def check_same_kind(self, f: np.ufunc, value: Abstract, dtype: Abstract) -> None:
        """A ufunc makes no integers of floats, though `astype` does."""
        type_ = self.type_of(value)
        if not isinstance(dtype, Static) or not isinstance(type_, (ScalarType, ArrayType)):
            return
        wanted = np.dtype(dtype.value)
        if not np.can_cast(NUMPY[type_.dtype], wanted, "same_kind"):
            self.refuse(f"np.{f.__name__} does not compute with {wanted} what is given in {type_}")

    def as_array(self, f, value: Abstract) -> Abstract:
        """NumPy takes a list of numbers for an array, here one of unknown length; and a list of
        lists of arrays."""
        if not isinstance(value, Ref) or f is np.array or value.identity.kind != "list":
            return value
        content = self.content(value)
        item = content.type.item if isinstance(content, Value) else None
        of_lists = isinstance(item, ListType)
        while isinstance(item, ListType):
            item = item.item
        arrays = isinstance(item, ArrayType) and of_lists
        if not (arrays or isinstance(item, ScalarType)) or item.dtype[0] not in "fc":
            return value
        return self.call(Static(np.array), [value], {})

    def require_static(self, f, args: list[Abstract], kwargs: dict) -> None:
        """Arguments that decide the form of the derivative: axes, orders, modes."""
        if isinstance(f, np.ufunc):
            return
        for name, value in {**dict(zip(parameter_names(f), args)), **kwargs}.items():
            if name in DECIDING and not self.is_decided(value):
                self.need(f"the argument '{name}'", value)

    def is_decided(self, value: Abstract) -> bool:
        """False for what only the run knows, and for what holds some of that."""
        match value:
            case Dyn():
                return False
            case Tuple(items=items):
                return all(map(self.is_decided, items))
            case Ref(identity=identity) if identity.kind == "list":
                content = self.content(value)
                return not isinstance(content, Value) and all(map(self.is_decided, content.values))
        return True

    def of_constants(self, f, args: list[Abstract], kwargs: dict) -> Static | None:
        """The number that a function makes of tuples of known numbers, as `np.prod((2, 3))`."""
        values = [constant_of(a) for a in (*args, *kwargs.values())]
        if None in values or not is_pure(f) or f in FRESH:
            return None
        known = self.fold_library(f, values[: len(args)], dict(zip(kwargs, values[len(args) :])))
        return known if isinstance(known.value, (int, float, np.number)) else None

    def fold_library(self, f, args, kwargs) -> Abstract:
        values = [a.value for a in args]
        named = functools.partial(f, **{k: v.value for k, v in kwargs.items()}) if kwargs else f
        with np.errstate(all="ignore"):
            return self.lift_constant(self.evaluate(named, *values))

    def is_array_like(self, value: Abstract) -> bool:
        match self.type_of(value):
            case ArrayType():
                return True
            case ScalarType(python=python):
                return not python
        return False

    def emit_out(self, f, args, kwargs, out: Abstract) -> Abstract:
        """`f(..., out=c)` computes, then writes into c."""
        out = self.array_of_out(out)
        if isinstance(f, np.ufunc) and "where" in kwargs:
            return self.emit_masked(f, args, kwargs, out, kwargs.pop("where"))
        result = self.emit_library(f, args, kwargs)
        if not isinstance(f, np.ufunc):
            self.check_out(out, result)
        return self.put_out(out, result)

    def array_of_out(self, out: Abstract) -> Array:
        if isinstance(out, Tuple) and len(out.items) == 1:
            out = out.items[0]
        if not isinstance(out, Array):
            self.refuse("out= must be an array here")
        return out

    def check_out(self, out: Array, result: Abstract) -> None:
        """Functions that are no ufuncs stretch nothing over `out`."""
        have, wanted = self.type_of(out).shape, getattr(self.type_of(result), "shape", ())
        known = [(a, b) for a, b in zip(have, wanted) if isinstance(a, int) and isinstance(b, int)]
        if len(have) != len(wanted) or any(a != b for a, b in known):
            self.refuse("the array given as out= does not have the shape of the result")

    def put_out(self, out: Abstract, result: Abstract) -> Array:
        out = self.array_of_out(out)
        self.check_inplace(out, result)
        self.write(out, None, self.operand(result))
        return out

    def emit_masked(self, f, args, kwargs, out: Array, where: Abstract) -> Abstract:
        """`f(..., out=c, where=m)` is `c[m] = f(..[m])`: what is masked is not even computed."""
        shape = self.call(Static(np.shape), [out], {})
        if not isinstance(where, Array):  # a list, as an index, would mean something else
            where = self.call(Static(np.broadcast_to), [where, shape], {})
        mask, *parts = [self.in_shape(a, out, shape) for a in (where, *args)]
        chosen = [self.get_item(a, mask) if isinstance(a, Array) else a for a in parts]
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

    def view_call(self, f, args: list[Abstract]) -> Abstract:
        """A view is its storage and one more step."""
        array, *rest = args
        rest = [self.as_tuple(a) for a in rest]
        if not isinstance(array, Array) or not all(isinstance(a, (Static, Tuple)) for a in rest):
            return self.emit_abstract(f, *args)
        step = Pack(prims.View, (Const(f), *map(self.operand, rest)))
        seen = self.part(array, step)
        self.value_of(seen)
        return seen

    def as_tuple(self, value: Abstract) -> Abstract:
        """A list of numbers that are known as a tuple."""
        known = isinstance(value, Ref) and is_static_tree(self, value)
        return Tuple(self.items_of(value)) if known else value


def gives_itself(f, args: list[Abstract], kwargs: dict) -> bool:
    """True for a call that returns the array that is its first argument."""
    name, value = IDENTITIES[f]
    asked = (dict(zip(parameter_names(f), args)) | kwargs).get(name)
    return isinstance(args[0], Array) and isinstance(asked, Static) and asked.value == value


def constant_of(value: Abstract) -> Static | None:
    """The constant that a tuple of constants is."""
    if isinstance(value, Tuple) and value.cls is tuple:
        items = [constant_of(item) for item in value.items]
        return None if None in items else Static(tuple([item.value for item in items]))
    return value if isinstance(value, Static) else None


def as_python(name: str, value: Abstract) -> Abstract:
    """An axis, an order or the like as the Python number that it is."""
    if name in DECIDING and isinstance(value, Static) and isinstance(value.value, np.integer):
        return Static(int(value.value))
    return value


#: modules whose functions have no effects, but for those that draw random numbers
PURE = ("numpy", "math", "cmath", "builtins", "operator", "_operator")


def is_pure(f) -> bool:
    """A function that may be run while the code is generated."""
    if isinstance(f, (np.ufunc, prims.Method)):
        return isinstance(f, np.ufunc)
    module = getattr(f, "__module__", None) or ""
    return module.split(".")[0] in PURE and (
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
#: arguments of which None is one of the values
MAY_BE_NONE = DECIDING | {"a_min", "a_max", "min", "max"}
