"""Transposes, conjugates and real parts that cost nothing where they need not.

Conjugating a real array copies it, so the rules ask for the conjugate through this file.
"""

from __future__ import annotations

import numpy as np


def transposed(x):
    """The last two axes of `x` swapped."""
    return np.transpose(x) if np.ndim(x) == 2 else np.swapaxes(x, -1, -2)


def conjugated(x):
    """The conjugate of `x`; `x` itself where it is real."""
    return np.conjugate(x) if np.iscomplexobj(x) else x


def adjoint(x):
    """The conjugate transpose of `x`."""
    return conjugated(transposed(x))


def real_part(x):
    """The real part of `x`; `x` itself where it is real."""
    return np.real(x) if np.iscomplexobj(x) else x
