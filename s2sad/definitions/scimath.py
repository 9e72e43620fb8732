"""`numpy.emath`: functions that are complex where their argument is out of the real domain. Which
that is the run decides, and so they are complex here for every argument.
"""

from __future__ import annotations

import numpy as np


def sqrt(x):
    return np.sqrt(x + 0j)


def log(x):
    return np.log(x + 0j)


def log2(x):
    return np.log2(x + 0j)


def log10(x):
    return np.log10(x + 0j)


def logn(n, x):
    return np.log(x + 0j) / np.log(n + 0j)
