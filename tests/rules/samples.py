"""One row for each callee with a rule: calls `(args, kwargs)` at which its rules are tested.

The points lie where the function is smooth. Arrays are drawn once, from a fixed seed, so that a
failure repeats.
"""

from __future__ import annotations

import math
import operator

import numpy as np

from s2sad.ir import prims
from s2sad.runtime.broadcast import spread, unbroadcast

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
    operator.pow: [*BINARY_POSITIVE, call(X, 2), call(0.7, 3), call(X, -1), call(-0.7, 3)],
    pow: [call(0.7, 1.3), call(-0.7, 2)], math.pow: [call(0.7, 1.3), call(-0.7, 2)],
    np.negative: UNARY_COMPLEX, operator.neg: UNARY_COMPLEX,
    np.positive: UNARY_COMPLEX, operator.pos: UNARY_COMPLEX,
    float: SCALAR, complex: [call(0.7 + 0.2j)],
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
              call(X, V + 1.0, V - 1.0), call(0.7, 0.1, 0.5)],
    np.nan_to_num: [call(X), call(np.array([np.nan, 1.0, np.inf]))],
    np.copysign: BINARY, math.copysign: [call(-0.4, 0.3), call(0.4, -0.3)],
    np.heaviside: [call(X, 0.5), call(np.array([-1.0, 2.0]), V[:2])],
}  # fmt: skip

REDUCTIONS = {
    np.sum: REDUCTION_COMPLEX, np.mean: REDUCTION_COMPLEX, np.max: REDUCTION, np.min: REDUCTION,
    np.ptp: REDUCTION, np.var: MOMENT, np.std: MOMENT,
    np.nansum: NAN_REDUCTION, np.nanmean: NAN_REDUCTION,
    np.nanmax: NAN_REDUCTION, np.nanmin: NAN_REDUCTION,
    np.cumsum: [call(X), call(X, axis=0), call(X, axis=-1), call(V), call(CUBE, axis=1)],
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
    unbroadcast: [call(CUBE, X), call(CUBE, V), call(X, COLUMN), call(X, X), call(X, 0.5),
                  call(CUBE, real(1, 1, 4))],
    spread: [call(X, CUBE), call(0.5, X), call(COLUMN, X), call(X, X)],
    np.reshape: [call(X, (4, 3)), call(X, -1), call(X, (2, -1), order="F"), call(CUBE, (6, 4))],
    np.ravel: [call(X), call(CUBE, order="F"), call(0.7)],
    np.transpose: [call(X), call(CUBE), call(CUBE, (1, 2, 0)), call(CUBE, (-1, 0, 1))],
    np.swapaxes: [call(CUBE, 0, 2), call(CUBE, -1, 1)],
    np.moveaxis: [call(CUBE, 0, -1), call(CUBE, (0, 1), (2, 0))],
    np.squeeze: [call(real(1, 3, 1)), call(real(1, 3, 1), axis=0), call(real(1, 3, 1), axis=(0, 2))],
    np.expand_dims: [call(X, 0), call(X, -1), call(X, (0, 2))],
    np.atleast_1d: [call(0.7), call(X)], np.atleast_2d: [call(0.7), call(V), call(CUBE)],
    np.atleast_3d: [call(0.7), call(V), call(X)],
    np.broadcast_to: [call(V, (3, 4)), call(0.7, (2, 3)), call(COLUMN, (2, 3, 4))],
    np.copy: [call(X)],
    prims.astype: [call(X, np.float64), call(np.float64(0.7), np.complex128), call(Z, np.complex128)],
}  # fmt: skip

SAMPLES = {**ARITHMETIC, **ELEMENTWISE, **SELECTION, **REDUCTIONS, **PRODUCTS, **SHAPE}
