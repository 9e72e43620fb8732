"""NumPy functions that the interpreter must see through: facts about shapes, writes, lists.

Each handler takes (cx, args, kwargs) and returns an abstract value. Everything else of NumPy is
emitted as a call.
"""

from __future__ import annotations

import operator

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import Const, Operand, Pack, Value
from ..ir.types import INT, ArrayType, OpaqueType, ScalarType
from .abstract import Abstract, Array, Dyn, Items, Range, Ref, Slice, Static, Tuple, Zero
from .context import dtype_name
from .layout import gives_view


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
            return shape_of(cx, _array(cx, [value], {}))
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
    type_ = cx.type_of(args[0])
    return Static(type_ is not None and getattr(type_, "dtype", "f")[0] == "c")


def _isscalar(cx, args, kwargs) -> Abstract:
    return Static(isinstance(cx.type_of(args[0]), ScalarType))


def _array(cx, args, kwargs) -> Abstract:
    """np.array and np.asarray: of an array a copy or itself, of a nested list an assembly."""
    value, given = args[0], {**dict(zip(("dtype", "copy", "order"), args[1:])), **kwargs}
    if isinstance(value, Zero):
        return value
    unknown = set(given) - {"dtype", "copy", "order", "subok", "ndmin", "device"}
    if unknown:
        cx.refuse(f"np.array(..., {min(unknown)}=...) is not supported here")
    dtype = given.get("dtype", Static(None))
    made = _assembled(cx, value, dtype, _is_true(given.get("copy", Static(True))))
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
        if not copy and (_is_none(dtype) or np.dtype(dtype.value) == dtype_of(cx, value).value):
            return value
        copied = _copy(cx, [value], {})
        return copied if _is_none(dtype) else cast(cx, copied, dtype)
    value = _listed(cx, value)
    if isinstance(value, Static) or is_static_tree(cx, value):
        known = np.array(_plain(cx, value), dtype=_dtype(dtype))
        return cx.wrap(cx.emit(np.array, cx.operand(value), kwargs=_dtype_pairs(cx, dtype),
                               type=_array_type(known)))  # fmt: skip
    made_array = cx.wrap(cx.emit(np.array, cx.operand(value)))
    return made_array if _is_none(dtype) else cast(cx, made_array, dtype)


def _is_true(value: Abstract) -> bool:
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
        return OpaqueType("array")
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


def _asarray(cx, args, kwargs) -> Abstract:
    value, given = args[0], {**dict(zip(("dtype", "order"), args[1:])), **kwargs}
    if isinstance(value, Array) and _order(given) == "F":
        value = cx.wrap(cx.emit(np.asfortranarray, cx.value_of(value)), np.asfortranarray, (value,))
    copy = given.get("copy", Static(None))
    return _array(cx, [value], {**given, "order": Static("K"), "copy": copy})


def _in_order(function):
    """ascontiguousarray and asfortranarray: the array itself where it is in that order already."""

    def handler(cx, args, kwargs) -> Abstract:
        value = args[0]
        if not isinstance(value, Array) or len(args) > 1 or kwargs:
            return _asarray(cx, args, kwargs)
        if function is np.ascontiguousarray and gives_view(cx, value):
            return value
        return cx.wrap(cx.emit(function, cx.value_of(value)), function, (value,))

    return handler


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


def _astype(cx, args, kwargs) -> Abstract:
    return cast(cx, args[0], args[1] if len(args) > 1 else kwargs["dtype"])


def cast(cx, value: Abstract, dtype: Abstract) -> Abstract:
    if isinstance(value, Zero):
        return value
    if not isinstance(dtype, Static):
        cx.refuse("the dtype must be known when the code is generated")
    target = Static(np.dtype(dtype.value))
    return cx.wrap(cx.emit(prims.astype, cx.operand(value), cx.operand(target)), prims.astype)


def _copy(cx, args, kwargs) -> Abstract:
    if isinstance(args[0], Zero):
        return args[0]
    if not isinstance(args[0], Array):
        return args[0]
    return cx.wrap(cx.emit(np.copy, cx.value_of(args[0])))


def copy_method(cx, owner, args, kwargs) -> Abstract:
    """`x.copy()`, unlike np.copy(x), is in C order whatever x is."""
    copied = _copy(cx, [owner], {})
    if isinstance(copied, Array):
        order = _order({"order": args[0]} if args else {"order": Static("C"), **kwargs})
        known = frozenset() if order == "C" else None
        copied.storage.order = cx.order.known[cx.value_of(copied)] = known
    return copied


def _reshape(cx, args, kwargs) -> Abstract:
    value, *rest = args
    given = {**dict(zip(("shape", "order"), rest)), **kwargs}
    shape = given.pop("shape", given.pop("newshape", None))
    order = order_of(cx, value, given.pop("order", Static("C")))
    copy = given.pop("copy", Static(None))
    if given:
        cx.refuse(f"np.reshape has no argument '{min(given)}'")
    if isinstance(value, Zero):
        return value
    made = reshape_to(cx, value, shape, order)
    return _copy(cx, [made], {}) if _is_true(copy) else made


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
    """A view of what is in C order; an array that may share memory where that is not known."""
    operand = cx.operand(shape)
    if isinstance(value, Array) and order == "C" and gives_view(cx, value):
        return reshaped_view(cx, value, operand)
    made = cx.emit(np.reshape, cx.operand(value), operand, kwargs=order_pairs(order))
    if order == "F":
        cx.order.known.pop(made, None)
    return cx.wrap(made, np.reshape, (value,))


def order_pairs(order: str) -> tuple:
    return () if order == "C" else (("order", Const(order)),)


def reshaped_view(cx, value: Array, shape: Operand) -> Array:
    seen = Array(value.storage, (*value.path, Pack(prims.View, (Const(np.reshape), shape))))
    cx.value_of(seen)
    return seen


def _ravel(cx, args, kwargs) -> Abstract:
    value = args[0]
    order = order_of(cx, value, kwargs.get("order", args[1] if len(args) > 1 else Static("C")))
    if isinstance(value, Zero):
        return value
    if isinstance(value, Array) and order == "C" and gives_view(cx, value):
        one_axis = cx.value_of(value).type.ndim == 1
        return value if one_axis else reshaped_view(cx, value, Const(-1))
    made = cx.emit(np.ravel, cx.operand(value), kwargs=order_pairs(order))
    return cx.wrap(made, np.ravel, (value,))


def _transpose(cx, args, kwargs) -> Abstract:
    value = args[0]
    if isinstance(value, Array) and cx.value_of(value).type.ndim < 2:
        return value
    return cx.emit_library(np.transpose, args, kwargs)


def _ufunc_at(ufunc):
    def handler(cx, args, kwargs) -> Abstract:
        target, index, *rest = args
        if not isinstance(target, Array):
            cx.refuse(f"np.{ufunc.__name__}.at needs an array to write into")
        step = cx.operand(cx.as_index(index))
        value = cx.operand(rest[0])
        if ufunc is np.subtract:
            value = cx.operand(cx.unary(operator.neg, rest[0]))
        cx.write(target, step, value, prims.accumulate_at)
        return Static(None)

    return handler


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


def _copyto(cx, args, kwargs) -> Abstract:
    target, source = args[:2]
    if "where" in kwargs:
        source = cx.call(Static(np.where), [kwargs["where"], source, target], {})
    cx.write(target, None, cx.operand(source))
    return Static(None)


def _fill_diagonal(cx, args, kwargs) -> Abstract:
    target, value = args[:2]
    length = cx.length(cx.value_of(target), 0)
    index = cx.call(Static(np.arange), [length], {})
    cx.set_item(target, Tuple((index, index)), value)
    return Static(None)


def _complex_results(function):
    """Whether the eigenvalues of a real matrix are real only its entries decide. Here they are
    complex numbers in any case, in NumPy's order."""

    def handler(cx, args, kwargs) -> Abstract:
        operands = [cx.operand(a if isinstance(a, Array) else _array(cx, [a], {})) for a in args]
        if _is_complex(cx, args[0]):
            return cx.wrap(cx.emit(function, *operands))
        type_ = cx.infer(function, (Value("", complex_type(operands[0].type)), *operands[1:]))
        found = cx.wrap(cx.emit(function, *operands, type=type_))
        if isinstance(found, Tuple):
            return Tuple(tuple(cx.binary(operator.add, f, Static(0j)) for f in found.items))
        return cx.binary(operator.add, found, Static(0j))

    return handler


def complex_type(type_: ArrayType) -> ArrayType:
    return ArrayType("c64" if type_.dtype == "f32" else "c128", type_.shape)


def _is_complex(cx, value: Abstract) -> bool:
    return getattr(cx.type_of(value), "dtype", "f")[0] == "c"


def _real_if_close(cx, args, kwargs) -> Abstract:
    """Whether imaginary parts are small the run decides: a complex array stays one."""
    return args[0] if isinstance(args[0], Array) else _asarray(cx, args[:1], {})


def _errstate(cx, args, kwargs) -> Abstract:
    if args or any(
        not isinstance(v, Static) or v.value not in ("ignore", "warn") for v in kwargs.values()
    ):
        cx.refuse("np.errstate may only ignore or warn in differentiated code")
    return Dyn(Value("errstate", OpaqueType("errstate")))


def _zero_sum(op):
    return lambda cx, args, kwargs: cx.binary(op, *args)


def _zero_where(cx, args, kwargs) -> Abstract:
    """np.where with a zero tangent in one branch."""
    condition, a, b = args
    if isinstance(a, Zero) and isinstance(b, Zero):
        return a
    filled = [Static(0.0) if isinstance(v, Zero) else v for v in (a, b)]
    return cx.emit_abstract(np.where, condition, *filled)


def _split(cx, args, kwargs, function=np.split) -> Abstract:
    """A list of views whose number must be known."""
    parts = cx.emit_abstract(function, *args, **kwargs)
    return cx.new_list(cx.items_of(parts))


def _ndindex(cx, args, kwargs) -> Abstract:
    shape = args if len(args) != 1 or not isinstance(args[0], (Tuple, Ref)) else (
        cx.items_of(args[0])
    )
    if len(shape) == 1:
        return cx.call(Static(zip), [Range(Static(0), shape[0], Static(1))], {})
    cx.refuse("np.ndindex over several axes is not supported", "nest loops over range")


def _cross(cx, args, kwargs) -> Abstract:
    """np.cross: whether its vectors have 2 or 3 entries decides the result and the derivative."""
    if any(isinstance(arg, Zero) for arg in args):
        return cx.call_zero(np.cross, args, kwargs)
    given = dict(zip(("a", "b", "axisa", "axisb", "axisc", "axis"), args)) | kwargs
    for name in ("a", "b"):
        axis = given.get("axis", given.get(f"axis{name}", Static(-1)))
        if isinstance(given.get(name), Array) and isinstance(axis, Static):
            vector = cx.value_of(given[name])
            length = cx.length(vector, -1 if axis.value is None else axis.value)
            if isinstance(length, Dyn):
                message = "the number of entries of the vectors of np.cross() is not known"
                cx.ask(UnsupportedError(message, cx.span), (length.value,))
    return cx.emit_library(np.cross, args, kwargs)


def _list_of_views(function):
    return lambda cx, args, kwargs: _split(cx, args, kwargs, function)


def _shape_like(function):
    """zeros_like and its kin: constants of the shape and dtype of their argument."""

    def handler(cx, args, kwargs) -> Abstract:
        value = args[0]
        if isinstance(value, Zero):
            value = Static(0.0)
        return cx.emit_abstract(function, value, *args[1:], **kwargs)

    return handler


HANDLERS = {
    np.shape: _facts(shape_of), np.size: lambda cx, a, k: size_of(cx, a[0]) if len(a) == 1 else (
        cx.get_item(shape_of(cx, a[0]), a[1])),
    np.ndim: _facts(ndim_of), np.iscomplexobj: _iscomplexobj,
    np.isrealobj: lambda cx, a, k: Static(not _iscomplexobj(cx, a, k).value),
    np.isscalar: _isscalar, np.dtype: _dtype_value, np.result_type: _result_type, np.array: _array, np.asarray: _asarray,
    np.asanyarray: _asarray, np.ascontiguousarray: _in_order(np.ascontiguousarray),
    np.asfortranarray: _in_order(np.asfortranarray), prims.astype: _astype, np.copy: _copy,
    np.reshape: _reshape,
    np.ravel: _ravel, np.transpose: _transpose, np.add.at: _ufunc_at(np.add),
    np.subtract.at: _ufunc_at(np.subtract), np.copyto: _copyto,
    np.fill_diagonal: _fill_diagonal, np.errstate: _errstate,
    np.atleast_1d: _at_least(1), np.atleast_2d: _at_least(2), np.atleast_3d: _at_least(3),
    np.linalg.eig: _complex_results(np.linalg.eig), np.roots: _complex_results(np.roots),
    np.linalg.eigvals: _complex_results(np.linalg.eigvals), np.real_if_close: _real_if_close,
    np.astype: _astype, np.require: lambda cx, a, k: _asarray(cx, a[:2], {}),
    np.ndindex: _ndindex, np.cross: _cross,
    prims.axis_length: lambda cx, a, k: cx.length(cx.value_of(a[0]), a[1].value),
    **{f: _list_of_views(f) for f in (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit)},
    **{f: _shape_like(f) for f in (np.zeros_like, np.ones_like, np.empty_like, np.full_like)},
}  # fmt: skip
#: what a rule may do with a zero tangent beyond dropping it
LINEAR_SUMS = {
    np.add: _zero_sum(operator.add), np.subtract: _zero_sum(operator.sub), np.where: _zero_where,
}
