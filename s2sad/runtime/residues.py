"""A check that a least-squares system has a residue, where only the run decides it."""

from __future__ import annotations

import numpy as np


def beside_residue(value, residue):
    """`value`, which belongs to the residue of `scipy.linalg.lstsq` for one right-hand side.

    A system that is not of full rank has none; SciPy 1.18 says NaN, and then `value` is NaN.
    """
    if np.ndim(residue):
        raise ValueError("lstsq has a residue of an overdetermined system of full rank only")
    return np.nan * value if np.isnan(residue) else value
