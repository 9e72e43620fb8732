"""A check that a least-squares system is overdetermined, where only the run decides it."""

from __future__ import annotations

import numpy as np


def residue(found):
    """The sum of squares that `scipy.linalg.lstsq` returns for one right-hand side."""
    if np.ndim(found):
        raise ValueError(
            "lstsq has no residues of a system that is not overdetermined and of full rank"
        )
    return found
