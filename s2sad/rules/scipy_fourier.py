"""`scipy.fft`: cosine and sine transforms. The Fourier transforms themselves become NumPy's.

Loaded by the registry once the user's program has imported `scipy.fft` itself. With norm="ortho" a
transform is an orthogonal matrix, whose transpose is its inverse; of the others, the second and
third cosine transforms are transposes of each other but for the first entry.
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


def rules(transform, inverse):
    @jvp(transform)
    def forward(y, x_dot, x, type=2, axis=-1, norm=None):
        return written(transform, x_dot, type, axis, norm)

    @vjp(transform)
    def reverse(y, y_bar, x, type=2, axis=-1, norm=None):
        if norm == "ortho":
            return written(inverse, y_bar, type, axis, norm)
        assert transform is fft.dct and norm is None and type in (2, 3), (
            "only the second and third cosine transforms have a rule without norm='ortho'"
        )
        if type == 2:
            return written(fft.dct, first_scaled(y_bar, 2.0, axis), 3, axis, None)
        return first_scaled(written(fft.dct, y_bar, 2, axis, None), 0.5, axis)


rules(fft.dct, fft.idct)
rules(fft.idct, fft.dct)
rules(fft.dst, fft.idst)
rules(fft.idst, fft.dst)
