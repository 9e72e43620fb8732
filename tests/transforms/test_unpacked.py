"""Vectors that are unpacked into numbers."""

import numpy as np
import pytest

import s2sad


def predator(p, y, n, dt):
    a, b, c, d = p
    for _ in range(n):
        rate = np.empty(2)
        rate[0] = a * y[0] - b * y[0] * y[1]
        rate[1] = c * y[0] * y[1] - d * y[1]
        y = y + dt * rate
    return y[0] ** 2 + y[1]


def in_place(p, n):
    p = p.copy()
    for _ in range(n):
        a, b = p
        p[0] = a * b
        p[1] = np.sin(a) + b
    return p.sum()


def rows(m):
    m, total = m.copy(), 0.0
    for row in m:
        a, b, c = row
        row[1] = a * c
        total += b * row[1]
    (a, b, _), (c, d, _) = m[:2]
    return total * a * d - b * c


def state(s, k, n):
    def rate(s):
        x, v, w = s
        out = np.zeros_like(s)
        out[0] = v
        out[1] = -k * x
        out[2] = x * v * w
        return out

    for _ in range(n):
        s = s + 0.1 * rate(s + 0.05 * rate(s))
    return s @ s


P, Y = np.array([1.0, 0.4, 0.1, 0.4]), np.array([2.0, 1.0])
PROGRAMS = [
    (predator, P, Y, 5, 0.1), (in_place, Y * 0.3, 4),
    (rows, np.linspace(0.2, 1.7, 9).reshape(3, 3) ** 2), (state, P[:3], 0.7, 3),
    (lambda p: p.copy()[::2][0] * (lambda a, b: a * b)(*p[1:3]), P),
]  # fmt: skip


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in PROGRAMS])
def test_derivatives(f, args, order):
    s2sad.check_grads(f, tuple(args), order=order)


def test_the_cotangent_is_made_of_those_of_the_numbers():
    source = s2sad.grad(predator).source("f64[4]", "f64[2]", "int", "float")
    assert source.endswith("    return np.array([a_bar, b_bar, c_bar, d_bar])\n")
    assert "empty" not in source


def test_single_precision_is_kept():
    def f(p):
        a, b = p
        return a * np.sin(b)

    p = np.array([0.3, 0.7], np.float32)
    gradient = s2sad.grad(f)(p)
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, [np.sin(0.7), 0.3 * np.cos(0.7)], rtol=1e-6)


def test_of_a_vector_that_is_written_single_numbers_are_kept():
    source = s2sad.grad(in_place).source("f64[2]", "int")
    assert "tape.append((a, b))" in source and source.count(".copy()") == 1


@pytest.mark.parametrize("n", [1, 3])
def test_another_number_of_entries_is_an_error(n):
    with pytest.raises(ValueError, match="values .*to unpack"):
        s2sad.grad(in_place)(np.ones(n), 2)
