"""`scipy.fft`: cosine and sine transforms. The Fourier transforms themselves become NumPy's.

Loaded by the registry once the user's program has imported `scipy.fft` itself. With norm="ortho" a
transform is an orthogonal matrix, whose transpose is its inverse. Of the others, the second and the
third transform are transposes of each other, the first and the fourth of themselves, but for the
entries at an end, which count half there.
"""

from __future__ import annotations

import numpy as np
from scipy import fft

from .axes import along
from .registry import jvp, vjp


def first_scaled(x, factor, axis):
    """`x` with its first entries along an axis scaled."""
    first = x[along(axis, slice(None, 1), np.ndim(x))]
    rest = x[along(axis, slice(1, None), np.ndim(x))]
    return np.concatenate((factor * first, rest), axis=axis)


def written(transform, x, type, axis, norm):
    """The transform, with no argument that says nothing."""
    options = {}
    if type != 2:
        options["type"] = type
    if axis != -1:
        options["axis"] = axis
    if norm is not None:
        options["norm"] = norm
    return transform(x, **options)


def last_scaled(x, factor, axis):
    """`x` with its last entries along an axis scaled."""
    last = x[along(axis, slice(-1, None), np.ndim(x))]
    rest = x[along(axis, slice(None, -1), np.ndim(x))]
    return np.concatenate((rest, factor * last), axis=axis)


#: the type of the inverse and of the transpose of a transform, but for its scale
TURNED = {1: 1, 2: 3, 3: 2, 4: 4}
#: the scale of an inverse, said of the transform that it is
OTHERWISE = {None: "forward", "backward": "forward", "forward": None}


def transposed(transform, y_bar, type, axis, norm):
    """The transpose of a transform, not of its inverse, that is not orthogonal."""
    cosine = transform is fft.dct
    if cosine and type == 1:
        ends = last_scaled(first_scaled(y_bar, 2.0, axis), 2.0, axis)
        ends = written(transform, ends, type, axis, norm)
        return last_scaled(first_scaled(ends, 0.5, axis), 0.5, axis)
    scaled = first_scaled if cosine else last_scaled
    if type == 2:
        return written(transform, scaled(y_bar, 2.0, axis), 3, axis, norm)
    y_bar = written(transform, y_bar, TURNED[type], axis, norm)
    return scaled(y_bar, 0.5, axis) if type == 3 else y_bar


def rules(transform, inverse, is_inverse):
    @jvp(transform)
    def forward(y, x_dot, x, type=2, axis=-1, norm=None):
        return written(transform, x_dot, type, axis, norm)

    @vjp(transform)
    def reverse(y, y_bar, x, type=2, axis=-1, norm=None):
        if norm == "ortho":
            return written(inverse, y_bar, type, axis, norm)
        if is_inverse:
            return transposed(inverse, y_bar, TURNED[type], axis, OTHERWISE[norm])
        return transposed(transform, y_bar, type, axis, norm)


rules(fft.dct, fft.idct, False)
rules(fft.idct, fft.dct, True)
rules(fft.dst, fft.idst, False)
rules(fft.idst, fft.dst, True)
