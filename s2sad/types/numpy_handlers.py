"""NumPy functions that the interpreter must see through: writes, lists of views, eigenvalues.

Each handler takes (cx, args, kwargs) and returns an abstract value. Everything else of NumPy is
emitted as a call.
"""

from __future__ import annotations

import itertools
import operator

import numpy as np

from ..errors import UnsupportedError
from ..ir import prims
from ..ir.nodes import Value
from ..definitions import assembly, linear
from ..ir.types import ArrayType, ScalarType, is_differentiable
from . import array_facts, array_making
from .abstract import Abstract, Array, Dyn, Range, Ref, Static, Tuple, Zero


def _ufunc_at(ufunc):
    def handler(cx, args, kwargs) -> Abstract:
        target, index, *rest = args
        if not isinstance(target, Array):
            cx.refuse(f"np.{ufunc.__name__}.at needs an array to write into")
        step = cx.operand(cx.as_index(index))
        value = cx.entries(rest[0])
        if ufunc is np.subtract:
            value = cx.emit(operator.neg, value)
        cx.write(target, step, value, prims.accumulate_at)
        return Static(None)

    return handler


def _copyto(cx, args, kwargs) -> Abstract:
    target, source = args[:2]
    if "where" not in kwargs:
        cx.write(target, None, cx.entries(source))
        return Static(None)
    if cx.no_grad:
        source = cx.call(Static(prims.stop_gradient), [source], {})
    with cx.unheld():  # the other entries keep their derivative
        source = cx.call(Static(np.where), [kwargs["where"], source, target], {})
        cx.write(target, None, cx.entries(source))
    return Static(None)


def _nan_to_num(cx, args, kwargs) -> Abstract:
    """With copy=False it replaces the entries of its argument, and gives that back."""
    value, given = args[0], dict(zip(("copy", "nan", "posinf", "neginf"), args[1:])) | kwargs
    copy = given.pop("copy", Static(True))
    result = cx.emit_library(np.nan_to_num, [value], given)
    if array_making.is_true(copy) or not isinstance(value, Array):
        return result
    if not isinstance(copy, Static):
        cx.need("the argument 'copy'", copy)
    cx.write(value, None, cx.operand(result))
    return value if cx.value_of(value).type.ndim else result


def _matrix_power(cx, args, kwargs) -> Abstract:
    """Its derivative is another one for each sign of the exponent."""
    given = dict(zip(("a", "n"), args)) | kwargs
    if not isinstance(given["n"], Static):
        cx.need("the exponent of np.linalg.matrix_power", given["n"], advice="write a loop of @")
    return cx.emit_library(np.linalg.matrix_power, [given["a"], given["n"]], {})


def _meshgrid(cx, args, kwargs) -> Abstract:
    """With copy=False its arrays are views of its arguments; of arrays it takes the entries."""
    args = [_flat(cx, cx.as_entries(a)) for a in args]
    result = cx.emit_library(np.meshgrid, args, kwargs)
    if not array_making.is_true(kwargs.get("copy", Static(True))):
        for grid in cx.items_of(result):
            cx.may_share(grid.storage, args)
    return result


def _flat(cx, value: Abstract) -> Abstract:
    several = isinstance(value, Array) and cx.value_of(value).type.ndim > 1
    return cx.call(Static(np.ravel), [value], {}) if several else value


def _convolve(cx, args, kwargs) -> Abstract:
    """A number convolves as an array of one does."""
    if any(isinstance(arg, Zero) for arg in args):
        return cx.call_zero(np.convolve, args, kwargs)
    made = [cx.call(Static(np.atleast_1d), [a], {}) if is_scalar(cx, a) else a for a in args[:2]]
    return cx.emit_library(np.convolve, [*made, *args[2:]], kwargs)


def is_scalar(cx, value: Abstract) -> bool:
    type_ = cx.type_of(value)
    return isinstance(type_, ScalarType) or isinstance(type_, ArrayType) and not type_.ndim


def _unravel_index(cx, args, kwargs) -> Abstract:
    return cx.emit_library(np.unravel_index, [cx.as_entries(args[0]), *args[1:]], kwargs)


def _of_choices(function):
    """Lists among the arrays that are chosen from are arrays."""

    def handler(cx, args, kwargs) -> Abstract:
        if any(isinstance(arg, Zero) for arg in args):
            return cx.call_zero(function, args, kwargs)
        args = list(args)
        if len(args) > 1 and not isinstance(args[1], Array):
            args[1] = cx.new_list([cx.as_entries(item) for item in cx.items_of(args[1])])
        return cx.emit_library(function, args, kwargs)

    return handler


def _ix(cx, args, kwargs) -> Abstract:
    """Of numbers it makes grids of them."""
    made = [cx.as_entries(a) for a in args]
    if any(getattr(cx.type_of(a), "dtype", "i")[0] in "fc" for a in made):
        return cx.call_definition(assembly.ix_, made, kwargs)
    return cx.emit_library(np.ix_, args, kwargs)


def _fill_diagonal(cx, args, kwargs) -> Abstract:
    """A number on the diagonal of a square; else read as Python."""
    target, value, *rest = args
    shape = cx.value_of(target).type.shape
    if len(shape) == 2 and shape[0] == shape[1] and isinstance(value, (Static, Dyn)):
        index = cx.call(Static(np.arange), [cx.length(cx.value_of(target), 0)], {})
        cx.set_item(target, Tuple((index, index)), value)
        return Static(None)
    return cx.call_definition(assembly.fill_diagonal, args, kwargs)


def _complex_results(function):
    """Whether the eigenvalues of a real matrix are real only its entries decide. Here they are
    complex numbers in any case, in NumPy's order."""

    def handler(cx, args, kwargs) -> Abstract:
        made = (a if isinstance(a, Array) else cx.call(Static(np.array), [a], {}) for a in args)
        operands = list(map(cx.operand, made))
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
    return args[0] if isinstance(args[0], Array) else array_making.asarray(cx, args[:1], {})


def _zero_sum(op):
    return lambda cx, args, kwargs: cx.binary(op, *args)


def _where(cx, args, kwargs) -> Abstract:
    """A floating-point condition only says whether it is zero, which has no derivative."""
    if any(isinstance(arg, Zero) for arg in args):
        return _zero_where(cx, args, kwargs)
    if len(args) == 3 and is_differentiable(cx.type_of(args[0])):
        args = [cx.binary(operator.ne, args[0], Static(0)), *args[1:]]
    return cx.emit_library(np.where, args, kwargs)


def _zero_where(cx, args, kwargs) -> Abstract:
    """np.where with a zero tangent in one branch."""
    condition, a, b = args
    if isinstance(a, Zero) and isinstance(b, Zero):
        return a
    filled = [Static(0.0) if isinstance(v, Zero) else v for v in (a, b)]
    return cx.emit_abstract(np.where, condition, *filled)


def _split(cx, args, kwargs, function=np.split) -> Abstract:
    """A list of views whose number must be known."""
    given = {**dict(zip(("ary", "indices_or_sections"), args)), **kwargs}
    sections = given.get("indices_or_sections")
    if isinstance(sections, Dyn):
        advice = "pass it as an argument or a constant, or take slices of the array"
        cx.need(f"the number of parts of np.{function.__name__}", sections, advice=advice)
    parts = cx.emit_abstract(function, *args, **kwargs)
    return cx.new_list(cx.items_of(parts))


def _ndindex(cx, args, kwargs) -> Abstract:
    shape = args if len(args) != 1 or not isinstance(args[0], (Tuple, Ref)) else (
        cx.items_of(args[0])
    )
    ranges = [Range(Static(0), length, Static(1)) for length in shape]
    return cx.call(Static(zip if len(ranges) == 1 else itertools.product), ranges, {})


def _ndenumerate(cx, args, kwargs) -> Abstract:
    """Each entry with its index, as a tuple."""
    array = cx.as_entries(args[0])
    places = _ndindex(cx, list(cx.items_of(cx.get_attribute(array, "shape"))), {})
    return cx.call(Static(zip), [places, cx.call(Static(np.ravel), [array], {})], {})


def _cross(cx, args, kwargs) -> Abstract:
    """np.cross: whether its vectors have 2 or 3 entries decides the result and the derivative."""
    if any(isinstance(arg, Zero) for arg in args):
        return cx.call_zero(np.cross, args, kwargs)
    given = dict(zip(("a", "b", "axisa", "axisb", "axisc", "axis"), args)) | kwargs
    for name in ("a", "b"):
        axis = given.get("axis", given.get(f"axis{name}", Static(-1)))
        given[name] = vectors = cx.as_entries(given[name])
        if isinstance(vectors, Array) and isinstance(axis, Static):
            length = cx.length(cx.value_of(vectors), -1 if axis.value is None else axis.value)
            if isinstance(length, Dyn):
                message = "the number of entries of the vectors of np.cross() is not known"
                cx.ask(UnsupportedError(message, cx.span), (length.value,))
            elif length.value == 2:
                return cx.call_definition(linear.cross_in_plane, args, kwargs)
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
    np.where: _where,
    **array_facts.HANDLERS, **array_making.HANDLERS,
    np.add.at: _ufunc_at(np.add), np.subtract.at: _ufunc_at(np.subtract), np.copyto: _copyto,
    np.nan_to_num: _nan_to_num, np.meshgrid: _meshgrid, np.fill_diagonal: _fill_diagonal,
    np.convolve: _convolve, np.unravel_index: _unravel_index,
    np.ix_: _ix, np.select: _of_choices(np.select), np.choose: _of_choices(np.choose),
    np.linalg.eig: _complex_results(np.linalg.eig), np.roots: _complex_results(np.roots),
    np.linalg.eigvals: _complex_results(np.linalg.eigvals), np.real_if_close: _real_if_close,
    np.linalg.matrix_power: _matrix_power,
    np.ndindex: _ndindex, np.ndenumerate: _ndenumerate, np.cross: _cross,
    **{f: _list_of_views(f) for f in (np.split, np.array_split, np.hsplit, np.vsplit, np.dsplit)},
    **{f: _shape_like(f) for f in (np.zeros_like, np.ones_like, np.empty_like, np.full_like)},
}  # fmt: skip
#: what a rule may do with a zero tangent beyond dropping it
LINEAR_SUMS = {
    np.add: _zero_sum(operator.add), np.subtract: _zero_sum(operator.sub),
}
