"""Calls of NumPy's functions that are read as Python: a function of `definitions/` in their place.

A function with a rule of its own, be it the user's, keeps it; some are read as Python only where
they are given what their rule does not take.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..ir import prims
from ..definitions import (
    assembly, grids, linear, padding, polynomials, scimath, sets, statistics, transforms, ufuncs,
)  # fmt: skip
from .abstract import Abstract, Array, Ref, Slice, Static, Tuple, Zero
from .arguments import by_name, parameter_names
from .contraction import subscripts

Handler = Callable[..., Abstract]

#: other names of one function
SYNONYMS = {np.amax: np.max, np.amin: np.min, np.around: np.round}
if hasattr(np, "row_stack"):
    SYNONYMS[np.row_stack] = np.vstack

DEFINED = {
    np.vander: polynomials.vander, np.polyadd: polynomials.polyadd,
    np.polysub: polynomials.polysub, np.polymul: polynomials.polymul,
    np.polyder: polynomials.polyder, np.polyint: polynomials.polyint,
    np.polydiv: polynomials.polydiv, np.poly: polynomials.poly, np.polyfit: polynomials.polyfit,
    np.ediff1d: assembly.ediff1d, np.resize: assembly.resize, np.trim_zeros: assembly.trim_zeros,
    np.unstack: assembly.unstack, np.apply_along_axis: assembly.apply_along_axis,
    np.apply_over_axes: assembly.apply_over_axes, np.piecewise: assembly.piecewise,
    np.fromfunction: assembly.fromfunction, np.put_along_axis: assembly.put_along_axis,
    np.place: assembly.place, np.putmask: assembly.putmask, np.put: assembly.put,
    np.linalg.cond: linear.cond, np.linalg.matrix_norm: linear.matrix_norm,
    np.linalg.vector_norm: linear.vector_norm, np.linalg.tensorinv: linear.tensorinv,
    np.linalg.tensorsolve: linear.tensorsolve, np.linalg.vecdot: linear.vecdot,
    np.vecdot: linear.vecdot, np.matvec: linear.matvec, np.vecmat: linear.vecmat,
    np.linalg.trace: linear.trace, np.linalg.diagonal: linear.diagonal,
    np.linalg.outer: linear.outer, np.linalg.cross: linear.cross,
    np.linalg.matmul: linear.matmul, np.linalg.tensordot: linear.tensordot,
    np.fft.hfft: transforms.hfft, np.fft.ihfft: transforms.ihfft,
    np.fft.rfftn: transforms.rfftn, np.fft.irfftn: transforms.irfftn,
    np.fft.rfft2: transforms.rfft2, np.fft.irfft2: transforms.irfft2,
    np.geomspace: grids.geomspace, np.logspace: grids.logspace, np.i0: grids.i0,
    np.kaiser: grids.kaiser, np.unique: sets.unique, np.unique_values: sets.unique_values,
    np.unique_all: sets.unique_all, np.unique_counts: sets.unique_counts,
    np.unique_inverse: sets.unique_inverse, np.union1d: sets.union1d,
    np.intersect1d: sets.intersect1d, np.setdiff1d: sets.setdiff1d, np.setxor1d: sets.setxor1d,
    np.sort_complex: sets.sort_complex,
    np.emath.sqrt: scimath.sqrt, np.emath.log: scimath.log, np.emath.log2: scimath.log2,
    np.emath.log10: scimath.log10, np.emath.logn: scimath.logn,
    np.histogram2d: statistics.histogram2d, np.histogramdd: statistics.histogramdd,
}  # fmt: skip


def given(*names: str) -> Callable[[dict], bool]:
    """Calls that give one of these arguments, other than as None or False."""
    return lambda bound: any(n in bound and not changes_nothing(bound[n]) for n in names)


def changes_nothing(value: Abstract) -> bool:
    return isinstance(value, Static) and (value.value is None or value.value is False)


#: arguments that no rule has: one that says False says nothing
FLAGS = frozenset({"returned", "retstep", "hermitian"})


def _odd_padding(bound: dict) -> bool:
    mode = bound.get("mode", Static("constant"))
    kind = bound.get("reflect_type", Static("even"))
    several = isinstance(bound.get("constant_values"), (Tuple, Ref))
    return mode.value not in padding.RULED or kind.value == "odd" or several


def _uneven(bound: dict) -> bool:
    spacings = bound.get("varargs", ())
    return "edge_order" in bound or not all(isinstance(h, Static) for h in spacings)


#: functions with a rule, and the calls that go beyond it
PARTLY = {
    np.linspace: (grids.linspace, given("retstep", "axis", "dtype")),
    np.gradient: (grids.gradient, _uneven),
    np.unwrap: (grids.unwrap, given("discont", "period")),
    np.interp: (grids.interp, given("left", "right", "period")),
    np.average: (statistics.average, given("returned")),
    np.cov: (statistics.cov, given("y", "fweights", "aweights")),
    np.corrcoef: (statistics.corrcoef, given("y")),
    np.histogram: (statistics.histogram, given("density")),
    np.pad: (padding.pad, _odd_padding), np.diff: (assembly.diff, given("prepend", "append")),
    np.linalg.svd: (linear.hermitian_svd, given("hermitian")),
    **{getattr(np.fft, name): (getattr(transforms, name), given("s"))
       for name in ("fft2", "ifft2", "fftn", "ifftn")},
}  # fmt: skip


def named(f: Callable, args: list[Abstract], kwargs: dict) -> dict:
    """The arguments by name; `varargs` is the tuple of what stands in `*varargs`."""
    names = parameter_names(f)
    if f is np.gradient:
        return {"f": args[0], "varargs": tuple(args[1:]), **kwargs}
    return {**dict(zip(names, args)), **kwargs}


def read_as(f: Callable, definition: Callable, beyond: Callable[[dict], bool] | None) -> Handler:
    """The handler of a function that is read as Python, always or where it goes beyond a rule."""

    def handler(cx, args: list[Abstract], kwargs: dict) -> Abstract:
        if any(isinstance(a, Zero) for a in args):
            return cx.call_zero(f, args, kwargs)
        args, kwargs = by_name(f, args, kwargs)
        ruled = cx.has_rule(f) if beyond is None else not beyond(named(f, args, kwargs))
        inside = cx.frames and cx.frames[-1].globals is definition.__globals__
        if ruled or inside:  # the definition itself means NumPy's own function
            kept = {k: v for k, v in kwargs.items() if k not in FLAGS or not changes_nothing(v)}
            return cx.emit_library(f, args, kept)
        return cx.call_definition(definition, args, kwargs)

    return handler


def _by_axis(cx, args: list[Abstract], kwargs: dict) -> tuple[list[Abstract], dict]:
    """`np.pad` with a width for each axis in the place of a dict of some."""
    width = kwargs.get("pad_width", args[1] if len(args) > 1 else None)
    if not (isinstance(width, Ref) and width.identity.kind == "dict"):
        return args, kwargs
    ndim = cx.value_of(args[0]).type.ndim
    found = {axis % ndim: value for axis, value in cx.keywords_of(width).items()}
    widths = []
    for axis in range(ndim):
        both = found.get(axis, Static(0))
        widths.append(both if isinstance(both, Tuple) else Tuple((both, both)))
    return [args[0], Tuple(tuple(widths)), *args[2:]], {
        k: v for k, v in kwargs.items() if k != "pad_width"
    }


def _pad(cx, args, kwargs) -> Abstract:
    args, kwargs = _by_axis(cx, list(args), kwargs)
    ends = {repr(leaf.value): leaf for leaf in _constants_of(kwargs.get("constant_values"))}
    if len(ends) == 1:
        (kwargs["constant_values"],) = ends.values()
    return _PADDED(cx, args, kwargs)


def _constants_of(value: Abstract | None) -> list[Static]:
    """The numbers for each end and axis, if all of them are known."""
    if isinstance(value, Tuple):
        parts = [_constants_of(item) for item in value.items]
        return [leaf for part in parts for leaf in part] if all(parts) else []
    return [value] if isinstance(value, Static) and isinstance(value.value, (int, float)) else []


def _cast_after(f: Callable) -> Handler:
    """The handler of a function whose `dtype=` says what becomes of its result."""

    def handler(cx, args, kwargs) -> Abstract:
        dtype = kwargs.pop("dtype", Static(None))
        if any(isinstance(a, Zero) for a in args):
            return cx.call_zero(f, args, kwargs)
        result = cx.emit_library(f, args, kwargs)
        return result if _is_none(dtype) else cx.call(Static(prims.astype), [result, dtype], {})

    return handler


def _cast_before(f: Callable) -> Handler:
    """The handler of a product whose `dtype=` says what its factors become beforehand: complex
    ones may lose their imaginary parts."""

    def handler(cx, args, kwargs) -> Abstract:
        args, kwargs = by_name(f, args, kwargs)
        given = named(f, args, kwargs)
        dtype = given.pop("dtype", Static(None))
        if _is_none(dtype) or any(isinstance(a, Zero) for a in args):
            return cx.emit_library(f, args, kwargs)
        first, *rest = given
        factors = cx.call(Static(np.asarray), [given[first]], {"dtype": dtype})
        return cx.emit_library(f, [factors], {name: given[name] for name in rest})

    return handler


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _einsum(cx, args: list[Abstract], kwargs: dict) -> Abstract:
    """Subscripts as text, also where they are lists of numbers behind their operands."""
    if isinstance(args[0], Static) and isinstance(args[0].value, str):
        return _contracted(cx, args, kwargs)
    operands, inputs = list(args[0::2]), [_subscripts(cx, s) for s in args[1::2]]
    text = ",".join(inputs)
    if len(args) % 2:
        text += "->" + _subscripts(cx, operands.pop())
    return _contracted(cx, [Static(text), *operands], kwargs)


def _contracted(cx, args: list[Abstract], kwargs: dict) -> Abstract:
    """The sum over a single operand that sums over nothing is a view of it."""
    if any(isinstance(a, Zero) for a in args):
        return cx.call_zero(np.einsum, args, kwargs)
    result = cx.emit_library(np.einsum, args, kwargs)
    if len(args) == 2 and isinstance(args[1], Array) and isinstance(result, Array):
        inputs, output = subscripts(args[0].value, [cx.value_of(args[1]).type.ndim])
        if set(inputs[0]) == set(output):
            cx.may_share(result.storage, args[1:])
    return result


def _subscripts(cx, numbers: Abstract) -> str:
    items = [item.value for item in cx.items_of(numbers)]
    return "".join("..." if k is Ellipsis else LETTERS[k] for k in items)


def _same_as(target: Callable) -> Handler:
    return lambda cx, args, kwargs: cx.call(Static(target), args, kwargs)


# --- the methods of ufuncs ------------------------------------------------------------------

#: what a ufunc repeats along an axis, by the function that NumPy has for it
REDUCED = {
    np.add: np.sum, np.multiply: np.prod, np.maximum: np.max, np.minimum: np.min,
    np.fmax: np.nanmax, np.fmin: np.nanmin, np.logical_and: np.all, np.logical_or: np.any,
}  # fmt: skip
ACCUMULATED = {np.add: np.cumsum, np.multiply: np.cumprod}


def _reduce(ufunc: np.ufunc) -> Handler:
    def handler(cx, args, kwargs) -> Abstract:
        names = ("array", "axis", "dtype", "out", "keepdims", "initial", "where")
        given = {**dict(zip(names, args)), **kwargs}
        array, axis = given.pop("array"), given.setdefault("axis", Static(0))
        if ufunc in REDUCED:
            return cx.call(Static(REDUCED[ufunc]), [array], given)
        given = {k: v for k, v in given.items() if not _is_none(v) or k == "axis"}
        if set(given) - {"axis", "keepdims"}:
            cx.refuse(f"np.{ufunc.__name__}.reduce with {max(given)}= is not supported")
        keepdims = given.get("keepdims", Static(False))
        if ufunc is np.logaddexp:
            return cx.call_definition(ufuncs.logaddexp_reduce, [array, axis, keepdims], {})
        one = isinstance(axis, Static) and isinstance(axis.value, int)
        definition = ufuncs.reduce if one else ufuncs.reduce_axes
        return cx.call_definition(definition, [Static(ufunc), array, axis, keepdims], {})

    return handler


def _accumulate(ufunc: np.ufunc) -> Handler:
    def handler(cx, args, kwargs) -> Abstract:
        given = {**dict(zip(("array", "axis", "dtype", "out"), args)), **kwargs}
        array, axis = given.pop("array"), given.setdefault("axis", Static(0))
        if ufunc in ACCUMULATED:
            return cx.call(Static(ACCUMULATED[ufunc]), [array], given)
        if cx.has_rule(ufunc.accumulate):
            return cx.emit_library(ufunc.accumulate, [array], _without_zero_axis(given))
        _refuse_more(cx, f"np.{ufunc.__name__}.accumulate", given, {"axis"})
        return cx.call_definition(ufuncs.accumulate, [Static(ufunc), array, axis], {})

    return handler


def _reduceat(ufunc: np.ufunc) -> Handler:
    def handler(cx, args, kwargs) -> Abstract:
        given = {**dict(zip(("array", "indices", "axis", "dtype", "out"), args)), **kwargs}
        array = given.pop("array")
        if cx.has_rule(ufunc.reduceat):
            indices = cx.call(Static(np.asarray), [given.pop("indices")], {})
            return cx.emit_library(ufunc.reduceat, [array, indices], _without_zero_axis(given))
        _refuse_more(cx, f"np.{ufunc.__name__}.reduceat", given, {"indices", "axis"})
        return cx.call_definition(ufuncs.reduceat, [Static(ufunc), array], given)

    return handler


def _without_zero_axis(given: dict) -> dict:
    """The arguments without an axis that is the first, as it is when nothing is said."""
    axis = given.get("axis")
    first = isinstance(axis, Static) and axis.value == 0
    return {k: v for k, v in given.items() if k != "axis" or not first}


def _refuse_more(cx, name: str, given: dict, taken: set) -> None:
    for argument in [k for k, v in given.items() if k not in taken and not _is_none(v)]:
        cx.refuse(f"{name} with {argument}= is not supported")


def _with_ufunc(ufunc: np.ufunc, definition: Callable) -> Handler:
    return lambda cx, args, kwargs: cx.call_definition(definition, [Static(ufunc), *args], kwargs)


def _at(ufunc: np.ufunc) -> Handler:
    def handler(cx, args, kwargs) -> Abstract:
        target, index, *operands = args
        parts = index.items if isinstance(index, Tuple) else (index,)
        arrays = [p for p in parts if isinstance(p, (Array, Ref)) or _is_table(p)]
        if not arrays or (len(parts) == 1 and _kind_of(cx, index) == "b"):
            now = cx.get_item(target, cx.as_index(index))
            cx.set_item(target, index, cx.call(Static(ufunc), [now, *operands], {}))
            return Static(None)
        if not all(_kind_of(cx, part) in ("i", "u") for part in parts):
            cx.refuse(
                f"np.{ufunc.__name__}.at is given slices or masks beside arrays of indices",
                "give it an array of indices for each axis, or loop over the slices",
            )
        places = Tuple(tuple([cx.call(Static(np.asarray), [part], {}) for part in parts]))
        return cx.call_definition(ufuncs.at, [Static(ufunc), target, places, *operands], kwargs)

    return handler


def _is_table(index: Abstract) -> bool:
    return isinstance(index, Static) and isinstance(index.value, (list, tuple, np.ndarray))


def _kind_of(cx, index: Abstract) -> str:
    """Of what an index is, or holds: "i" for whole numbers, "b" for a mask; "" of no numbers."""
    if isinstance(index, Slice) or _is_none(index) or _is_dots(index):
        return ""
    return getattr(cx.type_of(cx.call(Static(np.asarray), [index], {})), "dtype", "")[:1]


def _is_dots(value: Abstract) -> bool:
    return isinstance(value, Static) and value.value is Ellipsis


def _is_none(value: Abstract) -> bool:
    return isinstance(value, Static) and value.value is None


UFUNCS = [f for f in vars(np).values() if isinstance(f, np.ufunc) and f.signature is None]
BINARY = [f for f in UFUNCS if f.nin == 2 and f.nout == 1]

_PADDED = read_as(np.pad, *PARTLY.pop(np.pad))
HANDLERS: dict[Callable, Handler] = {
    np.pad: _pad, np.einsum: _einsum,
    **{f: _cast_after(f) for f in (np.concatenate, np.stack, np.hstack, np.vstack, np.clip)},
    **{f: _cast_before(f) for f in (np.prod, np.nanprod, np.cumprod, np.nancumprod)},
    np.cumulative_prod: _cast_before(np.cumulative_prod),
    **{f: _same_as(target) for f, target in SYNONYMS.items()},
    **{f: read_as(f, definition, None) for f, definition in DEFINED.items()},
    **{f: read_as(f, *pair) for f, pair in PARTLY.items()},
    **{f.reduce: _reduce(f) for f in BINARY}, **{f.accumulate: _accumulate(f) for f in BINARY},
    **{f.reduceat: _reduceat(f) for f in BINARY},
    **{f.outer: _with_ufunc(f, ufuncs.outer) for f in BINARY},
    **{f.at: _at(f) for f in UFUNCS if f.nout == 1 and f not in (np.add, np.subtract)},
}  # fmt: skip
