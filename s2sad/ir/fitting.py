"""Which types agree: whether what a block hands on may become the value that receives it."""

from __future__ import annotations

import numpy as np

from .nodes import UNDEFINED, Const, Operand, Value
from .types import (
    DTYPES, NONE, ArrayType, IterType, ListType, OpaqueType, RecordType, ScalarType, TupleType,
    Type,
)  # fmt: skip

_RANKS = {kind: rank for rank, kind in enumerate("biufc")}
_CONSTANT_RANKS = {bool: 0, int: 1, float: 3, complex: 4}


def fits(operand: Operand, expected: Type) -> bool:
    """True where the operand may be handed to a value of the type."""
    kind = type(operand)
    if kind is Value:
        return type_fits(operand.type, expected)
    if kind is Const:
        return operand.value is UNDEFINED or _constant_fits(operand.value, expected)
    match expected:
        case OpaqueType():
            return True
        case TupleType(items=types) | RecordType(items=types) if issubclass(operand.kind, tuple):
            return len(types) == len(operand.items) and all(map(fits, operand.items, types))
        case ListType(item=item) if operand.kind is list:
            return all(item is not None and fits(part, item) for part in operand.items)
    return False


def _constant_fits(constant: object, expected: Type) -> bool:
    match expected:
        case OpaqueType():
            return True
        case ScalarType(dtype=dtype):
            if isinstance(constant, np.generic):
                rank = _RANKS.get(constant.dtype.kind)
            else:
                rank = _CONSTANT_RANKS.get(type(constant))
            return rank is not None and rank <= _RANKS[dtype[0]]
        case ArrayType(dtype=dtype, ndim=ndim) if isinstance(constant, np.ndarray):
            return constant.dtype == DTYPES[dtype] and constant.ndim == ndim
        case ArrayType() | RecordType():
            return constant is None  # the placeholder of an array that nothing reads
        case TupleType(items=types) if isinstance(constant, tuple):
            return len(types) == len(constant) and all(map(_constant_fits, constant, types))
    return False


def type_fits(found: Type, expected: Type) -> bool:
    """True where a value of type `found` may flow into one of type `expected`.

    Scalars may widen, as they do where two paths of a program meet; lengths of axes may differ.
    """
    match found, expected:
        case _, OpaqueType():
            return True
        case OpaqueType(), RecordType():
            return found == NONE
        case RecordType(), RecordType():
            return found is expected
        case ScalarType(), ScalarType():
            return _scalar_fits(found, expected)
        case ArrayType(), ArrayType():
            return found.dtype == expected.dtype and found.ndim == expected.ndim
        case TupleType(items=a), TupleType(items=b):
            return len(a) == len(b) and all(map(type_fits, a, b))
        case ListType(item=None), ListType():
            return True
        case (ListType(item=a), ListType(item=b)) | (IterType(item=a), IterType(item=b)):
            return b is not None and type_fits(a, b)
    return False


def _scalar_fits(found: ScalarType, expected: ScalarType) -> bool:
    if found.dtype[0] != expected.dtype[0]:
        return _RANKS[found.dtype[0]] < _RANKS[expected.dtype[0]]
    if found.python or expected.python or found.dtype == expected.dtype:
        return True
    return int(found.dtype[1:]) <= int(expected.dtype[1:])
