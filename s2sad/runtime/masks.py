"""What a cotangent is where a mask says that its primal was taken, and where it was not.

In: a cotangent `g`, a mask, and the share that the primal had where it was not the only one. Out:
`g` with zeros. The compiler moves the mask outward through products before it writes `np.where`: in
`np.where(x > 0.0, g / x, 0.0)` no infinite slope of an entry that was not taken meets a zero, as it
does in `np.where(x > 0.0, g, 0.0) / x`.
"""

from __future__ import annotations

import numpy as np


def kept_where(g, mask):
    """`g` where the mask is true, 0 elsewhere."""
    return np.where(mask, g, 0.0)


def kept_unless(g, mask):
    """`g` where the mask is false, 0 elsewhere."""
    return np.where(mask, 0.0, g)


def number_where(g, mask):
    """`kept_where` of one number."""
    return g if mask else 0.0


def number_unless(g, mask):
    """`kept_unless` of one number."""
    return 0.0 if mask else g


def shared(g, share, mask):
    """`g * share`, and 0 where the mask is false, which is where the share is 0."""
    return np.where(mask, g * share, 0.0)
