"""The incomplete gamma function by its shape, for which SciPy has no function."""

from __future__ import annotations

import numpy as np
from scipy import special


def gammainc_by_shape(a, x):
    """The derivative of `scipy.special.gammainc(a, x)` by a, from the power series in x.

    The terms are `exp(-x) x**(a+n) / gamma(a+n+1)`; they fall once a + n has passed x.
    """
    inside = x > 0.0
    x = np.where(inside, x, 1.0)
    log_x = np.log(x)
    term = np.exp(a * log_x - x - special.gammaln(a + 1.0))
    slope = log_x - special.digamma(a + 1.0)
    total = term * slope
    n = 0
    while n < 10 or np.any((a + n < x) | (term * (1.0 + np.abs(slope)) > 1e-17)):
        n += 1
        term = term * x / (a + n)
        slope = slope - 1.0 / (a + n)
        total = total + term * slope
    return np.where(inside, total, 0.0)[()]
