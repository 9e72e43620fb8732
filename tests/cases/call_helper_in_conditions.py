"""A helper with a loop, kept as a call, in conditions and in branches of them."""

import math

import numpy as np


def helper(s, u, v, k=0.177):
    n = 0
    while n < 2:
        n += 1
        s = 0.6 * s + 0.3 * math.exp(-(np.sqrt(1.0 + np.dot(v.ravel(), v.ravel())) ** 2))
        k = np.log1p(max(math.cos(s), 0.277) ** 2)
    if 0.6 * v[n, 1] + 0.3 * v[n, -2] < 0.637:
        return np.sum(u) + np.mean(np.sin(v)) + 1.437 * k + np.sin(s)
    return np.mean(np.sin(u)) + np.sum(v) + np.sin(k) + 0.827 * s


def f(x, y, a, b, n):
    u = np.logaddexp(np.zeros((1, 1)) + a, 0.3) + y[[1, 1, 1]]
    p = helper(max(b, y[n % 3, -2]), x**2, u + u[1, -1], k=sum([0.4 * e * e for e in x]))
    far = np.inner(x, x) >= -0.057 or helper(b, u[n % 3], u) >= -0.017
    q = helper(np.hypot(p + 2.1, b), np.abs(u[-2]), 0.337 * u, k=0.117 if far else a)
    near = helper(y[n % 3, 1], y[n % 3], np.ones((3, 2)) * x[0]) >= 0.307
    s = float(0.6 * q + 0.3 * y[-3, n % 2] if near and u[0, 0] < 0.077 else np.max(y))
    return p + q + np.sin(s) + np.sum(y) + b + np.mean(np.sin(u))


Y = np.array([[-1.1773, -1.0156], [-0.4611, -0.085], [0.5883, -0.6663]])
ARGS = (np.array([0.6655, -0.5785]), Y, 0.5359, -0.5412, 3)
