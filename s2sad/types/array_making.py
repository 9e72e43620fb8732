"""Arrays of other things and in other shapes: `np.array`, `asarray`, `copy`, `reshape`, `ravel`.

What is a view stays one, and the order in memory is kept in mind where it decides that. `HANDLERS`
has NumPy's functions; each takes (cx, args, kwargs) and returns an abstract value.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Const, Operand, Pack
from ..ir.types import ArrayType, OpaqueType, ScalarType
from .abstract import Abstract, Array, Items, Range, Ref, Slice, Static, Tuple, Zero
from .array_facts import dtype_of
from .context import dtype_name
from .layout import gives_view
from .passing import is_passing


def _array(cx, args, kwargs) -> Abstract:
    """np.array and np.asarray: of an array a copy or itself, of a nested list an assembly."""
    value, given = args[0], {**dict(zip(("dtype", "copy", "order"), args[1:])), **kwargs}
    if isinstance(value, Zero):
        return value
    unknown = set(given) - {"dtype", "copy", "order", "subok", "ndmin", "device"}
    if unknown:
        cx.refuse(f"np.array(..., {min(unknown)}=...) is not supported here")
    dtype = given.get("dtype", Static(None))
    made = _assembled(cx, value, dtype, is_true(given.get("copy", Static(True))))
    if not isinstance(made, Array):
        return made
    ndmin = given.get("ndmin", Static(0))
    if not isinstance(ndmin, Static):
        cx.need("the argument 'ndmin'", ndmin)
    extra = ndmin.value - cx.value_of(made).type.ndim
    if extra > 0:
        made = cx.get_item(made, Tuple((Static(None),) * extra))
    return made if _order(given) in ("C", "K") else in_unknown_order(cx, made)


def _assembled(cx, value: Abstract, dtype: Abstract, copy: bool) -> Abstract:
    if isinstance(value, Array):
        same = _is_none(dtype) or np.dtype(dtype.value) == dtype_of(cx, value).value
        if not same:
            return cast(cx, value, dtype)  # into an array of its own
        made = copied(cx, [value], {}) if copy else value
        return cast(cx, made, dtype) if copy and not _is_none(dtype) else made
    value = _listed(cx, value)
    if isinstance(value, Static) or is_static_tree(cx, value):
        known = np.array(_plain(cx, value), dtype=_dtype(dtype))
        return cx.wrap(cx.emit(np.array, cx.operand(value), kwargs=_dtype_pairs(cx, dtype),
                               type=_array_type(known)))  # fmt: skip
    made_array = cx.wrap(cx.emit(np.array, cx.operand(_with_rows(cx, value))))
    return made_array if _is_none(dtype) else cast(cx, made_array, dtype)


def _with_rows(cx, value: Abstract) -> Abstract:
    """A list of known length, in which those of unknown length are arrays."""
    known = isinstance(value, Tuple) or isinstance(value, Ref) and value.identity.kind == "list"
    if not known or cx.is_growing_list(value):
        return value
    items = cx.items_of(value)
    rows = [
        cx.call(Static(np.array), [item], {}) if cx.is_growing_list(item) else _with_rows(cx, item)
        for item in items
    ]
    return value if all(map(operator.is_, rows, items)) else cx.new_list(rows)


def is_true(value: Abstract) -> bool:
    return isinstance(value, Static) and bool(value.value)


def _order(given: dict) -> str:
    """The order of entries that is asked for, "K" where none is."""
    order = given.get("order", Static("K"))
    return "K" if order.value is None else order.value.upper()


def in_unknown_order(cx, value: Array) -> Array:
    """The array, no longer taken to be in C order."""
    cx.order.known.pop(cx.value_of(value), None)
    value.storage.order = None
    return value


def _array_type(known: np.ndarray) -> ArrayType:
    if known.dtype.kind not in "biufc":
        return OpaqueType("array of object" if known.dtype == object else "array of text")
    return ArrayType(dtype_name(known.dtype), known.shape)


def _listed(cx, value: Abstract) -> Abstract:
    if isinstance(value, Range):
        items = cx.written_out(value)
        return Tuple(tuple(items)) if items is not None else value
    return value


def is_static_tree(cx, value: Abstract) -> bool:
    match value:
        case Static():
            return True
        case Tuple(items=items):
            return all(is_static_tree(cx, i) for i in items)
        case Ref(identity=identity) if identity.kind == "list":
            content = cx.content(value)
            return isinstance(content, Items) and all(is_static_tree(cx, i) for i in content.values)
    return False


def _plain(cx, value: Abstract):
    if isinstance(value, Static):
        return value.value
    return [_plain(cx, i) for i in cx.items_of(value)]


def _is_none(value: Abstract) -> bool:
    return isinstance(value, Static) and value.value is None


def _dtype(value: Abstract):
    return None if _is_none(value) else value.value


def _dtype_pairs(cx, dtype: Abstract) -> tuple:
    return () if _is_none(dtype) else (("dtype", cx.operand(dtype)),)


def asarray(cx, args, kwargs) -> Abstract:
    value, given = args[0], {**dict(zip(("dtype", "order"), args[1:])), **kwargs}
    if isinstance(value, Array) and _order(given) in "CF":
        value = in_order(cx, value, _order(given))
    copy = given.get("copy", Static(None))
    return _array(cx, [value], {**given, "order": Static("K"), "copy": copy})


def _in_order(function):
    """ascontiguousarray and asfortranarray: the array itself where it is in that order already. A
    number, or an array of no axes, gets one."""

    def handler(cx, args, kwargs) -> Abstract:
        value = args[0]
        if not isinstance(value, Array) or len(args) > 1 or kwargs:
            value = asarray(cx, args, kwargs)
            return _at_least(1)(cx, [value], {}) if cx.value_of(value).type.ndim == 0 else value
        if cx.value_of(value).type.ndim == 0:
            return _at_least(1)(cx, args, {})
        return in_order(cx, value, "C" if function is np.ascontiguousarray else "F")

    return handler


def in_order(cx, value: Array, order: str) -> Array:
    """The array itself where it is in that order, else a copy that is."""
    if order == "C" and gives_view(cx, value):
        return value
    function = np.ascontiguousarray if order == "C" else np.asfortranarray
    return cx.wrap(cx.emit(function, cx.value_of(value)), function, (value,))


def _require(cx, args, kwargs) -> Abstract:
    """Aligned and writeable are all arrays here, in an order those of which it is asked."""
    given = dict(zip(("a", "dtype", "requirements"), args)) | kwargs
    value, wanted = given.pop("a"), given.pop("requirements", Static(None))
    if not isinstance(wanted, Static):
        cx.need("the requirements of np.require()", wanted)
    marks = {mark.upper()[:1] for mark in wanted.value or ()}
    if not marks <= set("CFAW"):
        cx.refuse(f"np.require() asks for {wanted.value!r}", "write a .copy()")
    order = {"order": Static(min(marks & set("CF")))} if marks & set("CF") else {}
    return asarray(cx, [value], {**given, **order})


def _at_least(ndim: int):
    """An array with fewer axes as a view with more; any other is given back itself."""

    def handler(cx, args, kwargs) -> Abstract:
        if len(args) > 1:
            return Tuple(tuple(handler(cx, [a], kwargs) for a in args))
        value = args[0] if isinstance(args[0], Array) else _array(cx, args, kwargs)
        have = cx.value_of(value).type.ndim
        if have >= ndim:
            return value
        none, full = Static(None), Slice(Static(None), Static(None), Static(None))
        steps = {0: [none] * ndim, 1: [none, full, none][:ndim], 2: [full, full, none]}[have]
        return cx.get_item(value, Tuple(tuple(steps)))

    return handler


def astype(cx, args, kwargs) -> Abstract:
    names = ("dtype", "order", "casting", "subok", "copy")
    value, given = args[0], dict(zip(names, args[1:])) | kwargs
    copy = given.get("copy", Static(True))
    if isinstance(value, Array) and not is_true(copy):
        if not isinstance(copy, Static) or _order(given) not in ("K", "A"):
            cx.refuse("whether astype() copies is known only at run time",
                      "leave out copy=, or order=")  # fmt: skip
        if dtype_of(cx, value).value == cx.evaluate(np.dtype, given["dtype"].value):
            return value
    return cast(cx, value, given["dtype"])


def cast(cx, value: Abstract, dtype: Abstract) -> Abstract:
    if isinstance(value, Zero):
        return value
    if not isinstance(dtype, Static):
        cx.refuse("the dtype must be known when the code is generated")
    target = Static(cx.evaluate(np.dtype, dtype.value))
    return cx.wrap(cx.emit(prims.astype, cx.operand(value), cx.operand(target)), prims.astype)


def copied(cx, args, kwargs) -> Abstract:
    if not isinstance(args[0], Array):
        return _array(cx, args[:1], {})  # of a number it is an array of no axes
    return cx.wrap(cx.emit(np.copy, cx.value_of(args[0])), np.copy)


def copy_method(cx, owner, args, kwargs) -> Abstract:
    """`x.copy()`, unlike np.copy(x), is in C order whatever x is."""
    if not isinstance(owner, Array):
        return owner
    made = copied(cx, [owner], {})
    order = _order({"order": args[0]} if args else {"order": Static("C"), **kwargs})
    known = frozenset() if order == "C" else None
    made.storage.order = cx.order.known[cx.value_of(made)] = known
    return made


def _reshape(cx, args, kwargs) -> Abstract:
    value, rest = _not_a_list(cx, args[0]), args[1:]
    given = {**dict(zip(("shape", "order"), rest)), **kwargs}
    shape = given.pop("shape", given.pop("newshape", None))
    order = order_of(cx, value, given.pop("order", Static("C")))
    copy = given.pop("copy", Static(None))
    if given:
        cx.refuse(f"np.reshape has no argument '{min(given)}'")
    if isinstance(value, Zero):
        return value
    made = reshape_to(cx, value, shape, order)
    return copied(cx, [made], {}) if is_true(copy) else made


def _not_a_list(cx, value: Abstract) -> Abstract:
    """A list of unknown length as the array that it is taken for."""
    return cx.call(Static(np.array), [value], {}) if cx.is_growing_list(value) else value


def order_of(cx, value: Abstract, order: Abstract) -> str:
    """"C" or "F": the order in which entries are read."""
    if not isinstance(order, Static):
        cx.need("the argument 'order'", order)
    wanted = "C" if order.value is None else order.value.upper()
    if wanted in ("A", "K"):
        if not isinstance(value, Array) or gives_view(cx, value):
            return "C"
        cx.refuse(
            f"order='{wanted}' reads the entries as they lie in memory, which is not known here",
            "say order='C' or order='F'",
        )
    return wanted


def reshape_to(cx, value: Abstract, shape: Abstract, order: str = "C") -> Abstract:
    """A view of what is in C order; an array that may share memory where that is not known. What
    NumPy makes of a number of its own, without axes, is that number."""
    if isinstance(shape, Tuple) and not shape.items and _is_numpy_number(cx, value):
        return value
    operand = cx.operand(shape)
    if isinstance(value, Array) and order == "C":
        if is_passing(cx, value):
            made = cx.wrap(cx.emit(np.reshape, cx.value_of(value), operand))
            made.storage.made = frozenset({cx.running[1]})
            return made
        if gives_view(cx, value):
            return reshaped_view(cx, value, operand)
    made = cx.emit(np.reshape, cx.operand(value), operand, kwargs=order_pairs(order))
    if order == "F":
        cx.order.known.pop(made, None)
    return cx.wrap(made, np.reshape, (value,))


def _is_numpy_number(cx, value: Abstract) -> bool:
    type_ = cx.type_of(value)
    return isinstance(type_, ScalarType) and not type_.python


def order_pairs(order: str) -> tuple:
    return () if order == "C" else (("order", Const(order)),)


def reshaped_view(cx, value: Array, shape: Operand) -> Array:
    seen = cx.part(value, Pack(prims.View, (Const(np.reshape), shape)))
    cx.value_of(seen)
    return seen


def _ravel(cx, args, kwargs) -> Abstract:
    value = _not_a_list(cx, args[0])
    order = order_of(cx, value, kwargs.get("order", args[1] if len(args) > 1 else Static("C")))
    if isinstance(value, Zero):
        return value
    if isinstance(value, Array) and order == "C" and is_passing(cx, value):
        return reshape_to(cx, value, Static(-1))
    if isinstance(value, Array) and order == "C" and gives_view(cx, value):
        one_axis = cx.value_of(value).type.ndim == 1
        return cx.part(value) if one_axis else reshaped_view(cx, value, Const(-1))
    made = cx.emit(np.ravel, cx.operand(value), kwargs=order_pairs(order))
    return cx.wrap(made, np.ravel, (value,))


def _transpose(cx, args, kwargs) -> Abstract:
    value = args[0]
    if isinstance(value, Zero):
        return Zero()
    if isinstance(value, Array) and cx.value_of(value).type.ndim < 2:
        return cx.part(value)
    return cx.emit_library(np.transpose, args, kwargs)


HANDLERS = {
    np.array: _array, np.asarray: asarray, np.asanyarray: asarray,
    np.ascontiguousarray: _in_order(np.ascontiguousarray),
    np.asfortranarray: _in_order(np.asfortranarray), prims.astype: astype, np.astype: astype,
    np.copy: copied, np.reshape: _reshape, np.ravel: _ravel, np.transpose: _transpose,
    np.atleast_1d: _at_least(1), np.atleast_2d: _at_least(2), np.atleast_3d: _at_least(3),
    np.require: _require,
}  # fmt: skip
