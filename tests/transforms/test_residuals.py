"""What a loop keeps for the way back, and what is run again instead."""

import math

import numpy as np

import s2sad


def appended(f, *types) -> list[str]:
    """What the gradient appends to its tapes."""
    lines = s2sad.grad(f).source(*types).splitlines()
    return [line.strip() for line in lines if ".append(" in line]


def sine(x, y, n):
    s = x
    for _ in range(n):
        s = math.sin(s) * y + x
    return s


def test_a_call_of_math_is_made_again_where_that_leaves_one_value_on_the_tape():
    assert appended(sine, "float", "float", "int") == ["tape.append(s)"]
    step = 1e-6
    slope = (sine(0.3 + step, 0.9, 7) - sine(0.3 - step, 0.9, 7)) / (2 * step)
    assert math.isclose(s2sad.grad(sine)(0.3, 0.9, 7), slope, rel_tol=1e-7)


def test_a_third_value_and_a_call_of_numpy_are_kept():
    def three(x, n):
        s, r = x, 1.0
        for _ in range(n):
            r = r * s
            s = math.sin(s) * r
        return s

    def numpy(x, n):
        s = x
        for _ in range(n):
            s = np.sin(s) * s
        return s

    assert appended(three, "float", "int") == ["tape.append((s, r, t))"]
    assert appended(numpy, "float", "int") == ["tape.append((s, t))"]


def test_a_call_of_what_is_not_kept_is_kept():
    def f(x, n):
        s = x
        for k in range(n):
            t = math.sin(k * s)
            s = t * s
        return s

    assert appended(f, "float", "int") == ["tape.append((s, t))"]
