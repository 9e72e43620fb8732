"""Methods and attributes of arrays, as functions of abstract values, and the table of all methods.

`METHODS[kind, name]` takes (cx, owner, args, kwargs); `METHODS["attribute", name]` (cx, owner).
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Const
from ..ir.types import BOOL, COMPLEX, FLOAT, INT, ArrayType, ListType, OpaqueType
from .abstract import Abstract, Array, Dyn, Method, Ref, Slice, Static, Tuple
from .array_facts import dtype_of, ndim_of, shape_of, size_of
from .array_making import (
    astype, copy_method, order_of, order_pairs, reshape_to, reshaped_view,
)  # fmt: skip
from .container_methods import DICT_METHODS, LIST_METHODS, TUPLE_METHODS, get_item, sort
from .layout import Flat
from .loops_of_builtins import rows_as_lists


def _function(function):
    """The method is a NumPy function of its owner."""

    def handler(cx, owner, args, kwargs) -> Abstract:
        return cx.call(Static(function), [owner, *args], kwargs)

    return handler


def _shape_argument(cx, args) -> Abstract:
    """`x.reshape(2, 3)` and `x.reshape((2, 3))`."""
    if len(args) == 1:
        return args[0]
    return Tuple(tuple(args))


def _reshape(cx, owner, args, kwargs) -> Abstract:
    order = order_of(cx, owner, kwargs.get("order", Static("C")))
    shape = kwargs["shape"] if "shape" in kwargs else _shape_argument(cx, args)
    return reshape_to(cx, owner, shape, order)


def _transpose(cx, owner, args, kwargs) -> Abstract:
    rest = [] if not args else [_shape_argument(cx, args)]
    if len(args) == 1 and isinstance(args[0], Static) and args[0].value is None:
        rest = []
    return cx.call(Static(np.transpose), [owner, *rest], {})


def _astype(cx, owner, args, kwargs) -> Abstract:
    return astype(cx, [owner, *args], kwargs)


def _fill(cx, owner, args, kwargs) -> Abstract:
    cx.write(owner, None, cx.entries(args[0]))
    return Static(None)


def _in_place(function):
    """The method leaves in the array what the function returns."""

    def handler(cx, owner, args, kwargs) -> Abstract:
        if not isinstance(owner, Array):
            return sort(cx, owner, args, kwargs)
        done = cx.call(Static(function), [owner, *args], kwargs)
        cx.write(owner, None, cx.operand(done))
        return Static(None)

    return handler


def _flatten(cx, owner, args, kwargs) -> Abstract:
    order = order_of(cx, owner, kwargs.get("order", args[0] if args else Static("C")))
    flat = cx.wrap(cx.emit(np.ravel, cx.operand(owner), kwargs=order_pairs(order)))
    return cx.call(Static(np.copy), [flat], {})


def _compress(cx, owner, args, kwargs) -> Abstract:
    condition, *rest = args if args else [kwargs.pop("condition")]
    return cx.call(Static(np.compress), [condition, owner, *rest], kwargs)


def _clip(cx, owner, args, kwargs) -> Abstract:
    """A bound that is not given is none."""
    bounds = list(args)
    if len(args) == 1:
        bounds.append(kwargs.pop("max", Static(None)))
    return cx.call(Static(np.clip), [owner, *bounds], kwargs)


def _item(cx, owner, args, kwargs) -> Abstract:
    if len(args) == 1 and not isinstance(args[0], (Tuple, Ref)):
        owner = cx.get_item(cx.call(Static(np.ravel), [owner], {}), args[0])
    elif args:
        owner = cx.get_item(owner, args[0] if len(args) == 1 else Tuple(tuple(args)))
    elif isinstance(cx.type_of(owner), ArrayType) and cx.type_of(owner).ndim:
        owner = cx.call(Static(np.reshape), [owner, Tuple(())], {})  # raises, but for one entry
    kind = cx.type_of(owner).dtype[0]
    cls = {"b": bool, "i": int, "u": int, "f": float, "c": complex}[kind]
    if cls is complex:
        return owner
    return cx.call(Static(cls), [owner], {})


#: the types of entries as Python numbers, by the kind of the dtype
PYTHON = {"b": BOOL, "i": INT, "u": INT, "f": FLOAT, "c": COMPLEX}


def _tolist(cx, owner, args, kwargs) -> Abstract:
    value = cx.value_of(owner)
    if value.type.ndim == 0:
        return cx.call(Method(owner, "item"), [], {})
    if value.type.ndim > 1:
        return cx.call_python(rows_as_lists, [owner], {})
    item = PYTHON[value.type.dtype[0]]
    return cx.wrap(cx.emit(prims.Method("tolist"), value, type=ListType(item)))


def _conj(cx, owner, args, kwargs) -> Abstract:
    """Unlike np.conj the method gives a real array back itself."""
    if isinstance(owner, Array) and dtype_of(cx, owner).value.kind != "c":
        return owner
    return cx.call(Static(np.conj), [owner, *args], kwargs)


def _view(cx, owner, args, kwargs) -> Abstract:
    """A view of the same dtype is the array itself under another name."""
    given = [*args, *kwargs.values()]
    plain = isinstance(owner, Array) and all(isinstance(v, Static) for v in given)
    dtype = dtype_of(cx, owner).value
    if not plain or any(v.value is not np.ndarray and np.dtype(v.value) != dtype for v in given):
        cx.refuse(
            "a view of an array in another dtype is not supported",
            "convert it with astype, or put complex numbers together as x + 1j * y",
        )
    return owner


ARRAY_FUNCTIONS = {
    name: _function(function)
    for name, function in {
        "sum": np.sum, "mean": np.mean, "prod": np.prod, "max": np.max, "min": np.min,
        "std": np.std, "var": np.var, "cumsum": np.cumsum, "cumprod": np.cumprod,
        "argmax": np.argmax, "argmin": np.argmin, "argsort": np.argsort, "any": np.any,
        "all": np.all, "dot": np.dot, "ravel": np.ravel, "squeeze": np.squeeze,
        "swapaxes": np.swapaxes, "repeat": np.repeat, "take": np.take,
        "round": np.round, "trace": np.trace,
        "diagonal": np.diagonal, "nonzero": np.nonzero,
        "searchsorted": np.searchsorted, "choose": np.choose,
        "argpartition": np.argpartition,
    }.items()
}  # fmt: skip
ARRAY_METHODS = {
    **ARRAY_FUNCTIONS, "reshape": _reshape, "transpose": _transpose, "astype": _astype,
    "fill": _fill, "clip": _clip, "sort": _in_place(np.sort), "partition": _in_place(np.partition),
    "compress": _compress, "flatten": _flatten, "item": _item, "tolist": _tolist,
    "put": _function(np.put), "conj": _conj, "conjugate": _conj, "copy": copy_method,
    "view": _view, "__getitem__": get_item,
}  # fmt: skip


def _flags(cx, owner) -> Abstract:
    """Of an argument as it came in: other arrays may be in another order in differentiated code."""
    argument = isinstance(owner, Array) and not owner.path and owner.storage.order or ()
    if not argument or cx.value_of(owner) not in argument:
        cx.refuse("the flags of an array that is no argument, or was written, are not known",
                  "ask for the flags of the argument at the beginning")  # fmt: skip
    return Method(owner, "flags")


def _is_in_order(cx, array: Array) -> Abstract:
    """`array.flags.c_contiguous`"""
    flags = cx.emit(
        prims.get_attribute, cx.value_of(array), Const("flags"), type=OpaqueType("flags")
    )
    return Dyn(cx.emit(prims.get_attribute, flags, Const("c_contiguous"), type=BOOL))


def _flat(cx, owner) -> Abstract:
    if not isinstance(owner, Array):
        return cx.call(Static(np.ravel), [owner], {})
    one_axis = cx.value_of(owner).type.ndim == 1
    return Flat(owner.storage, (owner if one_axis else reshaped_view(cx, owner, Const(-1))).path)


ATTRIBUTES = {
    "flags": _flags,
    "shape": shape_of, "ndim": ndim_of, "size": size_of, "dtype": dtype_of,
    "T": lambda cx, owner: cx.call(Static(np.transpose), [owner], {}),
    "mT": lambda cx, owner: cx.call(Static(np.swapaxes), [owner, Static(-1), Static(-2)], {}),
    "real": lambda cx, owner: cx.call(Static(np.real), [owner], {}),
    "imag": lambda cx, owner: cx.call(Static(np.imag), [owner], {}),
    "flat": _flat,
    "nbytes": lambda cx, owner: cx.binary(
        operator.mul, size_of(cx, owner), ATTRIBUTES["itemsize"](cx, owner)
    ),
    "itemsize": lambda cx, owner: Static(dtype_of(cx, owner).value.itemsize),
}  # fmt: skip


def _bounds(cx, owner: Slice, args, kwargs) -> Abstract:
    """slice.indices"""
    if not isinstance(args[0], Static):
        cx.need("the length of which indices() gives the bounds", args[0])
    return Static(cx.evaluate(cx.static_slice(owner).indices, args[0].value))


METHODS = {
    **{("array", k): v for k, v in ARRAY_METHODS.items()},
    **{("list", k): v for k, v in LIST_METHODS.items()},
    **{("dict", k): v for k, v in DICT_METHODS.items()},
    **{("tuple", k): v for k, v in TUPLE_METHODS.items()},
    **{("attribute", k): v for k, v in ATTRIBUTES.items()},
    ("flags", "c_contiguous"): _is_in_order, ("slice", "indices"): _bounds,
}
