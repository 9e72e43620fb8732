"""Facts about arrays that are known when code is generated: shapes, axes, dtypes.

`HANDLERS` has NumPy's functions that ask for them; each takes (cx, args, kwargs).
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.types import INT, ScalarType
from .abstract import Abstract, Array, Dyn, Items, Ref, Static, Tuple


def shape_of(cx, value: Abstract) -> Abstract:
    match value:
        case Array():
            seen = cx.value_of(value)
            return Tuple(tuple(cx.length(seen, k) for k in range(seen.type.ndim)))
        case Static(value=v):
            return Tuple(tuple(map(Static, np.shape(v))))
        case Tuple():
            items = value.items
            return Tuple((Static(len(items)), *(shape_of(cx, items[0]).items if items else ())))
        case Ref(identity=identity) if identity.kind == "list":
            content = cx.content(value)
            if isinstance(content, Items):
                return shape_of(cx, Tuple(content.values))
            return shape_of(cx, cx.call(Static(np.array), [value], {}))
    return Tuple(())


def size_of(cx, value: Abstract) -> Abstract:
    if not isinstance(value, Array):
        total = Static(1)
        for length in shape_of(cx, value).items:
            total = cx.binary(operator.mul, total, length)
        return total
    seen = cx.value_of(value)
    shape = seen.type.shape
    if all(isinstance(n, int) for n in shape):
        total = 1
        for n in shape:
            total *= n
        return Static(total)
    if len(shape) == 1:
        return cx.length(seen, 0)
    return Dyn(cx.emit(np.size, seen, type=INT))


def ndim_of(cx, value: Abstract) -> Abstract:
    match value:
        case Array():
            return Static(cx.value_of(value).type.ndim)
        case Static(value=v):
            return Static(np.ndim(v))
        case Ref() | Tuple():
            return Static(1 + max((ndim_of(cx, i).value for i in cx.items_of(value)), default=0))
    return Static(0)


def dtype_of(cx, value: Abstract) -> Abstract:
    type_ = cx.type_of(value)
    if type_ is None:
        cx.refuse("the dtype of this value is not known")
    return Static(np.dtype(_numpy_name(type_.dtype)))


def _numpy_name(dtype: str) -> str:
    return dtype if dtype == "bool" else f"{dtype[0]}{int(dtype[1:]) // 8}"


def _facts(function):
    return lambda cx, args, kwargs: function(cx, args[0])


def _iscomplexobj(cx, args, kwargs) -> Abstract:
    type_ = cx.type_of(cx.as_entries(args[0]))
    return Static(type_ is not None and getattr(type_, "dtype", "f")[0] == "c")


def _isscalar(cx, args, kwargs) -> Abstract:
    return Static(isinstance(cx.type_of(args[0]), ScalarType))


def _result_type(cx, args, kwargs) -> Abstract:
    """The dtype that operands of these kinds have in common."""
    kinds = []
    for value in args:
        type_ = cx.type_of(value)
        if isinstance(value, Static) and type_ is None:
            kinds.append(np.dtype(value.value))
        elif isinstance(type_, ScalarType) and type_.python:
            kinds.append({"b": True, "i": 0, "f": 0.0, "c": 0j}[type_.dtype[0]])
        else:
            kinds.append(dtype_of(cx, value).value)
    return Static(np.result_type(*kinds))


def _dtype_value(cx, args, kwargs) -> Abstract:
    if not isinstance(args[0], Static):
        cx.refuse("a dtype must be known when the code is generated")
    return Static(np.dtype(args[0].value))


HANDLERS = {
    np.shape: _facts(shape_of), np.size: lambda cx, a, k: size_of(cx, a[0]) if len(a) == 1 else (
        cx.get_item(shape_of(cx, a[0]), a[1])),
    np.ndim: _facts(ndim_of), np.iscomplexobj: _iscomplexobj,
    np.isrealobj: lambda cx, a, k: Static(not _iscomplexobj(cx, a, k).value),
    np.isscalar: _isscalar, np.dtype: _dtype_value, np.result_type: _result_type,
    prims.axis_length: lambda cx, a, k: cx.length(cx.value_of(a[0]), a[1].value),
}  # fmt: skip
