"""The last round of a loop that does nothing but leave it has no pullback."""

import numpy as np
import pytest

import s2sad


def newton(a, x):
    for k in range(50):
        residual = x**3 - a
        if abs(residual) < 1e-12:
            break
        x = x - residual / (3 * x**2)
    return x * (a + k)


def power_iteration(a, damping):
    rank = np.ones(len(a)) / len(a)
    for _ in range(40):
        new = damping * a @ rank + (1 - damping)
        if np.max(np.abs(new - rank)) < 1e-9:
            break
        rank = new
    return np.sum(rank**2)


def jacobi(a, b):
    u, d = np.zeros(len(b)), np.diag(a)
    steps = 0
    while True:
        new = (b - a @ u + d * u) / d
        if np.max(np.abs(new - u)) < 1e-8 or steps == 100:
            break
        u[:] = new
        steps += 1
    return np.sum(u**2) * steps


def march(x, slope):
    """Two ways out: the first changes nothing, the other one comes after a step."""
    t, hit = 0.0, False
    for k in range(60):
        distance = x[k % len(x)] - slope * t
        if distance < 1e-3:
            hit = True
            break
        t += 0.3 * distance * distance
        if t > 1.5:
            t = t * slope
            break
    return t * (2.0 if hit else 1.0)


def filled(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        e = np.exp(x[i])
        if e > 3.0:
            break
        y[i] = e * x[i]
        y[0] *= 1.1
    else:
        y *= 2.0
    return np.sum(y**2)


def rows_of_rows(x):
    """A loop that is left stands in another one that is left."""
    total = 0.0
    for v in x:
        for w in x:
            if v * w > 2.0:
                break
            total += v * v * w
        if total > 3.0:
            break
        total = total + np.sin(v)
    return total


def gathered(x):
    kept = []
    for v in x:
        if v > 1.5:
            break
        kept.append(v * v)
    return sum(k * k for k in kept)


MATRIX = np.array([[4.0, 0.5, -0.2], [0.3, 5.0, 0.4], [0.1, -0.6, 6.0]])
X = np.array([0.3, 0.9, 0.5, 1.6, 0.2])
PROGRAMS = [
    (newton, 2.0, 1.1), (power_iteration, MATRIX / 8, 0.6), (jacobi, MATRIX, X[:3]),
    (march, X[1:4], 0.7), (march, X[1:4], 0.1), (filled, X), (filled, X[:3]),
    (rows_of_rows, X), (rows_of_rows, 2 * X), (gathered, X), (gathered, X[:2]),
]  # fmt: skip


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in PROGRAMS])
def test_derivatives(f, args, order):
    s2sad.check_grads(f, tuple(args), order=order)


CONDITIONS = {
    newton: "1e-12", power_iteration: "1e-09", jacobi: "100", filled: "3.0", rows_of_rows: "2.0",
    gathered: "1.5",
}  # fmt: skip


@pytest.mark.parametrize("f", CONDITIONS)
def test_the_backward_loop_does_not_ask_whether_to_leave(f):
    args = next(args for g, *args in PROGRAMS if g is f)
    forward, backward = [], []
    for line in s2sad.grad(f).source(*args).splitlines():
        if not line.lstrip().startswith("#"):
            (backward if backward or "_bar = " in line else forward).append(line)
    assert any("if " in line and CONDITIONS[f] in line for line in forward)
    assert not any("if " in line and CONDITIONS[f] in line for line in backward)


def test_what_an_expert_would_write():
    def root(a, x):
        for _ in range(50):
            residual = x**3 - a
            if abs(residual) < 1e-12:
                break
            x = x - residual / (3 * x**2)
        return x

    assert s2sad.grad(root).source("f64", "f64").partition("def ")[2] == '''root_grad(a, x):
    tape = []
    for _ in range(50):
        residual = x**3 - a
        if abs(residual) < 1e-12:
            break
        t = residual / (3 * (x * x))
        tape.append((x, t))
        x -= t
    x_bar = 1.0
    a_bar = 0.0
    # for _ in range(50):
    for x, t in reversed(tape):
        t_1 = 3 * (x * x)
        # residual = x**3 - a
        a_bar += x_bar / t_1
        x_bar *= x * (6.0 * t - 3.0 * x) / t_1 + 1.0
    return a_bar
'''
