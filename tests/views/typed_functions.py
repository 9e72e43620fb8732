"""Python functions as the typed IR that the views draw, through the real front end."""

from __future__ import annotations

import numpy as np

from s2sad.compile import ir_for
from s2sad.derivative import target_of
from s2sad.ir.nodes import Function


def typed(function, *args) -> Function:
    """The function, specialized for these arguments."""
    return ir_for(target_of(function), args, {}).function


def textbook(x1, x2):
    return np.log(x1) + x1 * x2 - np.sin(x2)


def recurrence(x, a):
    y = np.zeros_like(x)
    y[0] = x[0]
    for i in range(1, len(x)):
        y[i] = a * y[i - 1] + x[i]
    return np.sum(y)


def heat(u0, steps, r):
    u = u0.copy()
    for _ in range(steps):
        u[1:-1] += r * (u[2:] - 2.0 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def newton_sqrt(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def first_passage(x, limit):
    total = 0.0
    for value in x:
        if value > 0.0:
            total = total + value * value
        if total > limit:
            break
    return total


def mlp(params, x):
    for w, b in params:
        x = np.tanh(x @ w + b)
    return np.sum(x**2)


def stacked(x):
    parts = []
    for k in range(3):
        parts.append(np.exp(x[k:k + 2]))
    return np.sum(np.stack(parts) * np.concatenate((x[:2], x[2:4]))[1:3])


def picked(x, index):
    return np.sum(x[index] ** 3)


def spectrum(a):
    values, vectors = np.linalg.eigh(a + a.T)
    return np.sum(values**3) + np.sum(np.abs(vectors[:, 0]))


def tables(x):
    return {"sum": np.sum(x), "parts": [x[0] * x[1], x[2] ** 2]}


def branch(x):
    if x > 1.0:
        y = x * x
    else:
        y = np.sin(x)
    return y + x


def sample_calls() -> dict:
    """Functions with arguments, by name."""
    draw = np.random.default_rng(7)
    weights = [(draw.normal(size=(3, 3)), draw.normal(size=3)) for _ in range(2)]
    calls = {
        textbook: (2.0, 5.0),
        recurrence: (draw.normal(size=6), 0.7),
        heat: (draw.normal(size=7), 3, 0.2),
        newton_sqrt: (7.3,),
        first_passage: (np.array([0.5, -1.0, 1.5, 2.0, 3.0]), 3.0),
        mlp: (weights, draw.normal(size=(2, 3))),
        stacked: (draw.normal(size=5),),
        picked: (draw.normal(size=4), np.array([0, 2, 2])),
        spectrum: (draw.normal(size=(3, 3)),),
        branch: (0.4,),
    }
    return {function.__name__: (function, args) for function, args in calls.items()}
