import numpy as np

A = [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
]
B5 = [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]
B4 = [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100]
C = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1]


class StepError(RuntimeError):
    pass


def step(rhs, t, y, h, *args):
    ks = []
    for row, c in zip(A, C):
        dy = sum((a * k for a, k in zip(row, ks)), np.zeros_like(y))
        ks.append(rhs(t + c * h, y + h * dy, *args))
    high = y + h * sum(b * k for b, k in zip(B5, ks))
    low = y + h * sum(b * k for b, k in zip(B4, ks))
    return high, np.sqrt(np.mean((high - low) ** 2))


def integrate(rhs, t0, t1, y0, *args, tol=1e-6, h=0.1, max_steps=1000):
    t, y = t0, y0
    steps = 0
    while t < t1:
        if steps > max_steps:
            raise StepError(f"too many steps at t={t}")
        h = min(h, t1 - t)
        new, err = step(rhs, t, y, h, *args)
        if err <= tol:
            t += h
            y = new
        factor = 0.9 * (tol / max(err, 1e-14)) ** 0.2
        h *= min(max(factor, 0.2), 5.0)
        steps += 1
    return y


def lotka_volterra(t, y, a, b):
    prey, predator = y
    return np.array([a * prey - b * prey * predator, -predator + prey * predator])


def f(a, b, y0):
    y = integrate(lotka_volterra, 0.0, 0.25, y0, a, b, tol=1e-3)
    return np.sum(y**2)


ARGS = (1.1, 0.4, np.array([1.0, 0.5]))
