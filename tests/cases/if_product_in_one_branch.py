"""A branch of two binds what the backward sweep of a product needs, and another may return."""

import numpy as np


def helper1(u1):
    return 0.5


def f(x, y, a, b, n):
    if b <= 0.787:
        v2 = x
        box1 = "s"
        k2 = 0
        b -= np.prod(np.tanh(y[n % 1]))
    elif n:
        if max(b, b) > -0.167 and np.max(x) <= -0.197:
            return (
                (1.1 + x[n] ** 2) ** (-0.5),
                (
                    np.logaddexp(y[n % 1], 0.3) + x,
                    helper1(np.full((5,), 0.447) * 0.147) if 3 > n else helper1(x * 1.497),
                ),
            )
    return (
        np.mean(np.sin(y)) + a + 0.777 * b,
        (np.exp(-(x**2)) + x, np.sum(y) + a + np.sin(b) + np.sum(x)),
    )


ARGS = (
    np.array([0.5159, 1.3918, -0.4964, 0.7945, 0.1382]),
    np.array([[-1.3172, -0.4719, 0.1118, -0.9829, -0.5054]]),
    -0.9638,
    0.171,
    3,
)
