"""Callables whose results are constants of differentiation.

Their results are integers, booleans or shapes, or are piecewise constant (`floor`, `round`): the
derivative is zero wherever there is one.
"""

from __future__ import annotations

import bisect
import math
import operator

import numpy as np

from ..ir import prims
from .registry import nondifferentiable

nondifferentiable(
    operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne, operator.is_,
    operator.is_not, operator.not_, operator.contains, operator.and_, operator.or_, operator.xor,
    operator.invert, operator.lshift, operator.rshift, operator.floordiv, operator.truth,
    operator.index, prims.is_in, prims.not_in, prims.axis_length, prims.stop_gradient,
)  # fmt: skip

nondifferentiable(
    np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.logical_and,
    np.logical_or, np.logical_xor, np.logical_not, np.bitwise_and, np.bitwise_or, np.bitwise_xor,
    np.invert, np.left_shift, np.right_shift, np.isnan, np.isinf, np.isfinite, np.isneginf,
    np.isposinf, np.signbit, np.isclose, np.allclose, np.array_equal, np.array_equiv, np.any,
    np.all, np.isreal, np.iscomplex, np.iscomplexobj, np.isrealobj, np.isscalar, np.isin,
)  # fmt: skip

nondifferentiable(
    np.floor, np.ceil, np.trunc, np.fix, np.rint, np.round, np.floor_divide, np.spacing,
    math.floor, math.ceil, math.trunc, math.isnan, math.isinf,
    math.isfinite, math.isclose, math.isqrt, math.comb, math.perm, math.factorial, math.gcd,
    math.lcm, math.ulp, round,
)  # fmt: skip

nondifferentiable(
    np.argmax, np.argmin, np.nanargmax, np.nanargmin, np.argsort, np.argpartition, np.lexsort,
    np.argwhere, np.nonzero, np.flatnonzero, np.searchsorted, np.digitize,
    np.count_nonzero, np.unravel_index, np.ravel_multi_index, np.indices, np.ix_,
    np.tril_indices, np.triu_indices, np.tril_indices_from, np.triu_indices_from,
    np.diag_indices, np.diag_indices_from, np.mask_indices, np.fft.fftfreq, np.fft.rfftfreq,
)  # fmt: skip

nondifferentiable(
    np.zeros_like, np.ones_like, np.empty_like, np.zeros, np.ones, np.empty, np.eye, np.identity,
    np.tri, np.shape, np.ndim, np.size, np.result_type, np.can_cast, np.broadcast_shapes,
    np.finfo, np.iinfo, np.dtype, np.linalg.matrix_rank,
)  # fmt: skip

nondifferentiable(bisect.bisect_left, bisect.bisect_right)

nondifferentiable(
    len, bool, int, str, repr, format, isinstance, issubclass, callable, hash, id, ord, chr,
    hasattr, print, range, type,
)  # fmt: skip
