"""What `==` and `<` say of values that hold others: tuples, lists, dicts and sets.

Surprising: an array beside a tuple or list is compared by NumPy, but one that is an item of them
by its truth, as Python does.
"""

from __future__ import annotations

import operator
import types
from collections import OrderedDict
from collections.abc import Iterable

import numpy as np

from ..frozen import MISSING
from ..ir.nodes import Const
from ..ir.types import BOOL, INT, ListType, ScalarType
from . import gaps
from .abstract import (
    Abstract, Array, Closure, Dyn, Items, Method, Partial, Range, Ref, Static, Tuple,
)  # fmt: skip
from .given import value_behind
from .join import same_value
from .lattice import is_mutable

CONTAINERS = (tuple, list, dict, (set, frozenset))
#: how a known value is compared with others of its kind, and with a container is not equal
OWN_WAYS = frozenset(
    getattr(cls, "__eq__") for cls in (
        tuple, list, dict, set, frozenset, OrderedDict, bool, int, float, complex, str, bytes,
        range, slice, object, type, type(None), types.FunctionType, types.MethodType,
        types.BuiltinFunctionType,
    )
)  # fmt: skip


def known_items(cx, value: Abstract) -> tuple | None:
    """The items of a tuple or list of known length."""
    match value:
        case Tuple(items=items):
            return items
        case Static(value=tuple() | list() as v):
            return tuple(map(Static, v))
        case Ref(identity=identity) if identity.kind == "list":
            content = cx.content(value)
            return content.values if isinstance(content, Items) else None
    return None


def kind_of(value: Abstract):
    """Which of the containers a value is, or belongs to; None for what is none of them."""
    match value:
        case Tuple():
            return tuple
        case Ref(identity=identity):
            return {"list": list, "dict": dict}.get(identity.kind)
        case Static(value=v):
            return next((kind for kind in CONTAINERS if isinstance(v, kind)), None)
    return None


def equal(cx, a: Abstract, b: Abstract) -> Abstract | None:
    """`a == b`, where one of them is a container; None where NumPy compares them."""
    for one, other in ((a, b), (b, a)):
        if isinstance(other, Static) and value_behind(other) is None:
            gaps.ask(cx, one)
    if is_numpy(a) or is_numpy(b):
        return None
    if not (is_told(a) and is_told(b)):
        cx.refuse(
            "whether these two are equal is not known when the code is generated",
            "compare numbers, tuples, lists or dicts, or ask `is None`",
        )
    kind = kind_of(a)
    if kind is None or kind is not kind_of(b):
        return Static(False)
    if kind is dict:
        return _equal_dicts(cx, a, b)
    if kind in (tuple, list):
        return _equal_sequences(cx, a, b)
    return Static(cx.evaluate(operator.eq, a.value, b.value))


def is_numpy(value: Abstract) -> bool:
    """An array or NumPy number, or what only the run knows."""
    match value:
        case Array():
            return True
        case Static(value=v):
            return isinstance(v, np.ndarray | np.generic)
        case Dyn(value=value):
            return not (isinstance(value.type, ScalarType) and value.type.python)
    return False


def is_told(value: Abstract) -> bool:
    """True where it is known what equality means for a value."""
    match value:
        case Static(value=v):
            return type(v).__eq__ in OWN_WAYS
        case Ref(identity=identity):
            return identity.kind in ("list", "dict")
    return isinstance(value, Tuple | Dyn | Range | Closure | Method | Partial)


def _equal_sequences(cx, a: Abstract, b: Abstract) -> Abstract:
    x, y = known_items(cx, a), known_items(cx, b)
    if x is not None and y is not None:
        return compared(cx, operator.eq, x, y)
    types = cx.list_type(a), cx.list_type(b)
    if None in types or any(map(is_mutable, (t.item for t in types))):
        cx.need("the number of items of lists that are compared", a, b)
    values = map(cx.list_value, (a, b), types)
    return Dyn(cx.emit(operator.eq, *values, type=BOOL))


def _equal_dicts(cx, a: Abstract, b: Abstract) -> Abstract:
    x, y = cx.pairs_of(a), cx.pairs_of(b)
    if x.keys() != y.keys():
        return Static(False)
    if list(x) != list(y):
        cx.refuse(
            "dicts are compared whose keys stand in another order, which counts for some",
            "compare them key by key",
        )
    return compared(cx, operator.eq, tuple(x.values()), tuple(y[key] for key in x))


def compared(cx, op, x: tuple, y: tuple) -> Abstract:
    """Lexicographic comparison of two sequences of known lengths."""
    if op in (operator.eq, operator.ne):
        result = _all_equal(cx, x, y)
        return result if op is operator.eq else cx.unary(operator.not_, result)
    return _ordered(cx, op, x, y)


def _all_equal(cx, x: tuple, y: tuple) -> Abstract:
    result: Abstract = Static(len(x) == len(y))
    for i, j in zip(x, y):
        if isinstance(result, Static) and not result.value:
            break
        result = cx.both(result, same_item(cx, i, j))
    return result


def _ordered(cx, op, x: tuple, y: tuple) -> Abstract:
    """The first items that differ decide."""
    if not x or not y:
        return Static(op(len(x), len(y)))
    same = same_item(cx, x[0], y[0])
    if isinstance(same, Static):
        return _ordered(cx, op, x[1:], y[1:]) if same.value else cx.binary(op, x[0], y[0])
    strict = operator.lt if op in (operator.lt, operator.le) else operator.gt
    decided = cx.binary(strict, x[0], y[0])
    rest = cx.both(same, _ordered(cx, op, x[1:], y[1:]))
    for known, other in ((decided, rest), (rest, decided)):
        if isinstance(known, Static):
            return known if known.value else other
    return cx.binary(operator.or_, decided, rest)


def same_item(cx, a: Abstract, b: Abstract) -> Abstract:
    """Whether two items are the same or equal, as a truth value."""
    if is_same(a, b):
        return Static(True)
    return holds(cx, cx.binary(operator.eq, a, b))


def is_same(a: Abstract, b: Abstract) -> bool:
    """True for one and the same object, as a NaN may be that does not equal itself."""
    if isinstance(a, Static) and isinstance(b, Static):
        return a.value is b.value
    return isinstance(a, Dyn | Array | Ref) and same_value(a, b)


def among(cx, item: Abstract, candidates: Iterable[Abstract]) -> Abstract:
    """Whether one of the candidates is the item or equals it."""
    found: Abstract = Static(False)
    for candidate in candidates:
        same = same_item(cx, candidate, item)
        if isinstance(same, Static):
            if same.value:
                return same
        else:
            found = same if isinstance(found, Static) else cx.binary(operator.or_, found, same)
    return found


def known_value(value: Abstract):
    """A number, text or tuple of them that is known; MISSING for what is not."""
    match value:
        case Static(value=v):
            return v
        case Tuple(items=items, cls=cls):
            parts = tuple(map(known_value, items))
            if any(part is MISSING for part in parts):
                return MISSING
            return tuple.__new__(cls, parts)
    return MISSING


def holds(cx, value: Abstract) -> Abstract:
    """The truth of a value: a truth value itself, a list that has items."""
    truth = cx.truth(value)
    if isinstance(truth, bool):
        return Static(truth)
    if isinstance(truth.type, ListType):
        length = cx.emit(len, truth, type=INT)
        return Dyn(cx.emit(operator.gt, length, Const(0), type=BOOL))
    if isinstance(truth.type, ScalarType) and truth.type.dtype == "bool":
        return Dyn(truth)
    return Dyn(cx.emit(bool, truth, type=BOOL))


def never_equal(a: Abstract, b: Abstract) -> bool:
    """True for a number beside what is known and is none; NumPy compares its own with the items of
    containers."""
    if not isinstance(a, Dyn) or not isinstance(a.value.type, ScalarType):
        return False
    if not isinstance(b, Static) or kind_of(b) is not None:
        return False
    number = isinstance(b.value, int | float | complex | np.generic)
    return not number and type(b.value).__eq__ in OWN_WAYS
