"""Broadcasting and its transpose, between a value and the shape of another.

In: a tangent or cotangent `g` and the primal `x` whose shape it must get. Of `x` only the shape is
read. `unbroadcast` and `spread` return `g` itself where the shapes agree, and each is the transpose
of the other; the compiler emits them only where it cannot tell the shapes.
"""

from __future__ import annotations

import numpy as np


def unbroadcast(g, x):
    """`g`, summed over the axes along which `x` was broadcast to the shape of `g`; axes of length 1
    that `x` has more than that, which an assignment leaves out, are put back."""
    shape = np.shape(x)
    if np.shape(g) == shape:
        return g
    padded = (1,) * (np.ndim(g) - len(shape)) + shape[max(len(shape) - np.ndim(g), 0) :]
    return g.sum(axis=tuple(k for k, n in enumerate(padded) if n == 1)).reshape(shape)


def spread(g, x):
    """`g`, broadcast to the shape of `x`: an array that may be written to, of the precision of `x`
    where `g` is a Python number."""
    shape = np.shape(x)
    dtype = np.result_type(g, np.real(x)) if type(g) in (float, complex) else None
    return g if np.shape(g) == shape else np.full(shape, g, dtype)


def fitted(g, x):
    """`g`, which has the shape of `x`: that is said to the compiler, and no code is left of it."""
    return g
