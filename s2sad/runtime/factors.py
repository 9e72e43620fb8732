"""What `scipy.linalg.cho_factor` does to the triangle that it does not compute.

Before SciPy 1.18 it is left as it was, from then on it is filled with zeros.
"""

from __future__ import annotations

import numpy as np
from scipy import linalg


def left_by_cho_factor(x):
    """`x` where the other triangle of a factor is that of the matrix, zeros where it is not."""
    left = linalg.cho_factor(np.array([[2.0, 1.0], [1.0, 2.0]]))[0][1, 0]
    return x if left else np.zeros_like(x)
