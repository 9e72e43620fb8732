"""Logistic growth of a population, and its distance from what was counted."""

import numpy as np

from s2sad import differentiate


def slope(p, rate, capacity):
    return rate * p * (1 - p / capacity)


@differentiate
def loss(theta, years, counts):
    """Mean Huber loss of the curve with rate, capacity and start exp(theta)."""
    rate, capacity, start = np.exp(theta)
    p = np.empty(len(years))
    p[0] = start
    for k in range(1, len(years)):  # one Runge-Kutta step from count to count
        h = years[k] - years[k - 1]
        a = slope(p[k - 1], rate, capacity)
        b = slope(p[k - 1] + h / 2 * a, rate, capacity)
        c = slope(p[k - 1] + h / 2 * b, rate, capacity)
        d = slope(p[k - 1] + h * c, rate, capacity)
        p[k] = p[k - 1] + h / 6 * (a + 2 * b + 2 * c + d)
    total = 0.0
    for miss in p - counts:
        if abs(miss) < 5.0:
            total += miss**2 / 2
        else:  # counts far off, as after a war, pull no harder than this
            total += 5.0 * (abs(miss) - 2.5)
    return total / len(counts)
