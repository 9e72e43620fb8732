"""Arithmetic of tangents and cotangents as operands: zeros, sums, casts, structures.

The tangent of a scalar or array has its type; that of a tuple is a Pack with None at inactive
places; that of a list is a list of the tangents of its items; that of a record is a record with all
of them, or None for zero.
"""

from __future__ import annotations

import operator
from types import MappingProxyType

import numpy as np

from ..analysis import precisions
from ..errors import UnsupportedError
from ..ir import prims
from ..ir.builder import Builder
from ..ir.inventory import inventory
from ..ir.nodes import (
    Const, For, Function, If, Next, Operand, Pack, Param, Return, Value, Yield, declared, define,
)  # fmt: skip
from ..ir.types import (
    BOOL, DTYPES, INT, ArrayType, Axis, ListType, RecordType, ScalarType, TupleType, Type,
    is_differentiable, never_one, tangent_type,
)  # fmt: skip
from ..runtime.broadcast import spread, unbroadcast
from ..types.infer import InferenceError, result_type
from ..types.dtypes import spread_type, type_of_value
from ..types.lattice import same_lengths
from .parts import PartLengths, with_known


class Arithmetic:
    """Emits into a builder, for a function; `lengths` are the axes that its integer values are
    known to hold, `equal` pairs of axes of the same length, `parts` the lengths of slices and the
    like."""

    def __init__(
        self,
        fn: Function,
        lengths: dict[Value, Axis],
        equal: frozenset[frozenset[Axis]] = frozenset(),
        parts: PartLengths = MappingProxyType({}),
    ):
        self.fn, self.lengths, self.equal, self.parts = fn, lengths, equal, parts

    def zero(self, type: Type | None) -> Const:
        """A zero tangent of a number of this type."""
        return precisions.zero(self.fn, type)

    def emit(self, builder: Builder, callee, *args, name="", type=None, **kwargs) -> Value:
        pairs = tuple((k, v) for k, v in kwargs.items())
        if type is None:
            try:
                type = result_type(callee, args, pairs, dim_of=self.lengths.get)
            except InferenceError as error:
                raise UnsupportedError(error.message, builder.span, error.advice) from error
            if callee is operator.getitem and self.parts:
                type = with_known(type, args[0], args[1], self.parts)
        return builder.call(callee, *args, name=name, type=type, kwargs=kwargs)

    def zeros(self, builder: Builder, type: Type, like: Operand | None, name: str = "") -> Operand:
        """A zero tangent of a value of this type; `like` is the value, for its shape."""
        match type:
            case ScalarType():
                return self.zero(type)
            case ArrayType(shape=shape):
                if like is None and all(isinstance(n, int) for n in shape):
                    dtype = Const(np.dtype(DTYPES[type.dtype]))
                    return self.emit(builder, np.zeros, Pack(tuple, tuple(map(Const, shape))),
                                     dtype=dtype, name=name, type=type)  # fmt: skip
                return self.emit(builder, np.zeros_like, like, name=name, type=type)
            case TupleType(items=items):
                parts = []
                for k, item in enumerate(items):
                    part = None
                    if like is not None and not isinstance(item, ScalarType):
                        part = self.item(builder, like, k, item)
                    zero = is_differentiable(item)
                    parts.append(self.zeros(builder, item, part) if zero else Const(None))
                return Pack(tuple, tuple(parts))
            case ListType(item=item):
                return self.zero_list(builder, like, item, name)
        return Const(None)

    def item(self, builder: Builder, tree: Operand, k: int, type: Type) -> Operand:
        if isinstance(tree, Pack):
            return tree.items[k]
        return self.emit(builder, operator.getitem, tree, Const(k), type=type)

    def zero_list(self, builder: Builder, like: Operand, item: Type | None, name: str) -> Operand:
        """`[0.0] * len(items)`; a loop where the items are arrays or tuples."""
        type = ListType(tangent_type(item))
        is_empty = isinstance(like, Value) and like.type.item is None
        if item is None or is_empty or isinstance(item, ScalarType):
            length = self.emit(builder, len, like, type=INT)
            zero = self.zero(item) if isinstance(item, ScalarType | None) else Const(None)
            one = Pack(list, (zero,))
            return self.emit(builder, operator.mul, one, length, name=name, type=type)
        own = like.type.item if isinstance(like, Value) else item
        variable, arg = Value("item", own), Value(name, type)
        inner = Builder(builder.span)
        zero = self.zeros(inner, item, variable)
        grown = self.emit(inner, prims.list_append, arg, zero, type=type, name=name)
        start = self.emit(builder, prims.build_list, type=type, name=name)
        result = Value(name, type, builder.span)
        body = inner.block((variable, arg), Next((grown,)))
        builder.append(For((like,), (start,), body, (result,), builder.span))
        return result

    def add(self, builder: Builder, a: Operand, b: Operand, type: Type, name: str = "") -> Operand:
        """The sum of two tangents of a value of this type."""
        if isinstance(a, Const) and (a.value is None or a.value == 0.0):
            return b if isinstance(type, (ScalarType, TupleType, ListType)) else self.sum_(
                builder, a, b, name)  # fmt: skip
        if isinstance(b, Const) and (b.value is None or b.value == 0.0):
            return a
        both = isinstance(a, Pack) and isinstance(b, Pack)
        match type:
            case RecordType() if not both:
                return builder.call(self.record_sum(type.tangent), a, b, type=type.tangent)
            case TupleType(items=items) | RecordType(items=items):
                parts = (
                    self.add(builder, self.item(builder, a, k, t), self.item(builder, b, k, t), t)
                    if is_differentiable(t) else Const(None)
                    for k, t in enumerate(items)
                )  # fmt: skip
                return Pack(tuple, tuple(parts))
            case ListType(item=item):
                return self.add_lists(builder, a, b, item, name)
        return self.as_array(builder, self.sum_(builder, a, b, name), type)

    def sum_(self, builder: Builder, a: Operand, b: Operand, name: str) -> Operand:
        if isinstance(a, Const) and isinstance(b, Const):
            return Const(a.value + b.value)
        return self.emit(builder, operator.add, a, b, name=name)

    def add_lists(self, builder: Builder, a: Operand, b: Operand, item: Type, name) -> Operand:
        type = ListType(tangent_type(item))
        x, y = Value("x", type.item), Value("y", type.item)
        arg, result = Value(name, type), Value(name, type, builder.span)
        inner = Builder(builder.span)
        both = self.add(inner, x, y, item)
        grown = self.emit(inner, prims.list_append, arg, both, type=type, name=name)
        start = self.emit(builder, prims.build_list, type=type, name=name)
        body = inner.block((x, y, arg), Next((grown,)))
        builder.append(For((a, b), (start,), body, (result,), builder.span))
        return result

    def record_sum(self, type: RecordType) -> Function:
        """The function that adds two tangents of a record, each None where it is zero."""
        if type.sum is None:
            type.sum = declared(f"sum_{type.name}")
            a, b = Value("a", type), Value("b", type)
            none, only, total = (Builder() for _ in range(3))
            items = tuple(
                self.add(total, self.item(total, a, k, t), self.item(total, b, k, t), t)
                if is_differentiable(t) else Const(None)
                for k, t in enumerate(type.items)
            )  # fmt: skip
            parts = [
                builder.block((), Yield((result,)))
                for builder, result in ((none, b), (only, a), (total, Pack(tuple, items)))
            ]
            inner, outer = Value("total", type), Value("total", type)
            second = Builder()
            second.append(If(self.is_none(second, b), *parts[1:], (inner,)))
            first = Builder()
            rest = second.block((), Yield((inner,)))
            first.append(If(self.is_none(first, a), parts[0], rest, (outer,)))
            params = (Param("a", a), Param("b", b))
            body = first.block((), Return(outer))
            define(type.sum, Function(type.sum.name, params, body, results=type))
        return type.sum

    def is_none(self, builder: Builder, value: Value) -> Value:
        return self.emit(builder, operator.is_, value, Const(None), type=BOOL)

    def fit(self, builder: Builder, g: Operand, type: Type, like: Operand) -> Operand:
        """A cotangent in the dtype and shape of its primal."""
        if not isinstance(type, (ScalarType, ArrayType)):
            return g
        have = operand_type(g)
        if have is type and same_lengths(shape_of(type), shape_of(type)):
            return g
        g = self.of_items(builder, g, type)
        have = operand_type(g)
        if have is None:
            return g
        if have.dtype[0] == "c" and type.dtype[0] != "c":
            g = self.emit(builder, np.real, g)
            have = operand_type(g)
        if isinstance(type, ArrayType) and not isinstance(have, ArrayType) and type.shape:
            g = self.emit(builder, spread, g, like, type=spread_type(have, type))
            have = operand_type(g)
        elif isinstance(have, ArrayType) and not same_lengths(have.shape, shape_of(type)):
            g = self.narrowed(builder, g, have, type, like)
            have = operand_type(g)
        if isinstance(have, ArrayType) and isinstance(type, ScalarType):
            have = ScalarType(have.dtype)
            g = self.emit(builder, operator.getitem, g, Pack(tuple, ()), type=have)
        if isinstance(type, ArrayType) and isinstance(have, ScalarType):
            return self.as_array(builder, g, type)
        if isinstance(have, (ScalarType, ArrayType)) and have.dtype != type.dtype:
            weak = isinstance(have, ScalarType) and have.python
            if not weak and not (isinstance(type, ScalarType) and type.python):
                dtype = Const(np.dtype(DTYPES[type.dtype]))
                g = self.emit(builder, prims.astype, g, dtype)
        return g

    def of_items(self, builder: Builder, g: Operand, type: Type) -> Operand:
        """The cotangent of an array that was taken for the sequence of its items: theirs in a row.
        """
        if isinstance(g, Pack):
            zero = Const(0.0) if type.ndim < 2 else Const(None)
            items = [zero if getattr(item, "value", 0) is None else item for item in g.items]
            g = Pack(list, tuple(items))
        elif not isinstance(operand_type(g), ListType):
            return g
        return self.emit(builder, np.array, g)

    def as_array(self, builder: Builder, g: Operand, type: Type) -> Operand:
        """What NumPy computes of arrays of no axes, which are scalars, as an array of its type."""
        if not isinstance(type, ArrayType) or not isinstance(operand_type(g), ScalarType):
            return g
        dtype = Const(np.dtype(DTYPES[type.dtype]))
        return self.emit(builder, np.asarray, g, dtype=dtype, type=type)

    def exact(self, builder: Builder, g: Operand, type: Type) -> Operand:
        """A scalar that is handed to the caller, of the precision and kind of its primal: where
        arithmetic has left a Python number, or a real one, it is converted."""
        have = operand_type(g)
        if not isinstance(type, ScalarType) or not isinstance(have, ScalarType):
            return g
        if have.dtype == type.dtype or (type.python and type.dtype[0] != "c"):
            return g
        if type.python:
            return self.emit(builder, complex, g, type=type)
        return self.emit(builder, prims.astype, g, Const(np.dtype(DTYPES[type.dtype])), type=type)

    def of_argument(self, builder: Builder, g: Operand, type: Type) -> Operand:
        """The cotangent of an argument, as `exact`; of an array of no axes it is an array too."""
        if isinstance(type, ArrayType) and not type.shape:
            dtype = Const(np.dtype(DTYPES[type.dtype]))
            return self.emit(builder, np.asarray, g, dtype=dtype, type=type)
        return self.exact(builder, g, type)

    def writable(self, builder: Builder, g: Operand, type: Type) -> Operand:
        """A cotangent to write into: of an array of no axes NumPy may have made a scalar."""
        if isinstance(type, ArrayType) and not type.shape:
            dtype = Const(np.dtype(DTYPES[type.dtype]))
            return self.emit(builder, np.full, Pack(tuple, ()), g, dtype, type=type)
        return g

    def narrowed(self, builder, g, have: ArrayType, type, like: Operand) -> Operand:
        """The run-time helper, where the shape is only known to fit after summing."""
        want = shape_of(type)
        pairs = list(zip(have.shape, want)) if len(have.shape) == len(want) else [(None, 1)]
        equal = [a != b and frozenset((a, b)) in self.equal for a, b in pairs]
        if all(a == b or same or never_one(b) for (a, b), same in zip(pairs, equal)):
            # rules see from then on that it has the shape of its primal
            named = ArrayType(have.dtype, want)
            return self.emit(builder, prims.retyped, g, type=named) if any(equal) else g
        new = ArrayType(have.dtype, want) if want else ScalarType(have.dtype)
        return self.emit(builder, unbroadcast, g, like, type=new)


def shape_of(type: Type) -> tuple:
    return type.shape if isinstance(type, ArrayType) else ()


def operand_type(operand: Operand) -> Type | None:
    if operand.__class__ is Value:
        return operand.type
    match operand:
        case Const(value=np.generic() as number):
            return type_of_value(number)
        case Const(value=bool()):
            return ScalarType("bool", python=True)
        case Const(value=int()):
            return ScalarType("i64", python=True)
        case Const(value=float()):
            return ScalarType("f64", python=True)
        case Const(value=complex()):
            return ScalarType("c128", python=True)
    return None


def contracted(fn) -> frozenset[frozenset[Axis]]:
    """Pairs of axes of equal length: products sum over them, and do not broadcast there."""
    found = set()
    for op in inventory(fn).ops:
        if getattr(op, "callee", None) in (operator.matmul, np.matmul, np.dot):
            a, b = (shape_of(operand_type(arg)) for arg in op.args[:2])
            if a and b:
                found.add(frozenset((a[-1], b[max(0, len(b) - 2)])))
    return frozenset(found)


def axis_facts(fn) -> dict[Value, Axis]:
    """The axes that integer values of a function hold, as its operations say."""
    lengths: dict[Value, Axis] = {}
    for op in inventory(fn).ops:
        callee = getattr(op, "callee", None)
        if callee is prims.axis_length and isinstance(op.args[0], Value):
            lengths[op.result] = op.args[0].type.shape[op.args[1].value]
        elif callee in (len, np.size) and isinstance(op.args[0], Value):
            shape = shape_of(op.args[0].type)
            if shape and (callee is len or len(shape) == 1):
                lengths[op.result] = shape[0]
    return lengths
