"""Functions that give arrays another shape or join them, and those that make new ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..ir.types import INT, ArrayType, ScalarType, TupleType, Type, never_one
from .dims import (
    Shape, broadcast, product, quotient, shift, strided, total, unify, unify_shapes,
)  # fmt: skip
from .dtypes import NUMPY, dtype_name
from .failure import InferenceError
from .request import NONE, Described, Lit, Request, Tree, Val, type_of

Rule = Callable[[Request], Type | None]


def static_int(described: Described | None, default: int | None = None) -> int | None:
    """The integer that the operand is, `default` where it is absent; None if it is not known."""
    if described is None:
        return default
    if isinstance(described, Lit) and isinstance(described.value, (int, np.integer)):
        return int(described.value)
    return None


def normal_axis(axis: int, ndim: int) -> int:
    if not -ndim <= axis < ndim:
        raise InferenceError(f"There is no axis {axis} in an array of {ndim} axes.")
    return axis % ndim


def lengths_of(described: Described) -> Shape | None:
    """The axes that an operand asks for as a shape; -1 stays. None where they are not known."""
    if isinstance(described, Tree):
        if described.kind not in (tuple, list):
            return None
        parts = [lengths_of(item) for item in described.items]
        return None if None in parts else tuple(axis for part in parts for axis in part)
    if isinstance(described, Lit):
        size = static_int(described)
        return None if size is None else (size,)
    return None if described.length is None else (described.length,)


def shape_of(t: Type) -> Shape | None:
    """The shape of an operand as NumPy's functions see it; None for what is no array."""
    if isinstance(t, ArrayType):
        return t.shape
    return () if isinstance(t, ScalarType) else None


# --- one array ------------------------------------------------------------------------------


def reshape(request: Request) -> Type | None:
    bound = request.bind("a", "shape", "order", "copy")
    if bound is None or bound[1] is None:
        return None
    t, wanted = type_of(bound[0]), lengths_of(bound[1])
    old = shape_of(t)
    if old is None or wanted is None:
        return None
    return ArrayType(t.dtype, _reshaped(old, wanted))


def _reshaped(old: Shape, wanted: Shape) -> Shape:
    holes = [i for i, axis in enumerate(wanted) if axis == -1]
    if len(holes) > 1:
        raise InferenceError("Only one axis of a new shape can be -1.")
    if holes:
        rest = quotient(old, [axis for axis in wanted if axis != -1])
        return tuple(rest if axis == -1 else axis for axis in wanted)
    before, after = product(old), product(wanted)
    if isinstance(before, int) and isinstance(after, int) and before != after:
        raise InferenceError(f"{before} entries cannot be reshaped into {after}.")
    if len(wanted) == 1 and isinstance(after, type(before)) and not isinstance(before, int):
        return (unify(after, before),)
    return wanted


def ravel(request: Request) -> Type | None:
    bound = request.bind("a", "order")
    shape = None if bound is None else shape_of(type_of(bound[0]))
    return None if shape is None else ArrayType(type_of(bound[0]).dtype, (product(shape),))


def broadcast_to(request: Request) -> Type | None:
    bound = request.bind("array", "shape", "subok")
    if bound is None or bound[1] is None:
        return None
    t, wanted = type_of(bound[0]), lengths_of(bound[1])
    shape = shape_of(t)
    if shape is None or wanted is None:
        return None
    if len(shape) > len(wanted):
        raise InferenceError(f"{t} cannot be broadcast to {len(wanted)} axes.")
    for axis, goal in zip(reversed(shape), reversed(wanted)):
        if isinstance(goal, int) and axis != 1 and (isinstance(axis, int) or goal == 1):
            unify(axis, goal)
    return ArrayType(t.dtype, wanted)


def transpose(request: Request) -> Type | None:
    bound = request.bind("a", "axes")
    t = None if bound is None else type_of(bound[0])
    if not isinstance(t, ArrayType):
        return None
    if bound[1] in (None, NONE):
        return ArrayType(t.dtype, t.shape[::-1])
    axes = lengths_of(bound[1])
    if axes is None:
        return None
    order = [normal_axis(axis, t.ndim) for axis in axes]
    if sorted(order) != list(range(t.ndim)):
        raise InferenceError(f"{axes} is no order of {t.ndim} axes.")
    return ArrayType(t.dtype, tuple(t.shape[k] for k in order))


def expand_dims(request: Request) -> Type | None:
    bound = request.bind("a", "axis")
    shape = None if bound is None else shape_of(type_of(bound[0]))
    axes = None if bound is None or bound[1] is None else lengths_of(bound[1])
    if shape is None or axes is None:
        return None
    ndim = len(shape) + len(axes)
    new = {normal_axis(axis, ndim) for axis in axes}
    if len(new) < len(axes):
        raise InferenceError("expand_dims names one axis twice.")
    old = iter(shape)
    new_shape = tuple(1 if k in new else next(old) for k in range(ndim))
    return ArrayType(type_of(bound[0]).dtype, new_shape)


def squeeze(request: Request) -> Type | None:
    bound = request.bind("a", "axis")
    t = None if bound is None else type_of(bound[0])
    if not isinstance(t, ArrayType):
        return None
    if bound[1] not in (None, NONE):
        axes = lengths_of(bound[1])
        if axes is None:
            return None
        gone = {normal_axis(axis, t.ndim) for axis in axes}
        for k in gone:
            unify(t.shape[k], 1)
    else:
        if any(axis != 1 and not never_one(axis) for axis in t.shape):
            raise InferenceError(
                f"How many axes squeeze leaves of {t} is decided only at run time.",
                advice="name the axis: np.squeeze(x, axis)",
            )
        gone = {k for k, axis in enumerate(t.shape) if axis == 1}
    return ArrayType(t.dtype, tuple(a for k, a in enumerate(t.shape) if k not in gone))


# --- several arrays -------------------------------------------------------------------------


def arrays_in(described: Described) -> list[Type] | None:
    """The types of the arrays in a sequence of known length."""
    if isinstance(described, Tree) and described.kind in (tuple, list):
        types = [_array_type(item) for item in described.items]
        if None in types:
            return None
    elif isinstance(described, Val) and isinstance(described.type, TupleType):
        types = list(described.type.items)
    else:
        return None
    return types if types and all(shape_of(t) is not None for t in types) else None


def concatenate(request: Request) -> Type | None:
    bound = request.bind("arrays", "axis")
    types = None if bound is None else arrays_in(bound[0])
    axis = None if bound is None else static_int(bound[1], 0)
    if types is None or axis is None:
        return None
    return _concatenated(types, [shape_of(t) for t in types], axis)


def _concatenated(types: Sequence[Type], shapes: list[Shape], axis: int) -> Type:
    ndim = len(shapes[0])
    if not ndim:
        raise InferenceError("Arrays without axes cannot be concatenated.")
    axis = normal_axis(axis, ndim)
    if any(len(shape) != ndim for shape in shapes):
        raise InferenceError("Arrays that are concatenated must have equally many axes.")
    rest = unify_shapes([shape[:axis] + shape[axis + 1 :] for shape in shapes])
    length = total(shape[axis] for shape in shapes)
    return ArrayType(promoted(types), (*rest[:axis], length, *rest[axis:]))


def stack(request: Request) -> Type | None:
    bound = request.bind("arrays", "axis")
    types = None if bound is None else arrays_in(bound[0])
    axis = None if bound is None else static_int(bound[1], 0)
    if types is None or axis is None:
        return None
    shape = unify_shapes([shape_of(t) for t in types])
    axis = normal_axis(axis, len(shape) + 1)
    return ArrayType(promoted(types), (*shape[:axis], len(types), *shape[axis:]))


def hstack(request: Request) -> Type | None:
    types = arrays_in(request.args[0]) if len(request.args) == 1 and not request.kwargs else None
    if types is None:
        return None
    shapes = [shape_of(t) or (1,) for t in types]
    return _concatenated(types, shapes, 0 if len(shapes[0]) == 1 else 1)


def vstack(request: Request) -> Type | None:
    types = arrays_in(request.args[0]) if len(request.args) == 1 and not request.kwargs else None
    if types is None:
        return None
    shapes = [shape_of(t) for t in types]
    return _concatenated(types, [(1,) * (2 - len(s)) + s for s in shapes], 0)


def inserted(request: Request) -> Type | None:
    """`np.insert`: the length along the axis is known only at run time."""
    bound = request.bind("arr", "obj", "values", "axis")
    t = None if bound is None else type_of(bound[0])
    if not isinstance(t, ArrayType):
        return None
    length = request.decided("inserted")
    if bound[3] in (None, NONE):
        return ArrayType(t.dtype, (length,))
    axis = static_int(bound[3])
    if axis is None:
        return None
    axis = normal_axis(axis, t.ndim)
    return ArrayType(t.dtype, (*t.shape[:axis], length, *t.shape[axis + 1 :]))


def crossed(request: Request) -> Type | None:
    """`np.cross` of vectors of three, where only the run knows that they are three."""
    bound = request.bind("a", "b", "axisa", "axisb", "axisc", "axis")
    types = [] if bound is None else [type_of(bound[0]), type_of(bound[1])]
    if not types or not all(isinstance(t, ArrayType) and t.ndim for t in types):
        return None
    axes = [static_int(bound[2], -1), static_int(bound[3], -1), static_int(bound[4], -1)]
    if bound[5] not in (None, NONE):
        axes = [static_int(bound[5])] * 3
    if None in axes:
        return None
    first, second = (normal_axis(axis, t.ndim) for axis, t in zip(axes, types))
    shapes = [types[0].shape[:first] + types[0].shape[first + 1 :],
              types[1].shape[:second] + types[1].shape[second + 1 :]]  # fmt: skip
    rest = broadcast(shapes)
    last = normal_axis(axes[2], len(rest) + 1)
    return ArrayType(promoted(types), (*rest[:last], 3, *rest[last:]))


def array(request: Request) -> Type | None:
    """`np.array` of arrays and numbers in lists, nested at will."""
    bound = request.bind("object", "dtype")
    if bound is None or not (bound[1] is None or isinstance(bound[1], Lit)):
        return None
    t = _array_type(bound[0])
    if t is None or bound[1] in (None, NONE):
        return ArrayType(t.dtype, ()) if isinstance(t, ScalarType) else t
    return ArrayType(dtype_name(bound[1].value), shape_of(t))


def _array_type(described: Described) -> ArrayType | ScalarType | None:
    """The type of the array that NumPy makes of an operand; scalars stay scalars."""
    if not isinstance(described, Tree):
        t = type_of(described)
        if isinstance(t, (ArrayType, ScalarType)):
            return t
    found: list[Type] = []
    shape = nested_shape(described, found)
    if shape is None:
        return None
    return ArrayType(promoted(found) if found else "f64", shape)


def nested_shape(described: Described, found: list[Type]) -> Shape | None:
    """The shape of an array made of nested lists; the types of what is in them go to `found`."""
    if isinstance(described, Tree):
        if described.kind not in (tuple, list):
            return None
        shapes = [nested_shape(item, found) for item in described.items]
        if None in shapes:
            return None
        return (len(shapes), *(unify_shapes(shapes) if shapes else ()))
    t = type_of(described)
    if isinstance(t, TupleType):
        items = tuple(Val(item, -1) for item in t.items)
        return nested_shape(Tree(tuple, items, None), found)
    shape = shape_of(t)
    if shape is not None:
        found.append(t)
    return shape


def promoted(types: Sequence[Type]) -> str:
    dtypes = {t.dtype for t in types}
    if len(dtypes) == 1:
        return dtypes.pop()
    return dtype_name(np.result_type(*(NUMPY[d] for d in dtypes)))


# --- new arrays -----------------------------------------------------------------------------


def filled(request: Request) -> Type | None:
    """zeros, ones, empty."""
    bound = request.bind("shape", "dtype", "order")
    shape = None if bound is None or bound[0] is None else lengths_of(bound[0])
    dtype = "f64" if shape is None or bound[1] in (None, NONE) else _dtype(bound[1])
    return None if shape is None or dtype is None else ArrayType(dtype, _checked(shape))


def full(request: Request) -> Type | None:
    bound = request.bind("shape", "fill_value", "dtype", "order")
    if bound is None or bound[0] is None or bound[1] is None:
        return None
    shape, fill = lengths_of(bound[0]), type_of(bound[1])
    dtype = fill_dtype = getattr(fill, "dtype", None)
    if bound[2] not in (None, NONE):
        dtype = _dtype(bound[2])
    if shape is None or dtype is None or fill_dtype is None:
        return None
    broadcast((_checked(shape), shape_of(fill)))
    return ArrayType(dtype, shape)


def ranged(request: Request) -> Type | None:
    """`np.arange` of floats of the run, which decide its length; whole numbers are lengths."""
    found = [type_of(d) for d in request.operands() if isinstance(d, Val)]
    if not any(isinstance(t, ScalarType) and t.dtype[0] == "f" for t in found):
        return _ranged_to_length(request) if found == [INT] else None
    bound = request.bind("start", "stop", "step", "dtype")
    if bound is None:
        return None
    weak = all(isinstance(t, ScalarType) and t.python for t in found if t.dtype[0] == "f")
    dtype = "f64" if weak else promoted(found)
    if bound[3] not in (None, NONE):
        dtype = _dtype(bound[3])
    return None if dtype is None else ArrayType(dtype, (request.decided(),))


def _ranged_to_length(request: Request) -> Type | None:
    """`np.arange(n)`, `(2, n)` and `(0, n, 2)` for a length n."""
    bounds = [lengths_of(d) for d in request.args]
    if request.kwargs or not bounds or len(bounds) > 3 or None in bounds:
        return None
    axes = [axis for (axis,) in bounds]
    start, stop, step = (0, *axes, 1) if len(axes) == 1 else (*axes, 1)[:3]
    if not isinstance(start, int) or not isinstance(step, int) or start < 0 or step < 1:
        return None
    return ArrayType("i64", (strided(shift(stop, start), step),))


def like(request: Request) -> Type | None:
    """zeros_like, ones_like, empty_like; full_like with its value as second operand."""
    names = ("a", "fill_value") if request.callee is np.full_like else ("a",)
    bound = request.bind(*names, "dtype", "order", "subok", "shape")
    if bound is None or bound[-1] not in (None, NONE):
        return None
    t, dtype = type_of(bound[0]), bound[len(names)]
    shape = shape_of(t)
    name = None if shape is None else t.dtype if dtype in (None, NONE) else _dtype(dtype)
    return None if name is None else ArrayType(name, shape)


def _dtype(described: Described) -> str | None:
    return dtype_name(described.value) if isinstance(described, Lit) else None


def _checked(shape: Shape) -> Shape:
    for axis in shape:
        if isinstance(axis, int) and axis < 0:
            raise InferenceError("Negative lengths of axes are not allowed.")
    return shape


RULES: dict[Callable, Rule] = {
    np.reshape: reshape, np.ravel: ravel, np.broadcast_to: broadcast_to, np.transpose: transpose,
    np.expand_dims: expand_dims, np.squeeze: squeeze, np.concatenate: concatenate,
    np.stack: stack, np.hstack: hstack, np.vstack: vstack, np.array: array, np.asarray: array,
    np.zeros: filled, np.ones: filled, np.empty: filled, np.full: full, np.zeros_like: like,
    np.ones_like: like, np.arange: ranged, np.empty_like: like, np.full_like: like,
}  # fmt: skip
