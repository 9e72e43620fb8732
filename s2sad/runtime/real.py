"""A check that a result is real, where only the values of a real operand decide it.

The code behind such a call is made for real numbers; a complex result must not run into it.
"""

from __future__ import annotations

import numpy as np


def real_valued(x):
    """`x`, refused where it is complex."""
    if np.iscomplexobj(x):
        raise ValueError("the result is complex here: call the function with x.astype(complex)")
    return x
