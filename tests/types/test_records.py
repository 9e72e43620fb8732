"""Tuples that a recursion nests as deep as it calls itself: what shares memory with them, and what
is refused. What is right of them is in `tests/cases/recursion_*.py`."""

import numpy as np
import pytest

import s2sad
from s2sad.errors import UnsupportedError

X = np.array([0.9, 1.7, 0.4])


def climb(u):
    if u[0] < 0.3:
        return u, (u, None)
    y, steps = climb(u * 0.5)
    return y, (u, steps)


def fold(steps):
    u, rest = steps
    if rest is None:
        return np.sum(u * u * u)
    return np.sum(u) * fold(rest)


def refused(f, message):
    with pytest.raises(UnsupportedError) as caught:
        s2sad.grad(f)(X.copy())
    assert message in str(caught.value) and "^" in str(caught.value)


def changed(line):
    return f"was changed by an earlier write (line {line})"


def line_of(f, offset):
    return f.__code__.co_firstlineno + offset


def test_what_it_was_given_is_written_later():
    def f(x):
        u = x * 2.0
        steps = climb(u)[1]
        u[0] = 5.0
        return fold(steps)

    refused(f, changed(line_of(f, 3)))


def test_what_it_returned_beside_it_is_written_later():
    def f(x):
        y, steps = climb(x * 2.0)
        y[0] = 5.0
        return fold(steps)

    refused(f, changed(line_of(f, 2)))


def test_what_it_was_given_on_one_path_is_written_later():
    def f(x):
        if x[0] > 0.5:
            u = x * 2.0
            steps = climb(u)[1]
        else:
            u = x * 3.0
            steps = climb(u * 1.0)[1]
        u[0] = 4.0
        return fold(steps)

    refused(f, changed(line_of(f, 7)))


def test_what_it_was_given_on_the_only_path_that_has_it_is_written_later():
    def f(x):
        steps, u = None, x * 3.0
        if x[0] > 0.5:
            u = x * 2.0
            steps = climb(u)[1]
        u[0] = 4.0
        return np.sum(u) if steps is None else fold(steps)

    refused(f, changed(line_of(f, 5)))


def test_what_it_was_given_in_a_loop_is_written_later():
    def f(x):
        steps, u = climb(x)[1], x * 1.0
        for _ in range(int(x[1] * 3.0)):
            u[0] += 0.3
            steps = climb(u)[1]
        u[0] = 4.0
        return fold(steps)

    refused(f, changed(line_of(f, 5)))


def test_what_it_was_given_is_written_while_it_is_in_a_list():
    def f(x):
        u, kept, total = x * 2.0, [], 0.0
        for k in range(3):
            kept.append(climb(u)[1])
            u[1] = 5.0 * k
        for steps in kept:
            total += fold(steps)
        return total

    refused(f, "was changed by an earlier write")


def test_an_array_in_it_is_written():
    def f(x):
        steps = climb(x * 2.0)[1]
        u = steps[0]
        u[0] = 3.0
        return fold(steps)

    refused(f, "is in a tuple that a function which calls itself returned")


def test_an_array_out_of_it_that_another_function_returns_is_written():
    def last(steps):
        u, rest = steps
        if rest is None:
            return u
        return last(rest)

    def f(x):
        steps = climb(x * 2.0)[1]
        u = last(steps)
        u[0] = 3.0
        return fold(steps)

    refused(f, changed(line_of(f, 3)))


def take(items, least):
    if items[0] < least:
        return items[0], (items, None)
    y, rest = take([v * 0.5 for v in items], least)
    return y, (items, rest)


def weigh(steps):
    items, rest = steps
    return sum(items) if rest is None else items[-1] * weigh(rest)


def test_a_list_that_is_in_it_grows_later():
    def f(x):
        items = []
        for v in x:
            items.append(v)
        steps = take(items, 0.3)[1]
        items.append(2.0)
        return weigh(steps)

    refused(f, changed(line_of(f, 5)))


def test_a_list_in_it_is_read(order):
    def f(x):
        items = []
        for v in x:
            items.append(v * v)
        return weigh(take(items, 0.3)[1])

    s2sad.check_grads(f, (X,), order=order)


def test_whether_a_list_in_it_is_another_list_is_not_known():
    def f(x):
        items = []
        for v in x:
            items.append(v * v)
        steps = take(items, 0.3)[1]
        return weigh(steps) if steps[0] is items else 0.0

    refused(f, "whether these two are the same object is known only at run time")
