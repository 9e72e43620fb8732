"""Reductions over axes and products that sum over shared ones."""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from ..ir.types import ArrayType, Axis, Dim, ScalarType, Type, never_one
from .dims import Shape, broadcast, meet, product, total, unify
from .dtypes import NUMPY, dtype_name
from .elementwise import run_on_ones
from .failure import InferenceError
from .request import NONE, Lit, Request, Tree, function_name, type_of
from .shaping import lengths_of, normal_axis, shape_of, static_int

Rule = Callable[[Request], Type | None]


# --- reductions -----------------------------------------------------------------------------


def reduction(request: Request) -> Type | None:
    """`np.sum(a, axis, keepdims=...)` and what has the same parameters."""
    if len(request.args) > 2:
        return None
    bound = request.bind("a", "axis", "keepdims")
    t = None if bound is None else type_of(bound[0])
    if not isinstance(t, ArrayType) or not t.ndim:
        return None
    keep = False
    if bound[2] is not None:
        if not isinstance(bound[2], Lit):
            return None
        keep = bound[2].value is True
    axes: tuple[int, ...] | None = None
    if bound[1] not in (None, NONE):
        wanted = lengths_of(bound[1])
        if wanted is None or not all(isinstance(axis, int) for axis in wanted):
            return None
        axes = tuple(normal_axis(axis, t.ndim) for axis in wanted)
    result = _reduced_type(request.callee, t.dtype)
    return _reduced(t.shape, axes, keep, result)


def _reduced(shape: Shape, axes: tuple[int, ...] | None, keep: bool, result: ScalarType) -> Type:
    gone = set(range(len(shape)) if axes is None else axes)
    if axes is not None and len(gone) < len(axes):
        raise InferenceError("A reduction names one axis twice.")
    if keep:
        left = tuple(1 if k in gone else axis for k, axis in enumerate(shape))
    else:
        left = tuple(axis for k, axis in enumerate(shape) if k not in gone)
    return ArrayType(result.dtype, left) if left else result


@lru_cache(maxsize=1024)
def _reduced_type(function: Callable, dtype: str) -> ScalarType:
    result = run_on_ones(function, ((dtype, 1),))
    if not isinstance(result, ScalarType):
        raise InferenceError(f"{function_name(function)} of an array of {dtype} gives {result}.")
    return result


def cumulated(request: Request) -> Type | None:
    """cumsum, cumprod: the same shape along an axis, flat without one."""
    bound = request.bind("a", "axis")
    t = None if bound is None else type_of(bound[0])
    if not isinstance(t, ArrayType) or not t.ndim:
        return None
    dtype = run_on_ones(request.callee, ((t.dtype, 1),)).dtype
    if bound[1] in (None, NONE):
        return ArrayType(dtype, (product(t.shape),))
    axis = static_int(bound[1])
    if axis is None:
        return None
    normal_axis(axis, t.ndim)
    return ArrayType(dtype, t.shape)


def accumulated(request: Request) -> Type | None:
    """`accumulate` of a ufunc: the same shape."""
    bound = request.bind("array", "axis")
    t = None if bound is None else type_of(bound[0])
    if not isinstance(t, ArrayType) or not t.ndim:
        return None
    normal_axis(static_int(bound[1], 0), t.ndim)
    return ArrayType(run_on_ones(request.callee, ((t.dtype, 1),)).dtype, t.shape)


def of_segments(request: Request) -> Type | None:
    """`reduceat` of a ufunc: an entry for each index."""
    bound = request.bind("array", "indices", "axis")
    if bound is None:
        return None
    t, indices = type_of(bound[0]), type_of(bound[1])
    if not isinstance(t, ArrayType) or not isinstance(indices, ArrayType) or indices.ndim != 1:
        return None
    axis = normal_axis(static_int(bound[2], 0), t.ndim)
    dtype = t.dtype if t.dtype[0] in "fc" else dtype_name(
        request.callee(np.ones(1, NUMPY[t.dtype]), [0]).dtype
    )
    return ArrayType(dtype, (*t.shape[:axis], *indices.shape, *t.shape[axis + 1 :]))


# --- products -------------------------------------------------------------------------------


def _two_arrays(request: Request) -> tuple[Type, Type] | None:
    if len(request.args) != 2 or request.kwargs:
        return None
    a, b = request.args
    if isinstance(a, Tree) or isinstance(b, Tree):
        return None
    types = type_of(a), type_of(b)
    return types if all(shape_of(t) is not None for t in types) else None


def _product_dtype(a: Type, b: Type) -> str:
    """That of two arrays: products make one of a Python number too, of double precision."""
    if a.dtype == b.dtype:
        return a.dtype
    return run_on_ones(operator.mul, ((a.dtype, 1), (b.dtype, 1))).dtype


def _result(dtype: str, shape: Shape) -> Type:
    return ArrayType(dtype, shape) if shape else ScalarType(dtype)


def matmul(request: Request) -> Type | None:
    types = _two_arrays(request)
    if types is None:
        return None
    a, b = types
    x, y = shape_of(a), shape_of(b)
    if not x or not y:
        raise InferenceError(f"A matrix product of {a} and {b} needs axes; use * for numbers.")
    unify(x[-1], y[-2] if len(y) > 1 else y[0])
    batch = broadcast((x[:-2], y[:-2]))
    return _result(_product_dtype(a, b), batch + x[-2:-1] + (y[-1:] if len(y) > 1 else ()))


def dot(request: Request) -> Type | None:
    types = _two_arrays(request)
    if types is None:
        return None
    a, b = types
    x, y = shape_of(a), shape_of(b)
    if not x or not y:
        return _result(_product_dtype(a, b), x or y)
    unify(x[-1], y[-2] if len(y) > 1 else y[0])
    return _result(_product_dtype(a, b), x[:-1] + y[:-2] + (y[-1:] if len(y) > 1 else ()))


def inner(request: Request) -> Type | None:
    types = _two_arrays(request)
    if types is None:
        return None
    a, b = types
    x, y = shape_of(a), shape_of(b)
    if not x or not y:
        return _result(_product_dtype(a, b), x or y)
    unify(x[-1], y[-1])
    return _result(_product_dtype(a, b), x[:-1] + y[:-1])


def outer(request: Request) -> Type | None:
    types = _two_arrays(request)
    if types is None:
        return None
    a, b = types
    return ArrayType(_product_dtype(a, b), (product(shape_of(a)), product(shape_of(b))))


def tensordot(request: Request) -> Type | None:
    bound = request.bind("a", "b", "axes")
    if bound is None or isinstance(bound[0], Tree) or isinstance(bound[1], Tree):
        return None
    a, b = type_of(bound[0]), type_of(bound[1])
    x, y = shape_of(a), shape_of(b)
    if x is None or y is None:
        return None
    pairs = _contracted(bound[2], len(x), len(y))
    if pairs is None:
        return None
    for i, j in pairs:
        unify(x[i], y[j])
    left = tuple(axis for k, axis in enumerate(x) if k not in {i for i, _ in pairs})
    right = tuple(axis for k, axis in enumerate(y) if k not in {j for _, j in pairs})
    # a tensordot without axes left is an array of none
    return ArrayType(_product_dtype(a, b), left + right)


def _contracted(axes, x_ndim: int, y_ndim: int) -> list[tuple[int, int]] | None:
    """The pairs of axes that a tensordot sums over."""
    count = static_int(axes, 2)
    if count is not None:
        if count > min(x_ndim, y_ndim):
            raise InferenceError(f"tensordot sums over {count} axes, more than there are.")
        return [(x_ndim - count + k, k) for k in range(count)]
    if not isinstance(axes, Tree) or len(axes.items) != 2:
        return None
    first, second = map(lengths_of, axes.items)
    if first is None or second is None:
        return None
    if len(first) != len(second):
        raise InferenceError("tensordot names unequal numbers of axes.")
    return [(normal_axis(i, x_ndim), normal_axis(j, y_ndim)) for i, j in zip(first, second)]


def einsum(request: Request) -> Type | None:
    if not request.args or not isinstance(request.args[0], Lit):
        return None
    if any(name not in ("optimize",) for name, _ in request.kwargs):
        return None
    text = request.args[0].value
    types = [type_of(arg) for arg in request.args[1:]]
    if not isinstance(text, str) or any(shape_of(t) is None for t in types):
        return None
    inputs, output = subscripts(text, [len(shape_of(t)) for t in types])
    lengths: dict[str, Axis] = {}
    for labels, t in zip(inputs, types):
        for label, axis in zip(labels, shape_of(t)):
            lengths[label] = meet(lengths[label], axis) if label in lengths else axis
    dtype = dtype_name(np.result_type(*(NUMPY[t.dtype] for t in types)))
    try:
        shape = tuple(lengths[label] for label in output)
    except KeyError as error:
        raise InferenceError(f"einsum names the axis {error} only in its result.") from None
    if not shape and request.kwargs:
        return None  # with `optimize`, the number comes as a 0-d array or not
    return _result(dtype, shape)


def subscripts(text: str, ndims: list[int]) -> tuple[list[str], str]:
    """The labels of each operand and of the result; those that `...` stands for are digits."""
    text = text.replace(" ", "")
    left, arrow, output = text.partition("->")
    inputs = left.split(",")
    if len(inputs) != len(ndims):
        raise InferenceError(f"einsum has {len(inputs)} subscripts for {len(ndims)} operands.")
    widest, expanded = "", []
    for labels, ndim in zip(inputs, ndims):
        named = labels.replace("...", "")
        more = ndim - len(named)
        if more < 0 or (more and "..." not in labels):
            raise InferenceError(f"einsum subscript '{labels}' does not fit {ndim} axes.")
        # digits count from the right, as broadcasting does
        filler = "".join(str(k) for k in reversed(range(more)))
        widest = max(widest, filler, key=len)
        expanded.append(labels.replace("...", filler))
    if not arrow:
        every = "".join(expanded)
        output = widest + "".join(
            sorted(c for c in set(every) if every.count(c) == 1 and not c.isdigit())
        )
    return expanded, output.replace("...", widest)


def counted(request: Request) -> Type | None:
    """`np.bincount`: the greatest entry may ask for more than `minlength`, which never means one
    where that is never one; of no length at all, entries find no place in what it meets."""
    bound = request.bind("x", "weights", "minlength")
    if bound is None:
        return None
    least = None if bound[2] is None else lengths_of(bound[2])
    length = total((request.decided(), *(least or ())))
    if least is not None and never_one(*least) and not isinstance(length, int):
        length = Dim(length.name, least != (0,), length.offset)
    return ArrayType("i64" if bound[1] in (None, NONE) else "f64", (length,))


REDUCTIONS = (
    np.sum, np.prod, np.mean, np.std, np.var, np.max, np.min, np.amax, np.amin, np.any, np.all,
    np.argmax, np.argmin, np.nansum, np.nanprod, np.nanmean, np.nanstd, np.nanvar, np.nanmax,
    np.nanmin, np.median, np.ptp,
)  # fmt: skip
RULES: dict[Callable, Rule] = {
    **dict.fromkeys(REDUCTIONS, reduction),
    np.cumsum: cumulated, np.cumprod: cumulated,
    **dict.fromkeys(
        (np.maximum.accumulate, np.minimum.accumulate, np.logaddexp.accumulate), accumulated
    ),
    **dict.fromkeys((np.add.reduceat, np.maximum.reduceat, np.minimum.reduceat), of_segments),
    np.matmul: matmul, operator.matmul: matmul,
    operator.imatmul: matmul, np.dot: dot, np.inner: inner, np.outer: outer,
    np.tensordot: tensordot, np.einsum: einsum, np.bincount: counted,
}  # fmt: skip
