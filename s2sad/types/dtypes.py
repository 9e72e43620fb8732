"""Between NumPy's values and our types: the type of a value, the dtype of a name."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ir.types import (
    BOOL, COMPLEX, DTYPES, FLOAT, INT, ArrayType, IterType, ListType, OpaqueType, ScalarType,
    TupleType, Type,
)  # fmt: skip
from .failure import InferenceError

#: our name -> NumPy's dtype
NUMPY = {name: np.dtype(theirs) for name, theirs in DTYPES.items()}
_OURS: dict[tuple[str, int], str] = {}
for _name, _dtype in NUMPY.items():
    # where a long double is a double, the first name stands
    _OURS.setdefault((_dtype.kind, _dtype.itemsize), _name)

#: what a Python number becomes beside an array of single precision: real where it is real
_IN_SINGLE = {
    ("f64", "f16"): "f16", ("f64", "f32"): "f32", ("f64", "c64"): "f32",
    ("c128", "f16"): "c64", ("c128", "f32"): "c64", ("c128", "c64"): "c64",
}  # fmt: skip

#: Python's classes of numbers -> their type
PYTHON = {bool: BOOL, int: INT, float: FLOAT, complex: COMPLEX}


def dtype_name(dtype: Any) -> str:
    """Our name of anything that NumPy takes for a dtype."""
    try:
        dtype = np.dtype(dtype)
    except TypeError:
        raise InferenceError(f"{dtype!r} is not a dtype.") from None
    name = _OURS.get((dtype.kind, dtype.itemsize))
    if name is None:
        raise InferenceError(f"Arrays of dtype {dtype} are not numerical.")
    return name


def spread_type(g: ScalarType | ArrayType, like: ArrayType) -> ArrayType:
    """The type of `spread(g, like)`: a Python number takes on single precision, as it does in
    arithmetic."""
    dtype = g.dtype
    if type(g) is ScalarType and g.python:
        dtype = _IN_SINGLE.get((dtype, like.dtype), dtype)
    return ArrayType(dtype, like.shape)


def type_of_value(value: Any) -> Type:
    """The type of a constant; each axis of an array has the length that it has."""
    found = PYTHON.get(type(value))
    if found is not None:
        return found
    match value:
        case np.ndarray():
            return ArrayType(dtype_name(value.dtype), value.shape)
        case np.generic() if (value.dtype.kind, value.dtype.itemsize) in _OURS:
            return ScalarType(dtype_name(value.dtype))
        case tuple():
            return TupleType(tuple(map(type_of_value, value)))
        case list():
            items = {type_of_value(item) for item in value}
            if len(items) <= 1:
                return ListType(items.pop() if items else None)
            return TupleType(tuple(map(type_of_value, value)))
        case range():
            return IterType(INT)
        case _:
            return OpaqueType(type(value).__name__)
