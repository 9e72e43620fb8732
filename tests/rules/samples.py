"""One row for each callee with a rule: calls `(args, kwargs)` at which its rules are tested.

The points lie where the function is smooth. Arrays are drawn once, from a fixed seed, so that a
failure repeats.
"""

from __future__ import annotations

import math
import operator

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from s2sad.ir import prims
from s2sad.runtime.broadcast import spread, unbroadcast
from s2sad.runtime.precision import alike
from s2sad.runtime.cofactors import cofactors
from s2sad.runtime.columns import narrowed, widened
from s2sad.runtime.masks import kept_unless, kept_where, shared

_draw = np.random.default_rng(20)


def real(*shape):
    """Normally distributed."""
    return _draw.normal(size=shape)


def between(low, high, *shape):
    """Uniform in an interval."""
    return _draw.uniform(low, high, shape)


def cplx(*shape):
    return _draw.normal(size=shape) + 1j * _draw.normal(size=shape)


def positive(*shape):
    return between(0.5, 2.0, *shape)


def call(*args, **kwargs):
    return args, kwargs


X, Y, V = real(3, 4), real(3, 4), real(4)
P, Q, W = positive(3, 4), positive(3, 4), positive(4)
COLUMN, CUBE, Z, ZV = real(3, 1), real(2, 3, 4), cplx(3, 4), cplx(4)

#: two operands: same shapes, either one broadcast, both broadcast, scalars
BINARY = [call(X, Y), call(X, V), call(V, X), call(COLUMN, V), call(0.7, X), call(X, 0.7),
          call(0.6, 1.3)]  # fmt: skip
BINARY_COMPLEX = [*BINARY, call(Z, ZV), call(X, Z), call(Z, 0.7)]
BINARY_POSITIVE = [call(P, Q), call(P, W), call(W, P), call(0.7, P), call(P, 0.7), call(0.6, 1.3)]
UNARY = [call(X), call(0.7), call(np.float64(-0.4))]
UNARY_COMPLEX = [*UNARY, call(Z), call(0.7 + 0.2j)]
POSITIVE = [call(P), call(0.7)]
POSITIVE_COMPLEX = [*POSITIVE, call(Z)]
UNIT = [call(between(-0.9, 0.9, 3, 4)), call(0.3)]
SCALAR = [call(0.7), call(-0.4)]
SCALAR_POSITIVE = [call(0.7), call(2.5)]
SCALAR_UNIT = [call(0.7), call(-0.4)]
SCALAR_BINARY = [call(0.7, 1.3), call(-0.4, 0.9)]
REDUCTION = [call(X), call(X, axis=0), call(X, axis=-1), call(X, axis=1, keepdims=True),
             call(CUBE, axis=(0, 2)), call(CUBE, axis=1), call(CUBE, axis=(-1, 0), keepdims=True),
             call(CUBE, axis=(1, 0)), call(X, keepdims=True), call(V), call(V, axis=0)]  # fmt: skip
REDUCTION_COMPLEX = [*REDUCTION, call(Z), call(Z, axis=0)]
MOMENT = [*REDUCTION_COMPLEX, call(X, ddof=1), call(X, axis=0, ddof=1, keepdims=True)]
HOLES = np.where(real(3, 4) > 0.8, np.nan, X)
HOLES[:, 0] = [0.3, -0.2, 0.9]
NAN_REDUCTION = [call(HOLES), call(HOLES, axis=0), call(HOLES, axis=1, keepdims=True)]
MATRICES = [call(real(3), real(3)), call(real(2, 3), real(3)), call(real(3), real(3, 2)),
            call(real(2, 3), real(3, 4)), call(cplx(2, 3), cplx(3, 4))]  # fmt: skip

ARITHMETIC = {
    np.add: BINARY_COMPLEX, operator.add: BINARY_COMPLEX,
    np.subtract: BINARY_COMPLEX, operator.sub: BINARY_COMPLEX,
    np.multiply: BINARY_COMPLEX, operator.mul: BINARY_COMPLEX,
    np.divide: BINARY_COMPLEX, operator.truediv: BINARY_COMPLEX,
    np.remainder: BINARY, operator.mod: BINARY, np.fmod: BINARY,
    math.fmod: SCALAR_BINARY, math.remainder: SCALAR_BINARY,
    np.power: [*BINARY_POSITIVE, call(X, 2), call(X, 3), call(X, -1), call(X, 0), call(P, 0.5),
               call(Z, ZV), call(2.0, X), call(2, X)],
    np.float_power: BINARY_POSITIVE,
    operator.pow: [*BINARY_POSITIVE, call(X, 2), call(0.7, 3), call(X, -1), call(0.7, 4)],
    pow: [call(0.7, 1.3), call(0.7, 2)], math.pow: [call(0.7, 1.3), call(0.7, 2)],
    np.negative: UNARY_COMPLEX, operator.neg: UNARY_COMPLEX,
    np.positive: UNARY_COMPLEX, operator.pos: UNARY_COMPLEX,
    float: SCALAR, complex: [call(0.7 + 0.2j), call(0.7, 0.2), call(0.3)],
    np.square: UNARY_COMPLEX, np.reciprocal: UNARY_COMPLEX,
    np.sqrt: POSITIVE_COMPLEX, math.sqrt: SCALAR_POSITIVE,
    np.cbrt: UNARY, math.cbrt: SCALAR,
    np.absolute: UNARY_COMPLEX, abs: UNARY_COMPLEX, operator.abs: UNARY_COMPLEX,
    np.fabs: UNARY, math.fabs: SCALAR,
    np.hypot: BINARY, math.hypot: [call(0.7, 1.3), call(0.7, -1.3, 0.2), call(-0.3)],
}  # fmt: skip

ELEMENTWISE = {
    np.exp: UNARY_COMPLEX, math.exp: SCALAR, np.exp2: UNARY_COMPLEX, math.exp2: SCALAR,
    np.expm1: UNARY_COMPLEX, math.expm1: SCALAR,
    np.log: POSITIVE_COMPLEX, math.log: [call(0.7), call(0.7, 3.0)],
    np.log2: POSITIVE_COMPLEX, math.log2: SCALAR_POSITIVE,
    np.log10: POSITIVE_COMPLEX, math.log10: SCALAR_POSITIVE,
    np.log1p: POSITIVE_COMPLEX, math.log1p: SCALAR_POSITIVE,
    np.sin: UNARY_COMPLEX, math.sin: SCALAR, np.cos: UNARY_COMPLEX, math.cos: SCALAR,
    np.tan: UNARY_COMPLEX, math.tan: SCALAR,
    np.arcsin: [*UNIT, call(Z)], math.asin: SCALAR_UNIT,
    np.arccos: [*UNIT, call(Z)], math.acos: SCALAR_UNIT,
    np.arctan: UNARY_COMPLEX, math.atan: SCALAR,
    np.arctan2: BINARY, math.atan2: SCALAR_BINARY,
    np.sinh: UNARY_COMPLEX, math.sinh: SCALAR, np.cosh: UNARY_COMPLEX, math.cosh: SCALAR,
    np.tanh: UNARY_COMPLEX, math.tanh: SCALAR,
    np.arcsinh: UNARY_COMPLEX, math.asinh: SCALAR,
    np.arccosh: [call(1.0 + P), call(1.7), call(Z)], math.acosh: [call(1.7)],
    np.arctanh: [*UNIT, call(Z)], math.atanh: SCALAR_UNIT,
    np.deg2rad: UNARY, np.radians: UNARY, math.radians: SCALAR,
    np.rad2deg: UNARY, np.degrees: UNARY, math.degrees: SCALAR,
    np.sinc: [*UNARY, call(np.array([0.0, 1e-3, 0.02, 0.04, -0.01]))],
    np.polyval: [call(V, X), call([0.3, 0.7, -0.2], 0.4), call(V, 0.7), call([0.3], X)],
    math.erf: SCALAR, math.erfc: SCALAR,
    math.gamma: [call(0.7), call(4.2), call(-0.4)], math.lgamma: [call(0.7), call(12.0)],
    np.logaddexp: BINARY, np.logaddexp2: BINARY,
    np.real: [call(X), call(Z)], np.imag: [call(X), call(Z)], np.conjugate: [call(X), call(Z)],
    np.angle: [call(X), call(Z), call(Z, deg=True)],
    np.sign: [call(X), call(Z)],
}  # fmt: skip

SELECTION = {
    np.maximum: BINARY, np.minimum: BINARY, max: [call(0.7, 0.2)], min: [call(0.7, 0.2)],
    np.fmax: [*BINARY, call(np.array([np.nan, 0.5]), np.array([0.3, np.nan]))],
    np.fmin: [*BINARY, call(np.array([np.nan, 0.5]), np.array([0.3, np.nan]))],
    np.where: [call(X > 0, X, Y), call(X > 0, V, Y), call(V > 0, X, 0.3), call(X > 0, COLUMN, V),
               call(V > 0, 0.5, COLUMN), call(X > 0, 0.5, 0.25), call(True, X, Y)],
    np.clip: [call(X, -0.5, 0.5), call(X, 0.1, None), call(X, None, V), call(X, V - 1.0, V + 1.0),
              call(X, V + 1.0, V - 1.0), call(0.7, 0.1, 0.5), call(X, min=-0.5), call(X, max=V),
              call(COLUMN, V, 2.0), call(X, min=V - 1.0, max=0.5)],
    np.nan_to_num: [call(X), call(np.array([np.nan, 1.0, np.inf]))],
    np.copysign: BINARY, math.copysign: [call(-0.4, 0.3), call(0.4, -0.3)],
    np.heaviside: [call(X, 0.5), call(np.array([-1.0, 2.0]), V[:2])],
}  # fmt: skip

REDUCTIONS = {
    np.sum: REDUCTION_COMPLEX, np.mean: REDUCTION_COMPLEX, np.max: REDUCTION, np.min: REDUCTION,
    np.ptp: REDUCTION, np.var: MOMENT, np.std: MOMENT,
    np.nansum: NAN_REDUCTION, np.nanmean: NAN_REDUCTION,
    np.nanmax: NAN_REDUCTION, np.nanmin: NAN_REDUCTION,
}  # fmt: skip

STACKED = [call(real(2, 3, 4), real(2, 4, 3)), call(real(2, 3, 4), real(4, 3)),
           call(real(3, 4), real(2, 4, 3)), call(real(4), real(2, 4, 3)),
           call(real(2, 3, 4), real(4)), call(real(2, 1, 3, 4), real(5, 4, 2))]  # fmt: skip
DOTS = [call(real(2, 3, 4), real(4)), call(real(4), real(2, 4, 3)), call(real(3, 4), real(2, 4, 3)),
        call(real(2, 3, 4), real(4, 2)), call(real(2, 3, 4), real(5, 4, 3)),
        call(0.7, V), call(X, 0.7), call(0.7, 0.3)]  # fmt: skip
INNERS = [call(real(3), real(3)), call(real(2, 3), real(3)), call(real(3), real(2, 3)),
          call(real(2, 3), real(4, 3)), call(real(2, 5, 3), real(4, 3)),
          call(0.7, X), call(X, 0.3)]  # fmt: skip

PRODUCTS = {
    np.matmul: [*MATRICES, *STACKED], operator.matmul: [*MATRICES, *STACKED],
    np.dot: [*MATRICES, *DOTS], np.inner: INNERS,
    np.vdot: [call(V, W), call(X, Y), call(Z, Y), call(ZV, cplx(4))],
    np.outer: [call(V, real(3)), call(X, V), call(ZV, cplx(2))],
}  # fmt: skip

SHAPE = {
    np.matrix_transpose: [call(X), call(CUBE)], np.linalg.matrix_transpose: [call(CUBE)],
    np.rollaxis: [call(CUBE, 2), call(CUBE, 0, 3), call(CUBE, 1, -1), call(CUBE, 0, 2)],
    widened: [call(X, X)], narrowed: [call(X, V)],
    unbroadcast: [call(CUBE, X), call(CUBE, V), call(X, COLUMN), call(X, X), call(X, 0.5),
                  call(CUBE, real(1, 1, 4))],
    spread: [call(X, CUBE), call(0.5, X), call(COLUMN, X), call(X, X)],
    alike: [call(X, Y), call(0.7, np.float64(0.3)), call(0.7, Y)],
    **{f: [call(X, X > 0.0), call(X, X[0] > 0.0), call(0.5, X > 0.0), call(X[0], X > 0.0)]
       for f in (kept_where, kept_unless)},
    shared: [call(X, X > 0.0, X > 0.0), call(0.5, X > 0.0, X > 0.0)],
    np.reshape: [call(X, (4, 3)), call(X, -1), call(X, (2, -1), order="F"), call(CUBE, (6, 4))],
    np.ravel: [call(X), call(CUBE, order="F"), call(0.7)],
    np.transpose: [call(X), call(CUBE), call(CUBE, (1, 2, 0)), call(CUBE, (-1, 0, 1))],
    np.swapaxes: [call(CUBE, 0, 2), call(CUBE, -1, 1)],
    np.moveaxis: [call(CUBE, 0, -1), call(CUBE, (0, 1), (2, 0))],
    np.squeeze: [call(CUBE[:, :1]), call(CUBE[:1], axis=0), call(real(1, 3, 1), axis=(0, 2))],
    np.expand_dims: [call(X, 0), call(X, -1), call(X, (0, 2))],
    np.atleast_1d: [call(0.7), call(X)], np.atleast_2d: [call(0.7), call(V), call(CUBE)],
    np.atleast_3d: [call(0.7), call(V), call(X)],
    np.broadcast_to: [call(V, (3, 4)), call(0.7, (2, 3)), call(COLUMN, (2, 3, 4))],
    np.copy: [call(X)],
    prims.astype: [call(X, np.float64), call(np.float64(0.7), np.complex128)],
}  # fmt: skip

MIXED = [call((X, Y)), call([X, real(2, 4)], axis=0), call([X, real(3, 1), Y], axis=-1),
         call([X, V], axis=None)]  # fmt: skip
INDEX = np.array([2, 0, 2, -1])

JOINING = {
    np.concatenate: MIXED,
    np.stack: [call((X, Y)), call([X, Y], axis=-1), call((0.3, 0.7)), call([V, W, V], axis=1)],
    np.hstack: [call((X, Y)), call((V, real(2))), call((0.3, V)), call([CUBE, CUBE])],
    np.vstack: [call((X, V)), call((V, W)), call((0.3, 0.2))],
    np.dstack: [call((X, Y)), call((V, W)), call((CUBE, CUBE[:, :, :2])), call((0.3, 0.1))],
    np.column_stack: [call((V, W)), call((X, real(3)))],
    np.block: [call([X, real(3, 2)]), call([[X, real(3, 2)], [real(2, 4), real(2, 2)]]),
               call([V, 0.3]),
               call([[0.3, 0.2], [0.1, 0.7]]), call([[X], [V]]), call(X), call([[CUBE], [CUBE]])],
    np.arange: [call(0.3, 2.0, 0.5), call(0.3, 2.0), call(1.5), call(0.3, 2.0, step=0.4)],
    np.dsplit: [call(CUBE, 2)],
    np.append: [call(X, V), call(X, Y, axis=0), call(V, 0.3), call(X, real(3, 2), axis=1)],
    np.array: [call([0.3, 0.7]), call([[0.3, 0.7], [0.1, 0.2]]), call([V, W]), call(X), call(0.3),
               call([[V, W], [W, V]]), call([1j, 0.3 + 0.2j]), call(V, ndmin=3)],
    np.asarray: [call([0.3, 0.7]), call(X), call(((0.3, 0.1), (0.7, 0.2)))],
    np.asanyarray: [call([0.3, 0.7])], np.ascontiguousarray: [call(X)],
    np.full: [call((2, 4), 0.7), call((3, 4), V), call(3, 0.2)],
    np.full_like: [call(X, 0.7), call(X, V)],
    np.linspace: [call(0.3, 1.7, 5), call(0.3, 1.7, num=4, endpoint=False), call(V, W, 3),
                  call(real(3, 3), real(3, 3), 3), call(X, W, 2)],
    np.split: [call(X, 2, axis=1), call(X, [1], axis=0)],
    np.array_split: [call(real(5), 2), call(X, 3, axis=1)],
    np.hsplit: [call(X, 2), call(V, 2)], np.vsplit: [call(X, 3)],
    np.broadcast_arrays: [call(COLUMN, V), call(0.3, X)],
    np.meshgrid: [call(real(3), V), call(real(3), V, indexing="ij"), call(V, real(2), real(3)),
                  call(V)],
}  # fmt: skip

REARRANGING = {
    sliding_window_view: [
        call(V, 2), call(X, (2, 2)), call(X, 2, axis=0), call(CUBE, (1, 2), axis=(-1, 0)),
    ],
    np.tile: [call(V, 3), call(X, 2), call(X, (2, 1, 3)), call(CUBE, (2, 1)), call(0.7, (2, 2))],
    np.repeat: [call(V, 3), call(X, 2), call(X, 2, axis=0), call(X, np.array([0, 2, 1]), axis=0),
                call(V, np.array([1, 0, 2, 3])), call(CUBE, 3, axis=-1)],
    np.roll: [call(V, 1), call(X, -2, axis=1), call(X, (1, 2), axis=(0, 1)), call(X, 5)],
    np.flip: [call(X), call(X, axis=0), call(CUBE, axis=(0, 2))],
    np.fliplr: [call(X)], np.flipud: [call(X)],
    np.rot90: [call(X), call(X, 3), call(CUBE, 1, (1, 2))],
    np.pad: [call(X, 2), call(V, (1, 2)), call(X, ((1, 0), (2, 1)), constant_values=0.7),
             call(X, ((1, 2),)), call(X, 1, mode="edge"), call(V, 2, "reflect"),
             call(X, ((1, 0), (2, 1)), mode="wrap"), call(V, (0, 2), mode="symmetric"),
             call(X, ((0, 3), (2, 1)), mode="edge"), call(X, 1, mode="wrap"),
             call(CUBE, (1, 2), mode="edge")],
    np.diag: [call(V), call(V, -1), call(X), call(X, k=1), call(X, -2), call(real(3, 3))],
    np.diagflat: [call(V), call(X, 1)],
    np.diagonal: [call(X), call(X, 1), call(X, -1, 1, 0), call(CUBE), call(CUBE, 1, 1, 2),
                  call(CUBE, 0, 2, 0)],
    np.trace: [call(X), call(X, offset=-1), call(X, 1, 1, 0), call(CUBE), call(CUBE, 0, 1, 2)],
    np.tril: [call(X), call(X, 1), call(CUBE, -1), call(V)],
    np.triu: [call(X), call(X, -1), call(CUBE), call(V)],
}  # fmt: skip

INDEXING = {
    np.take: [call(V, INDEX), call(X, INDEX), call(X, INDEX, axis=1), call(X, 1, axis=0),
              call(CUBE, np.array([[0, 1], [2, 0]]), axis=1), call(V, 2)],
    np.take_along_axis: [call(X, np.array([[0, 0], [3, 1], [1, 1]]), 1),
                         call(X, np.array([[2, 0, 1, 1]]), axis=0), call(X, INDEX, axis=None)],
    np.compress: [call([True, False, True], X, axis=0), call(V > 0, V), call(V > 0, X, axis=1),
                  call([False, True], X)],
    np.extract: [call(X > 0, X), call(V > 0, V)],
    np.delete: [call(V, 1), call(X, [0, 2], axis=1), call(X, slice(1, 3), axis=0), call(X, 3)],
    np.insert: [call(V, 1, 0.3), call(X, 1, V, axis=0), call(X, 2, real(3), axis=1),
                call(X, -1, 0.5, axis=1), call(X, 2, 0.7), call(V, 2, real(3))],
    np.select: [call([X > 0.5, X < 0], [X, Y], 0.7), call([X > 0, Y > 0], [V, COLUMN]),
                call([V > 0], [0.3], X)],
    np.choose: [call(np.array([1, 0, 1, 1]), [V, W]), call(np.array([[0], [1]]), [V, 0.3]),
                call(np.array([1, 0, 2, 1]), X)],
    np.sort: [call(V), call(X), call(X, axis=0), call(X, None), call(CUBE, axis=1)],
    np.partition: [call(V, 2), call(X, 1), call(X, 1, axis=0), call(X, 5, axis=None)],
    np.interp: [call(between(-0.5, 4.5, 6), np.arange(5.0), real(5)),
                call(1.3, np.arange(3.0), V[:3]),
                call(between(0, 4, 2, 3), np.arange(5.0), real(5))],
}  # fmt: skip

ZEROS = np.array([[0.7, 0.0, 1.3, -0.4], [0.2, -0.9, 1.1, 0.5], [0.0, 0.6, 0.0, 2.0]])
KNOTS = np.array([0.0, 0.4, 1.1, 1.5])

SERIES = {
    np.prod: [*REDUCTION_COMPLEX, call(ZEROS), call(ZEROS, axis=1), call(ZEROS, axis=(0,)),
              call(0.7)],
    np.cumprod: [call(V), call(X), call(X, axis=0), call(ZEROS, axis=1), call(ZEROS), call(V[:1])],
    np.cumsum: [call(X), call(X, axis=0), call(X, axis=-1), call(V), call(CUBE, axis=1)],
    np.diff: [call(V), call(X, axis=0), call(X, n=2), call(CUBE, 2, 1)],
    np.unwrap: [call(0.1 * real(5)), call(np.array([0.0, 2.0, 5.9, 0.3]))],
}  # fmt: skip

STATISTICS = {
    np.average: [call(X), call(X, axis=0), call(X, weights=Q), call(X, axis=1, weights=W),
                 call(X, axis=0, weights=P[:, 0]), call(X, 1, Q, keepdims=True),
                 call(V, weights=W)],
    np.median: [call(X), call(real(5)), call(X, axis=0), call(X, axis=1, keepdims=True)],
    np.quantile: [call(X, 0.3), call(X, 0.97), call(X, 0.25, axis=0), call(X, [0.05, 0.4], axis=1),
                  call(V, np.array([0.1, 0.9])), call(X, 0.7, axis=1, keepdims=True)],
    np.percentile: [call(X, 30), call(X, [25, 75], axis=1)],
    np.nanvar: NAN_REDUCTION, np.nanstd: [*NAN_REDUCTION, call(HOLES, ddof=1)],
    np.cov: [call(X), call(X, rowvar=False), call(V), call(X, bias=True), call(X, ddof=0),
             call(Z), call(Z, rowvar=False, bias=True)],
    np.corrcoef: [call(X), call(X, rowvar=False), call(real(2, 5))],
    np.bincount: [call(np.array([0, 2, 2, 1]), V), call(np.array([0, 2, 2, 1]), V, minlength=5)],
    np.histogram: [call(X, 3), call(X, bins=np.array([-1.0, 0.1, 2.0])), call(X, 3, weights=Q),
                   call(V, 4, (-0.5, 0.8), weights=W), call(X, [-1.0, 0.1, 0.4], weights=Z)],
    np.histogram_bin_edges: [call(X, 3), call(V, np.array([-1.0, 0.1, 2.0])),
                             call(V, 4, (-0.5, 0.8))],
}  # fmt: skip

AREAS = {
    np.trapezoid: [call(V), call(V, KNOTS), call(X, dx=0.3), call(X, KNOTS),
                   call(X.T, KNOTS, axis=0), call(X, np.cumsum(P, axis=1)), call(V, dx=0.3)],
    np.convolve: [call(real(5), real(3)), call(real(5), real(3), "same"),
                  call(real(5), real(3), mode="valid"), call(real(3), real(6), "same"),
                  call(real(3), real(5), "valid"), call(real(4), real(2), "same")],
    np.correlate: [call(real(5), real(3)), call(real(5), real(3), "full"), call(cplx(4), cplx(2)),
                   call(real(3), real(5), "full"), call(real(5), real(2), "same"),
                   call(real(2), real(5), "same"), call(real(4), real(6), "same")],
    np.gradient: [call(real(5)), call(real(5), 0.3), call(X), call(X, 0.5, 2.0), call(X, axis=1),
                  call(X, 0.1, axis=0), call(real(2)), call(CUBE, axis=(0, 2))],
}  # fmt: skip

CONTRACTIONS = {
    np.einsum: [call("ij,jk->ik", X, real(4, 2)), call("ij,jk", X, real(4, 2)), call("ij->ji", X),
                call("ij->", X), call("ij->j", X), call("i,i->", V, W), call("ii->i", X[:, :3]),
                call("ii", X[:, :3]), call("iij->j", real(3, 3, 2)), call("i,j->ij", V, real(3)),
                call("bij,bjk->bik", real(2, 3, 4), real(2, 4, 2)), call("...ij,...j", CUBE, V),
                call("...i,...i->...", CUBE, X), call("i...->...", X),
                call("ij,kj,k->i", X, Y, V[:3]),
                call("ij, ij -> i", Y, X), call("i,ij,j", V[:3], X, W), call("ij,j->i", Z, V),
                call("iji->j", real(3, 2, 3)), call("ij,ik->i", X, CUBE[0])],
    np.tensordot: [call(CUBE, real(3, 4, 2)), call(X, Y, 0), call(X, real(4, 2), axes=1),
                   call(CUBE, real(4, 5, 3), ([1, 2], [2, 0])), call(CUBE, X, (1, 0)),
                   call(CUBE, real(3, 4, 5), ((-1, 1), (1, 0)))],
    np.kron: [call(X, real(2, 2)), call(V, real(3)), call(X, V), call(V, X)],
    np.cross: [call(real(3), real(3)), call(real(2, 3), real(3)),
               call(real(3, 2), real(3, 2), axis=0)],
}  # fmt: skip


FOURIER = {
    np.fft.fft: [call(V), call(Z), call(X, 3), call(Z, n=6, axis=0), call(Z, norm="ortho")],
    np.fft.ifft: [call(V), call(Z), call(Z, 3), call(Z, n=6, axis=0), call(Z, norm="forward")],
    np.fft.rfft: [call(V), call(real(5)), call(X, 3), call(X, n=6, axis=0), call(V, norm="ortho")],
    np.fft.irfft: [call(ZV), call(Z, 5), call(Z, n=6, axis=0), call(Z, 10), call(Z, norm="forward"),
                   call(Z, norm="ortho")],
    np.fft.fft2: [call(Z), call(CUBE), call(Z, norm="ortho")], np.fft.ifft2: [call(Z), call(CUBE)],
    np.fft.fftn: [call(CUBE), call(CUBE, axes=(0, 2))], np.fft.ifftn: [call(CUBE)],
    np.fft.fftshift: [call(V), call(X, axes=1)], np.fft.ifftshift: [call(real(5)), call(X, 0)],
}  # fmt: skip


def spd(*shape):
    """Hermitian positive definite."""
    a = real(*shape)
    return a @ np.swapaxes(a, -1, -2) + np.eye(shape[-1])


A, B = real(3, 3), real(2, 3, 3)
S, H = spd(3, 3), cplx(3, 3)
H = H @ np.conj(H.T) + np.eye(3)
TALL, WIDE = real(4, 3), real(3, 4)

LINALG = {
    np.linalg.inv: [call(A), call(B), call(cplx(3, 3))],
    np.linalg.solve: [call(A, real(3)), call(A, real(3, 2)), call(B, real(3)), call(B, real(3, 2)),
                      call(A, real(2, 3, 2)), call(cplx(3, 3), cplx(3))],
    np.linalg.det: [call(A), call(B), call(cplx(3, 3))],
    cofactors: [call(A, 0.7), call(B, V[:2])],
    np.linalg.slogdet: [call(A), call(B), call(cplx(3, 3))],
    np.linalg.pinv: [call(TALL), call(WIDE), call(cplx(4, 3)), call(real(2, 3, 4))],
    np.linalg.lstsq: [call(TALL, real(4)), call(TALL, real(4, 2)), call(WIDE, real(3)),
                      call(cplx(4, 3), cplx(4)), call(WIDE, real(3, 2), rcond=None)],
    np.linalg.matrix_power: [call(A, 0), call(A, 1), call(A, 3), call(B, 2), call(A, -2)],
    np.linalg.multi_dot: [call([A, TALL.T]), call([real(3), A, TALL.T]), call([A, A, A, real(3)]),
                          call([real(3), A, real(3)])],
    np.linalg.norm: [
        call(V), call(X), call(X, axis=0), call(CUBE, axis=(0, 2)), call(X, axis=1, keepdims=True),
        call(Z), call(ZV, 3), call(ZV, 1), call(X, "fro"), call(CUBE, "fro", (1, 2)),
        *[call(V, ord) for ord in (1, 2, 3, 0.5, np.inf, -np.inf)],
        *[call(X, ord) for ord in (1, 2, np.inf, "nuc", -1, -2, -np.inf)],
        call(X, 1, axis=0), call(X, np.inf, axis=1, keepdims=True), call(CUBE, 2, axis=(0, 2)),
        call(CUBE, 1, (2, 0)), call(CUBE, "nuc", (1, 2), True), call(Z, 2), call(Z, 1),
    ],
}  # fmt: skip

DECOMPOSITIONS = {
    np.linalg.cholesky: [call(S), call(spd(2, 3, 3)), call(H), call(S, upper=True),
                         call(H, upper=True)],
    np.linalg.qr: [call(A), call(TALL), call(real(2, 4, 3)), call(cplx(4, 3)), call(X), call(CUBE),
                   call(Z)],
    np.linalg.eigh: [call(S), call(spd(2, 3, 3)), call(S, "U"), call(H)],
    np.linalg.eigvalsh: [call(S), call(spd(2, 3, 3)), call(S, UPLO="U"), call(H)],
    np.linalg.eig: [call(S @ np.diag([1.0, 2.0, 3.0])), call(cplx(3, 3)),
                    call(np.array([[0.1, 1.0], [-2.0, 0.3]]))],
    np.linalg.eigvals: [call(S @ np.diag([1.0, 2.0, 3.0])), call(cplx(2, 3, 3))],
    np.linalg.svd: [call(A), call(TALL, full_matrices=False), call(WIDE, False),
                    call(real(2, 4, 3), False),
                    call(TALL, compute_uv=False), call(cplx(4, 3), False), call(cplx(3, 4), False)],
    np.linalg.svdvals: [call(TALL), call(cplx(3, 4))],
}  # fmt: skip

SCALARS = {
    math.fsum: [call([0.3, 0.7, -0.2]), call(V)],
    sum: [call([0.3, 0.7]), call((V, X)), call([V, W], 0.3), call(X), call([V], X)],
    math.nextafter: [call(0.7, 1.3)], np.nextafter: [call(X, 2.0), call(V, X), call(0.7, W)],
    math.dist: [call([0.3, 0.7], [0.1, -0.4]), call((0.3, 0.7, 0.1), (0.1, -0.4, 0.0))],
    math.prod: [call([0.3, 0.7, -0.2]), call([0.3, 0.0, -0.2], start=2.0)],
    math.ldexp: [call(0.7, 3)], np.ldexp: [call(X, 2), call(0.7, np.array([1, -2]))],
    math.frexp: [call(0.7), call(5.3)], np.frexp: [call(X)],
    math.modf: [call(1.7), call(-0.4)], np.modf: [call(X)],
    divmod: [call(1.7, 0.4), call(-1.7, 0.4)], np.divmod: [call(X, W), call(COLUMN, V)],
}  # fmt: skip

#: functions of symmetric matrices, which are moved only in symmetric directions
SYMMETRIC = {np.linalg.cholesky, np.linalg.eigh, np.linalg.eigvalsh}

#: factorizations whose factors LAPACK fixes up to a phase: differences of complex ones mean nothing
FREE_PHASE = {np.linalg.eigh, np.linalg.eig, np.linalg.svd}

SAMPLES = {
    **ARITHMETIC, **ELEMENTWISE, **SELECTION, **REDUCTIONS, **PRODUCTS, **SHAPE, **JOINING,
    **REARRANGING, **INDEXING, **SERIES, **STATISTICS, **AREAS, **FOURIER, **CONTRACTIONS,
    **LINALG, **DECOMPOSITIONS, **SCALARS,
}  # fmt: skip
