"""A loop that is left by `return` is as one that is left by `break`."""

import numpy as np
import pytest

import s2sad


def root(a):
    x = a
    for _ in range(50):
        f = x * x - a
        if abs(f) < 1e-12:
            return x
        x = x - f / (2.0 * x)
    return x


def root_or_error(a):
    x = a
    for _ in range(50):
        new = 0.5 * (x + a / x)
        if abs(new - x) < 1e-12:
            return new
        x = new
    raise ValueError("no convergence")


def root_of_two_ways(a):
    x = a
    while True:
        f = x * x - a
        if abs(f) < 1e-12:
            return x
        if x > 100.0:
            return 2.0 * x
        x = x - f / (2.0 * x)


def other_value(a):
    x = a
    for k in range(9):
        if x > 20.0:
            return -x * k
        x = x * x
    return x


@pytest.mark.parametrize("f", [root, root_or_error, root_of_two_ways, other_value])
@pytest.mark.parametrize("a", [7.0, 2.0, 0.5, 1e5])
def test_gradients(f, a):
    try:
        f(a)
    except ValueError:
        with pytest.raises(ValueError, match="convergence"):
            s2sad.grad(f)(a)
    else:
        s2sad.check_grads(f, (a,), order=2, modes=("fwd", "rev"))


@pytest.mark.parametrize("f", [root, root_or_error, other_value])
def test_how_the_loop_was_left_is_not_asked_again(f):
    assert "result_bar" not in s2sad.grad(f).source("float")


def test_a_round_that_returns_has_no_entry_on_the_tape():
    assert s2sad.grad(root).source("float").count("abs") == 1


def test_a_variable_that_no_round_has_set_is_not_another_one():
    def f(x):
        for scale in (1.0, 2.0):
            y = x
            for _ in range(3):
                if y > 100.0:
                    best = y
                    break
                y = y * scale
        return best

    assert s2sad.value_and_grad(f)(60.0) == (120.0, 2.0)
    with pytest.raises(UnboundLocalError):
        s2sad.value_and_grad(f)(1.0)


def test_arrays(order):
    def f(x):
        for _ in range(30):
            new = 0.5 * np.cos(x)
            if np.max(np.abs(new - x)) < 1e-9:
                return np.sum(new**2)
            x = new
        return np.sum(x**2)

    s2sad.check_grads(f, (np.array([0.3, 2.0]),), order=order)
