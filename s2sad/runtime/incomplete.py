"""The incomplete gamma function by its shape, for which SciPy has no function."""

from __future__ import annotations

import math

import numpy as np
from scipy import special


def gammainc_by_shape(a, x, order=1):
    """The derivative of `scipy.special.gammainc(a, x)` by a, from the power series in x.

    The terms are `exp(-x) x**(a+n) / gamma(a+n+1)`; they fall once a + n has passed x. `slopes` are
    the derivatives of a term's logarithm, from which those of the term follow one by one.
    """
    inside = x > 0.0
    x = np.where(inside, x, 1.0)
    log_x = np.log(x)
    term = np.exp(a * log_x - x - special.gammaln(a + 1.0))
    slopes = [log_x - special.digamma(a + 1.0)]
    slopes += [-special.polygamma(j, a + 1.0) for j in range(1, order)]
    total, n, small = 0.0, 0, False
    while n < 10 or not small:
        if n > 0:
            term = term * x / (a + n)
            for j in range(order):
                slopes[j] = slopes[j] - (-1) ** j * math.factorial(j) / (a + n) ** (j + 1)
        bent = [1.0]
        for k in range(order):
            bent.append(sum(math.comb(k, j) * slopes[j] * bent[k - j] for j in range(k + 1)))
        total = total + term * bent[order]
        n += 1
        small = np.all((a + n > x) & (term * (1.0 + np.abs(bent[order])) < 1e-17))
    return np.where(inside, total, 0.0)[()]
