"""A loop that is a helper's, inlined and called several times in conditions."""

import math
import numpy as np


def helper1(s1, u1, u2, k1=0.177):
    k2 = 0
    while k2 < 2:
        k2 += 1
        s1 = 0.6 * s1 + 0.3 * math.exp(-(np.sqrt(1.0 + np.dot(u2.ravel(), u2.ravel())) ** 2))
        k1 = np.log1p(max(math.cos(s1), 0.277) ** 2)
    if 0.6 * u2[k2, 1] + 0.3 * u2[k2, -2] < 0.637:
        return np.sum(u1) + np.mean(np.sin(u2)) + 1.437 * k1 + np.sin(s1)
    return np.mean(np.sin(u1)) + np.sum(u2) + np.sin(k1) + 0.827 * s1


def f(x, y, a, b, n):
    u5 = np.logaddexp(np.zeros((1, 1)) + a, 0.3) + y[[1, 1, 1]]
    p1 = helper1(max(b, y[n % 3, -2]), x**2, u5 + u5[1, -1], k1=sum([0.4 * e1 * e1 for e1 in x]))
    p2 = helper1(
        np.hypot(p1 + 2.1, b),
        np.abs(u5[-2]),
        np.full((3, 2), 0.337) * u5,
        k1=0.117 if np.inner(x, x) >= -0.057 or helper1(b, u5[n % 3], u5) >= -0.017 else a,
    )
    s3 = float(
        0.6 * p2 + 0.3 * y[-3, n % 2]
        if helper1(y[n % 3, 1], y[n % 3], np.ones((3, 2)) * x[0]) >= 0.307
        and u5[0, 0] - u5[2, n % 2] < 0.077
        else np.max(y)
    )
    return p1 + p2 + np.sin(s3) + np.sum(y) + b + np.mean(np.sin(u5))


ARGS = (
    np.array([0.6655, -0.5785]),
    np.array([[-1.1773, -1.0156], [-0.4611, -0.085], [0.5883, -0.6663]]),
    0.5359,
    -0.5412,
    3,
)
