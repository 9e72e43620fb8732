"""A transpose before a loop that reads it: its cotangent is added to that of the matrix."""

import numpy as np
import pytest

import s2sad

A = np.cos(np.arange(9.0)).reshape(3, 3)
B = np.sin(np.arange(9.0)).reshape(3, 3)


def before_a_loop(a, b):
    turned = a.T
    p = np.eye(3)
    for _ in range(3):
        p = np.tanh(a @ p @ turned + b)
    return np.sum(p * b)


def in_two_loops(a, b):
    turned, s = a.T, 0.0
    for i in range(3):
        s += np.sum(np.sin(turned[i]))
        for j in range(i):
            s += b[i] @ turned @ b[j]
    return s + np.sum(turned**2)


def in_a_branch_and_a_while(a, b):
    turned, p = (2.0 * a).T, b
    while np.sum(p * p) < 50.0:
        if p[0, 0] > 0.5:
            p = p @ turned + 0.5
        else:
            p = 1.5 * p + turned
    return np.sum(np.sin(p))


def handed_on(a, b):
    """The transpose is what the loop starts from, and what it may end with."""
    p, turned = b, a.T
    for k in range(4):
        p, turned = turned, p @ turned / 3.0
    return np.sum(p * b + turned)


def written_in_the_loop(a, b):
    """The matrix is written while its transpose is read, which is another one then."""
    a = a.copy()
    turned, s = a.T, 0.0
    for k in range(3):
        s += np.sum(np.sin(turned @ b))
        a[0, k] = s * a[0, k]
        a[k] *= 0.5
    return s


@pytest.mark.parametrize(
    "f", [before_a_loop, in_two_loops, in_a_branch_and_a_while, handed_on, written_in_the_loop]
)
def test_derivatives(f, order):
    s2sad.check_grads(f, (A, B), order=order)


def test_one_array_of_cotangents():
    source = s2sad.grad(before_a_loop).source(A, B)
    assert source.count("np.zeros") == 1, source
