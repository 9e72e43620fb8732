"""In second derivatives, too, what is updated is updated behind the last read of it, in place."""

import numpy as np
import pytest

import s2sad

A = np.array([[2.0, 0.3], [0.1, 1.5]])


def skipped(x, c):
    s = 1.0
    for v in x:
        if v > c:
            s *= v
    return s


def iterated(a, v, n):
    for _ in range(n):
        w = a @ v
        v = w / np.linalg.norm(w)
    return v @ a @ v


@pytest.mark.parametrize(("f", "args", "lines"), [
    (skipped, (np.array([0.5, 1.5, 2.0]), 1.0), ["s_dot = s_dot * v + s * v_dot", "s *= v"]),
    (iterated, (A, np.ones(2), 3), ["v_bar_dot = w_bar_dot @ a + v_bar @ a_dot",
                                    "v_bar = v_bar @ a"]),
])  # fmt: skip
def test_text(f, args, lines, order):
    text = s2sad.differentiate(f).hvp.source(*args)
    found = [line.strip() for line in text.splitlines()]
    first = found.index(lines[0])
    assert found[first : first + len(lines)] == lines, text
    assert "tape_dot = []" in found
    s2sad.check_grads(f, args, order=order)
