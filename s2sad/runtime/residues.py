"""A check that a least-squares system is overdetermined, where only the run decides it."""

from __future__ import annotations

import numpy as np


def beside_residue(value, residue):
    """`value`, which belongs to the residue of `scipy.linalg.lstsq` for one right-hand side."""
    if np.ndim(residue):
        raise ValueError("lstsq has a residue of an overdetermined system of full rank only")
    return value
