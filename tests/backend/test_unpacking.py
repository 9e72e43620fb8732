"""A vector that is unpacked is unpacked in the derivative, too."""

import numpy as np
import pytest

import s2sad


def code(f, *types):
    return s2sad.grad(f).source(*types).partition("def ")[2]


def test_the_check_of_the_length_is_the_unpacking(order):
    def f(p):
        a, b, c = p
        return a * b * np.sin(c)

    assert "    a, b, c = p\n" in code(f, "f64[n]") and "raise" not in code(f, "f64[n]")
    s2sad.check_grads(f, (np.array([1.5, 2.0, 0.3]),), order=order)
    for n in (2, 4):
        with pytest.raises(ValueError, match="unpack"):
            s2sad.grad(f)(np.ones(n))


def test_entries_that_the_derivative_does_not_need():
    def f(p):
        a, b, c = p
        return a * c + b

    assert "    a, _, c = p\n" in code(f, "f64[n]")


def test_vectors_of_one_length(order):
    def f(p):
        (a, b), (c, d) = np.sin(p), np.cos(p)
        return a * b * c * d

    assert "    a, b = " in code(f, "f64[n]") and "    c, d = " in code(f, "f64[n]")
    s2sad.check_grads(f, (np.array([1.5, 2.0]),), order=order)
    with pytest.raises(ValueError, match="unpack"):
        s2sad.grad(f)(np.ones(3))


def test_one_that_is_written_later(order):
    def f(p):
        q = p * 2.0
        a, b = q
        q[0] = b
        return a * b * q[0] * q[1]

    assert "    a, b = " in code(f, "f64[n]")
    s2sad.check_grads(f, (np.array([1.5, 2.0]),), order=order)


def test_rows_are_read_one_by_one(order):
    def f(m):
        x, y = m
        return x @ y

    assert "raise" in code(f, "f64[n, m]")
    s2sad.check_grads(f, (np.array([[1.5, 2.0], [0.3, 1.0]]),), order=order)


def test_an_entry_that_was_read_before(order):
    def f(p):
        u = p[0] ** 2
        a, b = p
        return a * b + u

    s2sad.check_grads(f, (np.array([1.5, 2.0]),), order=order)


def test_in_a_branch_and_in_a_loop(order):
    def f(p, rows):
        total = 0.0
        if p[0] > 0:
            a, b = p
            total = a * b
        for c, d in rows:
            total = total * c + d
        return total

    rows = np.array([[1.5, 2.0], [0.3, 1.0]])
    s2sad.check_grads(f, (np.array([1.5, 2.0]), rows), order=order)


def test_one_of_known_length_that_is_handed_on_item_by_item(order):
    def lorenz(s, sigma, rho, beta):
        x, y, z = s
        return np.array([sigma * (y - x), x * (rho - z) - y, x * y - beta * z])

    def f(p, s, n):
        for _ in range(n):
            s = s + 0.01 * lorenz(s, *p)
        return np.sum(s**2)

    source = code(f, "f64[3]", "f64[3]", "int")
    assert "    sigma, rho, beta = p\n" in source and "p[" not in source
    args = np.array([10.0, 28.0, 8 / 3]), np.ones(3)
    s2sad.check_grads(lambda p, s: f(p, s, 5), args, order=order)


def test_what_is_written_where_it_is_read_stays_there():
    def f(p):
        return (lambda a, b: a * b)(*p)

    assert "return np.array([p[1], p[0]])" in code(f, "f64[2]")
