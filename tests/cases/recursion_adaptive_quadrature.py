import numpy as np


def simpson(g, a, b):
    return (b - a) / 6.0 * (g(a) + 4.0 * g(0.5 * (a + b)) + g(b))


def adaptive(g, a, b, whole, tolerance):
    middle = 0.5 * (a + b)
    left, right = simpson(g, a, middle), simpson(g, middle, b)
    error = left + right - whole
    if abs(error) < tolerance:
        return left + right + error / 15.0
    half = 0.5 * tolerance
    return adaptive(g, a, middle, left, half) + adaptive(g, middle, b, right, half)


def f(p):
    def g(t):
        return np.exp(-p * t * t) * np.cos(3.0 * t)

    return adaptive(g, 0.0, 2.0 + 0.1 * p, simpson(g, 0.0, 2.0), 1e-3)


ARGS = (1.3,)
