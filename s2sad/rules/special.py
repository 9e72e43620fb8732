"""Special functions that neither `math` nor NumPy has, for scalars.

Plain Python on purpose: rules call them, and their derivatives come from their source.
"""

from __future__ import annotations

import math


def digamma(x: float) -> float:
    """The logarithmic derivative of the gamma function; NaN at its poles.

    Recurrence up to x >= 10, then the asymptotic series (Abramowitz and Stegun, 6.3.5, 6.3.18).
    """
    shift = 0.0
    if x <= 0.0:
        if x == math.floor(x):
            return math.nan
        shift = -math.pi / math.tan(math.pi * x)
        x = 1.0 - x
    while x < 10.0:
        shift = shift - 1.0 / x
        x = x + 1.0
    r = 1.0 / (x * x)
    series = r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r * (1 / 132)))))
    return shift + math.log(x) - 0.5 / x - series
