"""The dtype of a tangent, where only the run decides that of its primal.

`np.float32(0.0)` before a loop and a number of double precision in it are one variable: which of
the two came out of the loop depends on whether it ran.
"""

from __future__ import annotations

import numpy as np


def alike(g, y):
    """`g` in the dtype of `y`; of an integer it stays what it is."""
    dtype = np.result_type(y)
    if dtype.kind not in "fc" or np.result_type(g) == dtype:
        return g
    return np.asarray(g if dtype.kind == "c" else np.real(g), dtype)[()]
