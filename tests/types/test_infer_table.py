"""Inferred types against what NumPy returns, for lengths that are general, 1 and 0."""

import math
import operator
import re

import numpy as np
import pytest

from s2sad.ir import prims
from s2sad.ir.builder import operand
from s2sad.ir.nodes import Value
from s2sad.ir.types import (
    BOOL, COMPLEX, FLOAT, INT, ArrayType, Dim, IterType, ListType, OpaqueType, ScalarType,
    TupleType, never_one,
)  # fmt: skip
from s2sad.types.dtypes import NUMPY, type_of_value
from s2sad.types.infer import FreshDims, InferenceError, result_type

PYTHON = {"float": FLOAT, "int": INT, "pybool": BOOL, "complex": COMPLEX}
SIZES = [
    {"n": 4, "m": 3, "k": 5},
    {"n": 6, "m": 8, "k": 2},
    {"n": 1, "m": 3, "k": 5},
    {"n": 4, "m": 1, "k": 1},
    {"n": 1, "m": 1, "k": 1},
    {"n": 0, "m": 3, "k": 5},
    {"n": 3, "m": 0, "k": 4},
]


class T(str):
    """The type of an argument: `float`, `f64` or `f64[n,3]`."""


def sample(dtype: str, shape: tuple[int, ...]) -> np.ndarray:
    size = math.prod(shape)
    if len(shape) > 1 and shape[-1] == shape[-2]:
        entries = np.broadcast_to(np.eye(shape[-1]) * 3 + 0.25, shape)
    else:
        entries = np.linspace(0.15, 0.85, size)
    if dtype == "bool":
        return (np.arange(size) % 2 == 0).reshape(shape)
    if dtype[0] in "iu":
        return np.zeros(shape, NUMPY[dtype])
    return entries.reshape(shape).astype(NUMPY[dtype])


def axis_of(name: str, length: int, known: bool) -> int | Dim:
    """The axis of an argument; one that is not `known` may be 1, as that of a slice."""
    if name.isdigit() or (known and length == 1):
        return length
    return Dim(name, known)


def concrete(text: str, sizes: dict, known: bool):
    """A value of the type, and the type."""
    name, _, axes = text.partition("[")
    if name in PYTHON:
        return {"float": 0.5, "int": 1, "pybool": True, "complex": 0.5 + 1j}[name], PYTHON[name]
    if not axes:
        return sample(name, ()).dtype.type(1), ScalarType(name)
    names = [a for a in axes.rstrip("]").split(",") if a]
    lengths = tuple(int(a) if a.isdigit() else sizes[a] for a in names)
    shape = tuple(axis_of(a, length, known) for a, length in zip(names, lengths))
    return sample(name, lengths), ArrayType(name, shape)


def both(arg, sizes, known=True):
    """The argument as a value, and as an operand with Values."""
    if isinstance(arg, T):
        value, type_ = concrete(arg, sizes, known)
        return value, Value("x", type_)
    if isinstance(arg, (tuple, list)):
        pairs = [both(item, sizes, known) for item in arg]
        return type(arg)(p[0] for p in pairs), type(arg)(p[1] for p in pairs)
    if isinstance(arg, slice):
        pairs = [both(item, sizes, known) for item in (arg.start, arg.stop, arg.step)]
        return slice(*(p[0] for p in pairs)), slice(*(p[1] for p in pairs))
    return arg, arg


def length_of(dim: Dim, sizes: dict) -> int | None:
    """What a derived name says, where it is a formula."""
    if re.search(r"[\[^/]", dim.name) and "//" not in dim.name or dim.name.startswith("?"):
        return None
    text = re.sub(r"(?<=[\w)])\?", "", dim.name).replace(";", ",")
    return max(0, eval(text, {"min": min}, dict(sizes)) - dim.offset)


def check(type_, value, sizes) -> None:
    match type_:
        case ArrayType(dtype=dtype, shape=shape):
            assert isinstance(value, np.ndarray)
            assert value.dtype == NUMPY[dtype]
            assert value.ndim == len(shape), (type_, value.shape)
            for axis, length in zip(shape, value.shape):
                if isinstance(axis, int):
                    assert axis == length, (type_, value.shape)
                    continue
                assert not (never_one(axis) and length == 1), (type_, value.shape)
                formula = length_of(axis, sizes)
                assert formula is None or formula == length, (type_, value.shape, sizes)
        case TupleType(items=items):
            assert isinstance(value, (tuple, list)) and len(value) == len(items)
            for item, v in zip(items, value):
                check(item, v, sizes)
        case ListType(item=item):
            assert isinstance(value, list)
            for v in value:
                check(item, v, sizes)
        case IterType(item=item):
            check(item, next(iter(value)), sizes)
        case OpaqueType():
            assert not isinstance(value, (np.ndarray, np.generic, int, float, complex))
        case _:
            assert type_ == type_of_value(value)


A, X, Y, Z, S = T("f64[n,m]"), T("f64[n]"), T("f64[m]"), T("f64[k]"), T("f64")
C3, B3, SQ = T("f64[n,m,k]"), T("f32[n,m]"), T("f64[n,n]")
F, J, N, MASK = T("float"), T("int"), T("i64[n]"), T("bool[n]")
add, mul, sub, div, pow_, item = (
    operator.add, operator.mul, operator.sub, operator.truediv, operator.pow, operator.getitem
)  # fmt: skip
s_ = np.s_

ROWS = [
    # operators
    (add, X, X), (add, A, Y), (add, X, F), (mul, T("f32[n]"), F), (mul, T("f32"), F),
    (mul, T("f32[n]"), S), (mul, T("f32[n]"), T("f64[]")), (mul, N, F), (mul, N, J),
    (add, T("i8[n]"), J), (add, T("i8[n]"), T("u8[n]")), (div, N, N), (div, J, J), (pow_, X, 2),
    (pow_, J, 2), (pow_, J, -1), (pow_, F, F), (pow_, N, 2), (sub, T("c64[n]"), X),
    (mul, T("c64[n]"), F), (mul, T("f32[n]"), T("complex")), (operator.neg, X), (operator.neg, F),
    (operator.neg, T("f32")), (operator.invert, MASK), (operator.and_, MASK, MASK),
    (operator.lt, X, F), (operator.lt, F, F), (operator.lt, S, F), (operator.ge, T("f64[]"), F),
    (operator.eq, N, J), (operator.ne, A, Y), (operator.mod, J, J), (operator.floordiv, F, J),
    (add, T("f64[]"), T("f64[]")), (add, T("f64[]"), F), (add, T("pybool"), T("pybool")),
    (add, MASK, T("pybool")), (mul, A, T("f64[n,1]")), (add, T("f64[1,m]"), T("f64[n,1]")),
    (add, C3, T("f64[m,1]")), (operator.lshift, N, J), (abs, T("c128[n]")), (abs, F), (abs, J),
    (add, X, T("f64[1]")), (add, T("f64[3]"), T("f64[3]")), (divmod, F, F), (divmod, X, F),
    (operator.xor, J, J), (operator.not_, F), (operator.is_, X, None), (pow, F, 2),
    # ufuncs and functions like them
    (np.sin, X), (np.sin, F), (np.sin, T("f32")), (np.sin, N), (np.sin, J), (np.sin, T("f64[]")),
    (np.exp, T("c64[n]")), (np.maximum, X, 0.0), (np.maximum, F, F), (np.add, T("f32[n]"), 1.5),
    (np.add, F, F), (np.hypot, A, Y), (np.modf, X), (np.frexp, X), (np.divmod, X, F), (np.isnan, A),
    (np.isnan, F), (np.logical_and, X, X), (np.sign, T("f32[n]")), (np.arctan2, X, F),
    (np.power, T("f32[n]"), T("i64[n]")), (np.ldexp, X, N), (np.abs, T("c64[n]")),
    (np.where, MASK, X, 0.0), (np.where, MASK, F, F), (np.where, T("bool"), F, F),
    (np.where, T("bool[n,1]"), Y, T("f32[n,m]")), (np.clip, X, 0.0, 1.0), (np.clip, X, None, F),
    (np.clip, F, 0, 1), (np.round, X, 2), (np.round, F), (np.real, T("c64[n]")), (np.imag, X),
    (np.real, F), (np.angle, T("c128[n]")), (np.sinc, X), (np.nan_to_num, A), (np.copy, X),
    (np.copy, F), (np.isclose, X, X), (np.square, A), (np.conj, T("c64[n,m]")), (np.i0, X),
    (np.float_power, T("f32[n]"), 2), (np.heaviside, X, 0.5), (np.logaddexp, X, F),
    # reductions
    (np.sum, A), (np.sum, A, 0), (np.sum, A, {"axis": 1, "keepdims": True}), (np.sum, F),
    (np.sum, C3, {"axis": (0, -1)}), (np.sum, T("f32[n,m]"), {"axis": -1}), (np.sum, N),
    (np.sum, MASK), (np.sum, T("i8[n]")), (np.mean, B3), (np.mean, N), (np.mean, A, {"axis": 0}),
    (np.max, X), (np.max, A, {"axis": 1}), (np.argmax, A, {"axis": 0}), (np.argmax, X),
    (np.std, A, {"axis": 0}), (np.var, A, {"axis": 0, "ddof": 1}), (np.prod, A, {"axis": 1}),
    (np.any, MASK), (np.all, A, {"axis": 0}), (np.median, A, {"axis": 0}), (np.ptp, X),
    (np.sum, A, {"dtype": np.float32}), (np.sum, X, {"initial": 1.0}), (np.count_nonzero, X),
    (np.cumsum, X), (np.cumsum, A), (np.cumsum, A, {"axis": 1}), (np.cumprod, T("f32[n]")),
    (np.average, X, {"weights": X}), (np.quantile, X, 0.5), (np.percentile, A, 50, {"axis": 0}),
    (np.linalg.norm, X), (np.linalg.norm, A), (np.linalg.norm, A, {"axis": 1}), (np.trace, A),
    (np.linalg.norm, A, {"axis": 0, "keepdims": True}), (np.add.reduce, A), (np.nansum, A),
    (np.add.accumulate, X), (np.logaddexp.reduce, A, {"axis": 1}), (np.trapezoid, A),
    (np.sum, A, {"axis": None, "keepdims": True}), (np.sum, T("f64[]")), (np.amin, A, {"axis": -1}),
    # products
    (operator.matmul, A, Y), (operator.matmul, X, X), (operator.matmul, X, A),
    (operator.matmul, A, T("f64[m,k]")), (operator.matmul, C3, T("f64[k,2]")),
    (operator.matmul, C3, T("f32[n,k,2]")), (np.matmul, T("f32[n,m]"), Y), (np.dot, A, Y),
    (np.dot, X, X), (np.dot, F, X), (np.dot, F, F), (np.dot, S, F), (np.dot, C3, T("f64[k,n]")),
    (np.dot, A, T("f64[m]")), (np.inner, A, Y), (np.inner, X, X), (np.outer, X, Y),
    (np.outer, A, Z), (np.vdot, X, X), (np.tensordot, A, Y, 1), (np.tensordot, X, X, 1),
    (np.tensordot, C3, T("f64[m,k]"), 2), (np.tensordot, C3, A, {"axes": ((0, 1), (0, 1))}),
    (np.tensordot, A, A, {"axes": [[0], [0]]}), (np.einsum, "ij,j->i", A, Y),
    (np.einsum, "i,i", X, X), (np.einsum, "ij", A), (np.einsum, "ii->i", SQ), (np.einsum, "ii", SQ),
    (np.einsum, "...j,j->...", C3, Z), (np.einsum, "ijk->kj", C3), (np.einsum, "ij,kj->ik", A, A),
    (np.einsum, "i,j->ji", X, Y), (np.kron, X, Y), (np.kron, A, X),
    (np.cross, T("f64[n,3]"), T("f64[n,3]")), (np.multiply.outer, X, Y), (np.vecdot, A, Y),
    (np.convolve, X, Y), (np.linalg.multi_dot, [A, Y]),
    (np.dot, T("f32[n]"), F), (np.dot, F, T("f16[]")), (np.inner, F, T("f32[n]")),
    (np.outer, T("f32[n]"), 0.5), (np.tensordot, T("f32[n]"), F, 0), (np.dot, F, 0.5),
    (np.inner, T("c64[n]"), T("complex")), (np.kron, T("f32[n]"), F), (np.vdot, F, T("f32")),
    (np.convolve, T("f64[9]"), T("f64[3]"), {"mode": "valid"}), (np.correlate, X, Y),
    # shapes
    (np.reshape, A, (-1,)), (np.reshape, A, -1), (np.reshape, A, (-1, 1)), (np.ravel, A),
    (np.reshape, T("f64[n,6]"), (-1, 3)), (np.reshape, T("f64[n,6]"), (-1, 2, 3)),
    (np.reshape, T("f64[6]"), (2, 3)), (np.reshape, F, (1, 1)), (np.ravel, F), (np.ravel, X),
    (np.reshape, T("f64[n,2]"), (2, -1)), (np.transpose, A), (np.transpose, C3, (2, 0, 1)),
    (np.transpose, X), (np.swapaxes, C3, 0, 2), (np.moveaxis, C3, 0, -1), (np.rollaxis, C3, 2),
    (np.squeeze, T("f64[n,1]"), 1), (np.squeeze, T("f64[1,1]")), (np.squeeze, A),
    (np.expand_dims, X, 0), (np.expand_dims, A, (0, -1)), (np.broadcast_to, X, (3, 4)),
    (np.broadcast_to, F, (3,)), (np.concatenate, (X, Y)), (np.concatenate, (A, A), {"axis": 1}),
    (np.concatenate, [X, [1.0]]), (np.concatenate, (X, X, X)), (np.concatenate, (B3, A)),
    (np.concatenate, ([0.0], X, [1.0])), (np.stack, (X, X)), (np.stack, [A, A], {"axis": -1}),
    (np.stack, (X, X), {"axis": 1}), (np.hstack, (X, Y)), (np.hstack, (A, A)), (np.hstack, (F, F)),
    (np.vstack, (X, X)), (np.vstack, (A, A)), (np.column_stack, (X, X)), (np.dstack, (A, A)),
    (np.tile, X, 2), (np.tile, X, (2, 1)), (np.tile, A, (1, 2)), (np.repeat, X, 3),
    (np.repeat, A, 2, {"axis": 0}), (np.repeat, A, 2), (np.diag, X), (np.diag, A), (np.diag, X, 1),
    (np.diagonal, SQ), (np.tril, A), (np.triu, SQ), (np.flip, A), (np.fliplr, A), (np.roll, X, 1),
    (np.roll, A, J, {"axis": 0}), (np.rot90, A), (np.atleast_1d, F), (np.atleast_2d, X),
    (np.atleast_3d, X), (np.split, T("f64[6]"), 2), (np.split, T("f64[6,n]"), 3),
    (np.array_split, T("f64[7]"), 3), (np.hsplit, T("f64[n,4]"), 2), (np.array_split, X, 3),
    (np.split, X, [1, 3]), (np.split, A, (-1, 1), {"axis": 1}), (np.append, X, Y),
    (np.append, X, 1.0), (np.pad, X, 1), (np.pad, A, ((1, 2), (0, 0))), (np.diff, X),
    (np.diff, A, {"axis": 0}), (np.diff, X, {"n": 2}), (np.meshgrid, X, Y), (np.block, [[SQ, A]]),
    (np.array, [F, F]), (np.array, [[F, 1.0], [S, 2]]), (np.array, [X, X]), (np.array, F),
    (np.array, [1, F]), (np.array, [1, 2]), (np.array, X), (np.asarray, [S, 0.0]),
    (np.array, [T("f32"), 1.0]), (np.array, (F, F)), (np.array, [F, J], {"dtype": "float32"}),
    (np.atleast_2d, A), (np.broadcast_arrays, X, T("f64[m,1]")), (np.delete, X, 0),
    (np.insert, X, 0, 1.0), (np.vander, X, 3), (np.gradient, X), (np.ediff1d, X),
    (np.resize, X, (2, 3)), (np.unwrap, X),
    # items
    (item, X, 0), (item, X, J), (item, A, 0), (item, A, (0, J)), (item, A, (J, s_[:])),
    (item, A, s_[1:]), (item, A, s_[:-1]), (item, A, (s_[1:-1], s_[2:])), (item, X, s_[::2]),
    (item, X, s_[::-1]), (item, X, s_[1:3]), (item, X, s_[-2:]), (item, X, s_[:2]), (item, X, None),
    (item, X, s_[5:2]), (item, X, s_[-3:-1]), (item, X, s_[3:0:-1]), (item, X, slice(J, None)),
    (item, X, slice(J, J)), (item, A, (s_[:], None)), (item, A, (None, Ellipsis, 0)),
    (item, C3, (Ellipsis, 0)), (item, X, (0, Ellipsis)), (item, T("f64[]"), ()), (item, X, ()),
    (item, X, MASK), (item, A, MASK), (item, A, T("bool[n,m]")), (item, X, N), (item, A, N),
    (item, A, (N, N)), (item, A, (s_[:], T("i64[k]"))), (item, C3, (N, s_[:], N)),
    (item, C3, (s_[:], N, N)), (item, C3, (0, s_[:], T("i64[2]"))),
    (item, C3, (s_[:], 0, T("i64[2]"))), (item, A, (T("i64[k,1]"), T("i64[2]"))), (item, X, [0, 0]),
    (item, C3, (N, Ellipsis, N)), (item, C3, (N, None, N)), (item, X, T("i64[]")),
    (item, X, [True, False, True, False]), (item, T("f64[3,n]"), (T("i64"), 0)),
    (item, A, (MASK, 0)), (item, A, (MASK, s_[1:])), (item, X, T("i64[k,2]")), (item, (X, F), 1),
    (item, (X, F), s_[:1]), (item, T("f64[5]"), s_[1:3]), (item, T("f64[5]"), s_[::2]),
    (item, X, (None, s_[:], None)), (item, X, T("bool")), (item, A, (s_[:], 0, None)),
    # new arrays
    (np.zeros, 3), (np.zeros, (2, 3)), (np.zeros, J), (np.zeros, (J, 2)),
    (np.ones, (2,), {"dtype": int}), (np.zeros, ()), (np.empty, (2,), np.float32),
    (np.full, (2, 2), F), (np.full, 3, 1), (np.full, (2,), F, {"dtype": "f4"}), (np.zeros_like, A),
    (np.ones_like, N), (np.zeros_like, F), (np.zeros_like, X, {"dtype": float}),
    (np.full_like, X, 2.0), (np.empty_like, B3), (np.arange, 5), (np.arange, J), (np.arange, 1, 5),
    (np.arange, 0.0, 1.0, 0.25), (np.linspace, 0, 1, 7), (np.linspace, F, F, J),
    (np.linspace, 0.0, 1.0), (np.eye, 3), (np.eye, J), (np.eye, 2, 3), (np.identity, 4),
    (np.zeros_like, X, {"shape": (2,)}), (np.logspace, 0, 1, 5), (np.indices, (2, 3)), (np.tri, 3),
    (np.ones, [2, J]), (np.fft.fftfreq, 8),
    # linear algebra and the like
    (np.linalg.inv, SQ), (np.linalg.solve, SQ, X), (np.linalg.solve, SQ, A), (np.linalg.det, SQ),
    (np.linalg.slogdet, SQ), (np.linalg.eigh, SQ), (np.linalg.eigvalsh, SQ),
    (np.linalg.cholesky, SQ), (np.linalg.svd, A, {"full_matrices": False}),
    (np.linalg.svd, A, {"compute_uv": False}), (np.linalg.qr, A), (np.linalg.pinv, A),
    (np.linalg.matrix_power, SQ, 3), (np.linalg.svd, A), (np.linalg.lstsq, A, X),
    (np.linalg.matrix_rank, A), (np.linalg.cond, SQ), (np.linalg.inv, T("f32[m,n,n]")),
    (np.linalg.eig, T("c128[n,n]")), (np.linalg.inv, T("f64[3,3]")), (np.fft.fft, X),
    (np.fft.rfft, X), (np.fft.irfft, T("c128[n]")), (np.fft.fft2, A), (np.fft.fftshift, X),
    (np.fft.fft, T("f32[n]")), (np.fft.ifft, T("c64[n,m]")), (np.fft.rfft, T("f64[8]")),
    (np.fft.fft, X, {"n": 5}), (np.fft.fft, A, {"axis": 0}),
    # sorting, searching, interpolation, sets
    (np.sort, X), (np.argsort, A), (np.sort, A, {"axis": 0}), (np.partition, T("f64[5]"), 2),
    (np.unique, X), (np.nonzero, A), (np.where, MASK), (np.flatnonzero, X), (np.searchsorted, X, Y),
    (np.take, X, N), (np.take, A, 0, {"axis": 1}), (np.take, A, N, {"axis": 0}),
    (np.take_along_axis, A, T("i64[n,1]"), 1), (np.interp, Y, X, X), (np.polyval, T("f64[3]"), X),
    (np.polyfit, T("f64[9]"), T("f64[9]"), 2), (np.histogram, X, 10), (np.bincount, N),
    (np.digitize, X, T("f64[3]")), (np.cov, A), (np.corrcoef, A), (np.select, [MASK, MASK], [X, X]),
    (np.compress, MASK, X), (np.extract, MASK, X), (np.argwhere, A), (np.lexsort, (X, X)),
    (np.isin, X, Y), (np.apply_over_axes, np.sum, A, [0]), (np.array_equal, X, X), (np.shape, A),
    (np.ndim, A), (np.size, A), (np.allclose, X, X), (np.isscalar, F), (np.iscomplexobj, X),
    # math, builtins, primitives
    (math.sin, F), (math.sin, S), (math.sin, J), (math.floor, F), (math.isnan, F), (math.frexp, F),
    (math.pow, F, F), (math.hypot, F, F, F), (math.fsum, [F, F]), (math.prod, [J, J]),
    (math.modf, F), (math.gcd, J, J), (math.atan2, F, F), (float, S), (float, J), (int, F),
    (complex, F), (bool, F), (float, T("f64[]")), (round, F), (round, F, 2), (round, S),
    (max, F, F), (min, J, J), (max, S, F), (max, (F, F)), (sum, (F, F)), (sum, T("f64[4]")),
    (sum, T("f64[4,n]")), (sum, [J, F]), (len, X), (len, (F, F)), (range, J), (list, (F, F)),
    (tuple, (F, X)), (zip, (F, F), (J, J)), (enumerate, (F, F)), (reversed, (F, F)),
    (prims.axis_length, A, 1), (prims.astype, X, np.float32), (prims.astype, F, "float32"),
    (prims.stop_gradient, A), (prims.write, X, (0,), 1.0), (prims.accumulate, A, ((s_[:], 0),), X),
    (prims.accumulate_at, X, (N,), X), (prims.count,), (prims.list_append, [F], F),
    (prims.list_append, [], X), (prims.list_drop_last, [F, F]), (prims.list_write, [F, F], 0, 2.0),
    (prims.build_list, F, F), (add, (F, X), (J,)), (mul, (F,), 2), (operator.eq, (F,), (F,)),
]  # fmt: skip


def row_id(row) -> str:
    shown = (getattr(part, "__name__", None) or str(part) for part in row[1:])
    return f"{getattr(row[0], '__name__', '?')}({', '.join(shown)})"


def call_on(row, sizes, known=True):
    function, *args = row
    kwargs = args.pop() if args and isinstance(args[-1], dict) else {}
    pairs = [both(arg, sizes, known) for arg in args]
    values, operands = [p[0] for p in pairs], tuple(operand(p[1]) for p in pairs)
    options = {name: both(arg, sizes, known) for name, arg in kwargs.items()}
    with np.errstate(all="ignore"):
        real = function(*values, **{name: p[0] for name, p in options.items()})
    named = tuple((name, operand(p[1])) for name, p in options.items())
    return real, lambda: result_type(function, operands, named, fresh=FreshDims())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", ROWS, ids=row_id)
def test_inferred_type_is_that_of_the_result(row):
    of_known_lengths(row)
    of_lengths_that_may_be_one(row)


def of_known_lengths(row):
    agreed = 0
    for sizes in SIZES:
        try:
            real, infer = call_on(row, sizes)
        except (ValueError, TypeError, IndexError, ZeroDivisionError):
            continue
        check(infer(), real, sizes)
        agreed += 1
    assert agreed


def of_lengths_that_may_be_one(row):
    """They are never said not to be."""
    for sizes in SIZES:
        try:
            real, infer = call_on(row, sizes, known=False)
            type_ = infer()
        except InferenceError as error:
            assert re.search("fails on|decide|depend", error.message)
            continue
        except (ValueError, TypeError, IndexError, ZeroDivisionError):
            continue
        check(type_, real, sizes)


@pytest.mark.parametrize(
    "wrong",
    [
        ArrayType("f32", (Dim("n", True),)),
        ArrayType("f64", (Dim("m", True),)),
        ArrayType("f64", (Dim("n", True, 1),)),
        ArrayType("f64", (5,)),
        ArrayType("f64", (Dim("n", True), 1)),
        ScalarType("f64"),
        TupleType((FLOAT,)),
    ],
    ids=str,
)
def test_the_check_catches_a_wrong_type(wrong):
    check(ArrayType("f64", (Dim("n", True),)), np.ones(4), SIZES[0])
    with pytest.raises(AssertionError):
        check(wrong, np.ones(4), SIZES[0])


def test_the_table_is_broad():
    assert len(ROWS) > 300


WRONG = [
    (add, T("f64[3]"), T("f64[4]")), (operator.matmul, T("f64[3,2]"), T("f64[3]")),
    (item, T("f64[3]"), 3), (item, X, (0, 0)), (item, X, F), (np.sum, X, {"axis": 1}),
    (np.reshape, T("f64[6]"), (4, -1)), (np.reshape, T("f64[6]"), (4,)), (np.concatenate, (X, A)),
    (np.transpose, A, (0, 0)), (math.sin, X), (math.sin, T("complex")), (float, A), (max, X, X),
    (operator.lshift, F, F), (np.power, N, -1), (np.einsum, "ij,j->i", X, X), (np.linalg.inv, X),
    (np.stack, (T("f64[3]"), T("f64[2]"))), (len, F), (np.zeros, -1), (np.zeros, 2.5),
    (np.random.shuffle, X), (np.save, "x", X), (np.linalg.eig, SQ), (print, X),
    (np.apply_along_axis, lambda x: x, 0, A), (np.vectorize, lambda x: x), (item, (X, F), 2),
    (operator.matmul, F, X), (np.squeeze, T("f64[3,1]"), 0), (np.expand_dims, X, 3),
    (add, T("u8[n]"), 300), (np.tensordot, X, X, 2),
]  # fmt: skip


@pytest.mark.parametrize("row", WRONG, ids=row_id)
def test_what_fails_or_cannot_be_known_is_refused(row):
    function, *args = row
    kwargs = args.pop() if isinstance(args[-1], dict) else {}
    operands = tuple(operand(both(arg, SIZES[0])[1]) for arg in args)
    with pytest.raises(InferenceError) as caught:
        result_type(function, operands, tuple((k, operand(v)) for k, v in kwargs.items()))
    assert caught.value.message.rstrip().endswith((".", "!"))
