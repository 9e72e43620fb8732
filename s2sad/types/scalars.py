"""Calls whose result's kind does not depend on lengths: `math`, builtins, sequences, primitives."""

from __future__ import annotations

import builtins
import cmath
import functools
import math
import operator
from collections.abc import Callable

import numpy as np

from ..ir import paths, prims
from ..ir.types import (
    BOOL, COMPLEX, FLOAT, INT, ArrayType, IterType, ListType, OpaqueType, ScalarType, TupleType,
    Type,
)  # fmt: skip
from ..runtime.cofactors import cofactors
from ..runtime.precision import alike
from .dtypes import NUMPY, dtype_name
from .elementwise import elementwise, run_on_ones
from .failure import InferenceError
from .indexing import opened
from .lattice import join_scalars
from .request import (
    Described, Lit, Request, Val, function_name, item_of, join, list_of, type_of,
)  # fmt: skip

Rule = Callable[[Request], Type | None]


def always(result: Type) -> Rule:
    """The rule of a function whose result has one type."""
    return lambda request: result


def first_type(request: Request) -> Type:
    """Of a new version of an array, or of a value that is only passed on."""
    return type_of(request.args[0])


def of_second(request: Request) -> Type:
    """In the dtype of the second operand, as many as the first."""
    g, y = map(type_of, request.args)
    return ScalarType(y.dtype) if isinstance(g, ScalarType) else ArrayType(y.dtype, g.shape)


def numbers_to(result: Type) -> Rule:
    """The rule of a function of `math`: numbers in, one type out."""

    def rule(request: Request) -> Type:
        for arg in request.args:
            _check_number(request, type_of(arg), complex_too=result == COMPLEX)
        return result

    return rule


def _check_number(request: Request, t: Type, complex_too: bool) -> None:
    if isinstance(t, ArrayType) and t.ndim:
        raise InferenceError(f"{function_name(request.callee)} takes a number, not {t}.")
    if not complex_too and isinstance(t, (ScalarType, ArrayType)) and t.dtype[0] == "c":
        raise InferenceError(f"{function_name(request.callee)} takes no complex number.")


def extreme(request: Request) -> Type | None:
    """`max(a, b)` and `min`: one of the operands, so the wider type of them; Python's number beside
    NumPy's is no wider."""
    if request.kwargs and not (len(request.args) == 1 and request.kwargs[0][0] == "default"):
        return None
    types = [type_of(arg) for arg in request.args]
    if len(types) == 1:
        if isinstance(types[0], ListType):
            return opened(request, item_of(types[0]))
        return item_of(types[0])
    if all(isinstance(t, ScalarType) for t in types):
        return functools.reduce(join_scalars, types)
    raise InferenceError("max and min compare numbers; for arrays use np.maximum or np.minimum.")


def add_types(a: Type, b: Type) -> Type:
    """The type of the sum of values of these types."""
    out = elementwise(Request(operator.add, (Val(a, 0), Val(b, 1)), ()))
    if out is None:
        raise InferenceError(f"sum does not add {a} and {b}.")
    return out


def summed(request: Request) -> Type | None:
    """`sum(items)`: 0 plus the items."""
    bound = request.bind("items", "start")
    if bound is None:
        return None
    items, start = type_of(bound[0]), INT if bound[1] is None else type_of(bound[1])
    if isinstance(items, TupleType):
        out = start
        for item in items.items:
            out = add_types(out, item)
        return out
    item = item_of(items)
    if isinstance(items, ListType):
        item = opened(request, item)
    once = add_types(start, item)
    # an empty list gives the start itself
    return join(once, add_types(once, item)) if once != item else once


def concatenated(request: Request) -> Type | None:
    """`+` of tuples or lists; None for numbers."""
    types = [type_of(arg) for arg in request.args]
    match types:
        case [TupleType(items=x), TupleType(items=y)]:
            return TupleType(x + y)
        case [ListType() as x, ListType() as y]:
            return list_of(iter([t.item for t in (x, y) if t.item is not None]))
    return elementwise(request)


def repeated(request: Request) -> Type | None:
    """`*` of a tuple or list and a number; None for numbers."""
    for sequence, count in (request.args, request.args[::-1]):
        match type_of(sequence):
            case TupleType(items=items):
                if isinstance(count, Lit) and isinstance(count.value, int):
                    return TupleType(items * count.value)
                return list_of(iter(items))
            case ListType() as t if isinstance(type_of(count), ScalarType):
                return t
    return elementwise(request)


def compared(request: Request) -> Type | None:
    """A comparison: of tuples, lists, strings a Python boolean."""
    types = [type_of(arg) for arg in request.args]
    structured = any(isinstance(t, (TupleType, ListType, OpaqueType)) for t in types)
    if structured and not any(isinstance(t, ArrayType) for t in types):
        return BOOL
    return elementwise(request)


# --- sequences and iterables ----------------------------------------------------------------


def items_as(container: Callable[[Type], Type]) -> Rule:
    def rule(request: Request) -> Type | None:
        if not request.args:
            return ListType(None)
        sequence = type_of(request.args[0])
        if isinstance(sequence, ListType) and sequence.item is None:
            return sequence
        return container(item_of(sequence))

    return rule


def as_tuple(request: Request) -> Type | None:
    if not request.args:
        return TupleType(())
    match type_of(request.args[0]):
        case TupleType() as t:
            return t
        case ArrayType(shape=(int(n), *_)) as t:
            return TupleType((item_of(t),) * n)
        case t:
            return ListType(item_of(t))


def zipped(request: Request) -> Type:
    return IterType(TupleType(tuple(item_of(type_of(arg)) for arg in request.args)))


def enumerated(request: Request) -> Type:
    return IterType(TupleType((INT, item_of(type_of(request.args[0])))))


def appended(request: Request) -> Type:
    return _with_item(type_of(request.args[0]), type_of(request.args[1]))


def item_written(request: Request) -> Type:
    items, index, value = request.args
    levels = [type_of(items)]
    for _ in paths.steps(index)[1:]:
        levels.append(getattr(levels[-1], "item", None))
    written = type_of(value)
    for level in reversed(levels):
        written = _with_item(level, written)
    return written


def _with_item(items: Type, value: Type) -> Type:
    match items:
        case TupleType(items=known):
            return list_of(iter((*known, value)))
        case ListType(item=item):
            return ListType(value if item is None else join(item, value))
    raise InferenceError(f"{items} is no list that a value can be put into.")


def built_list(request: Request) -> Type:
    return list_of(map(type_of, request.args))


def built_tuple(request: Request) -> Type:
    return TupleType(tuple(map(type_of, request.args)))


# --- arrays ---------------------------------------------------------------------------------


def astype(request: Request) -> Type | None:
    array, dtype = request.args
    if not isinstance(dtype, Lit):
        raise InferenceError("The dtype of astype must be known when the code is generated.")
    match type_of(array):
        case ArrayType(shape=shape):
            return ArrayType(dtype_name(dtype.value), shape)
        case ScalarType():
            return ScalarType(dtype_name(dtype.value))
    return None


def shape_tuple(request: Request) -> Type:
    return TupleType((INT,) * _ndim(request.args[0]))


def axis_length(request: Request) -> Type:
    array, axis = request.args
    ndim = _ndim(array)
    if isinstance(axis, Lit) and not -ndim <= axis.value < ndim:
        raise InferenceError(f"There is no axis {axis.value} among {ndim}.")
    return INT


def _ndim(array: Described) -> int:
    match type_of(array):
        case ArrayType(shape=shape):
            return len(shape)
        case ScalarType():
            return 0
        case t:
            raise InferenceError(f"{t} has no shape.")


def length(request: Request) -> Type:
    t = type_of(request.args[0])
    if isinstance(t, ScalarType) or (isinstance(t, ArrayType) and not t.ndim):
        raise InferenceError(f"{t} has no length.")
    return INT


def widened_first(request: Request) -> Type:
    """The first operand in the dtype of its product with the second."""
    first, second = map(type_of, request.args)
    dtype = np.result_type(NUMPY[first.dtype], NUMPY[second.dtype])
    return ArrayType(dtype_name(dtype), first.shape)


def rounded(request: Request) -> Type | None:
    """`round(x)`, whose second operand decides the kind."""
    kinds = []
    for arg in request.args:
        t = type_of(arg)
        if not isinstance(t, ScalarType):
            return None
        kinds.append((t.dtype, 3 if t.python else 2))
    if len(request.args) == 2 and request.args[1] == Lit(type(None), None):
        kinds.pop()
    return run_on_ones(round, tuple(kinds))


def _math_rules() -> dict[Callable, Rule]:
    integers = (
        "ceil", "floor", "trunc", "gcd", "lcm", "factorial", "comb", "perm", "isqrt",
    )  # fmt: skip
    booleans = ("isnan", "isinf", "isfinite", "isclose")
    over_items = ("fsum", "prod", "dist", "sumprod")
    rules: dict[Callable, Rule] = {}
    for module, number in ((cmath, COMPLEX), (math, FLOAT)):
        for name, function in vars(module).items():
            if callable(function) and name not in over_items and not name.startswith("_"):
                rules[function] = numbers_to(
                    BOOL if name in booleans else INT if name in integers else number
                )
    pair = TupleType((FLOAT, FLOAT))
    rules[math.frexp] = numbers_to(TupleType((FLOAT, INT)))
    rules[math.modf] = rules[cmath.polar] = always(pair)
    rules[cmath.phase] = always(FLOAT)
    return rules


_TO_INT = numbers_to(INT)
RULES: dict[Callable, Rule] = {
    **_math_rules(),
    **dict.fromkeys(
        (operator.not_, operator.truth, operator.is_, operator.is_not, operator.contains, bool,
         isinstance, callable, prims.is_in, prims.not_in),
        always(BOOL),
    ),
    **dict.fromkeys(
        (prims.write, prims.accumulate, prims.accumulate_at, prims.stop_gradient,
         prims.retyped, prims.list_drop_last, prims.row_write, prims.row_accumulate,
         prims.row_accumulate_at),
        first_type,
    ),
    **dict.fromkeys((operator.lt, operator.le, operator.eq, operator.ne, operator.gt,
                     operator.ge), compared),
    operator.add: concatenated, operator.iadd: concatenated, operator.mul: repeated,
    operator.concat: concatenated,
    int: _TO_INT, operator.index: _TO_INT, float: numbers_to(FLOAT), complex: numbers_to(COMPLEX),
    alike: of_second, cofactors: widened_first, len: length, round: rounded,
    np.size: always(INT), np.ndim: always(INT),
    builtins.max: extreme, builtins.min: extreme, sum: summed,
    range: always(IterType(INT)), prims.count: always(IterType(INT)),
    reversed: items_as(IterType), iter: items_as(IterType), list: items_as(ListType),
    sorted: items_as(ListType), tuple: as_tuple, zip: zipped, enumerate: enumerated,
    prims.list_append: appended, prims.list_write: item_written,
    prims.build_list: built_list, prims.build_tuple: built_tuple,
    prims.astype: astype, prims.axis_length: axis_length, np.shape: shape_tuple,
}  # fmt: skip
