"""What loops of a derivative sum up apart is one sum where it is added in the end."""

import numpy as np
import pytest

import s2sad

X = np.array([0.4, 1.3, -0.2, 0.8])


def smoothed(alpha, x):
    level = x[0]
    total = 0.0
    for v in x:
        level = alpha * v + (1.0 - alpha) * level
        total += level * level
    return total


def borders(gap, x):
    """Sums of two loops after each other, with a minus."""
    h = np.zeros(len(x))
    minus = -gap
    for i in range(len(x)):
        h[i] = minus * i
    u = np.zeros(len(x))
    for i in range(len(x)):
        u[i] = minus * x[i]
    return h @ x + u @ x


def branching(alpha, x):
    """The sum is in a branch, and in a loop in the loop."""
    rest = 1.0 - alpha
    y = 0.0
    for v in x:
        if v > 0.0:
            y = alpha * y + rest * v
        for k in range(3):
            y += rest * rest * k * alpha
    return y * y


def read_on_the_way(alpha, x):
    """What is summed up is looked at in between."""
    s = 0.0
    t = 0.0
    for v in x:
        s += alpha * v
        t += (1.0 - alpha) * s
    return s - t


@pytest.mark.parametrize("f", [smoothed, borders, branching, read_on_the_way])
def test_derivatives(f):
    s2sad.check_grads(f, (0.3, X))
    s2sad.check_grads(s2sad.grad(f), (0.3, X), order=1)


def test_one_sum_with_a_common_factor():
    source = s2sad.grad(smoothed).source(0.3, X)
    assert source.count("= 0.0\n") == 2  # level_bar, alpha_bar
    assert "return alpha_bar\n" in source


def test_a_minus_goes_into_the_loop():
    source = s2sad.grad(borders).source(0.3, X)
    assert source.count("_bar -= ") == 2 and "return -" not in source
