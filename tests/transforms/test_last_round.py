"""What is computed where a loop is left is computed behind the loop."""

import numpy as np
import pytest

import s2sad


def first_above(x, c):
    for i in range(len(x)):
        if x[i] > c:
            return x[i] * c
    return 0.0


def interpolated(xs, ys, v):
    for i in range(len(xs) - 1):
        if xs[i] <= v < xs[i + 1]:
            t = (v - xs[i]) / (xs[i + 1] - xs[i])
            return ys[i] + t * (ys[i + 1] - ys[i])
    return ys[-1] * v


def first_of_pairs(x, y, c):
    for a, b in zip(x, y):
        if a > c:
            return a * b
    return c


def last_two(x, c):
    """A sum that is read where the loop is left, and one of two ways out."""
    s, t = 0.0, 1.0
    for k, v in enumerate(x):
        s += v * v
        if s > c:
            t = s * v + k
            break
        if v < 0.1:
            return t * v
        t *= v
    return s * t


def in_rows(x, c):
    total = 0.0
    for row in x:
        for v in row:
            total = total + v * v
            if total > c:
                return total * v
        total *= 0.9
    return total


def fixed_point(a, x):
    while True:
        new = np.cos(a * x)
        if abs(new - x) < 1e-12:
            return new
        x = new


def best_so_far(x, c):
    """What was there before the branch is handed on."""
    best = c
    for v in x:
        new = np.exp(v) * best
        if new > 3.0:
            best = new
            break
        best = best + v
    return best


def written(x, c):
    """What is written is not what it was before."""
    u = x * c
    for i in range(1, len(u)):
        before = u[i - 1]
        u[i - 1] = u[i] * c
        if u[i] > 1.2:
            return before * u[i - 1] * u[0]
    return u[-1]


X = np.array([0.3, 0.9, 0.5, 1.6, 0.2])
PROGRAMS = [
    (first_above, X, 0.6), (first_above, X, 2.0), (first_above, X[:0], 2.0),
    (interpolated, np.cumsum(X), X, 1.5), (interpolated, np.cumsum(X), X, 9.0),
    (first_of_pairs, X, X[::-1] + 1.0, 0.7), (first_of_pairs, X, X[:2], 0.95),
    (last_two, X, 1.0), (last_two, X, 9.0), (last_two, -X, 5.0), (last_two, X[:2] + 1.0, 50.0),
    (in_rows, np.outer(X, X[:3]), 0.4), (in_rows, np.outer(X, X[:3]), 40.0),
    (fixed_point, 0.8, 0.6), (best_so_far, X, 0.9), (best_so_far, X[2:3], 0.9),
    (written, X, 0.9), (written, X[:3], 0.9),
]  # fmt: skip


@pytest.mark.parametrize("f, args", [(f, args) for f, *args in PROGRAMS])
def test_derivatives(f, args, order):
    s2sad.check_grads(f, tuple(args), order=order)


def text(f, *types):
    argnums = tuple(range(len(types)))
    return s2sad.grad(f, argnums=argnums).source(*types).partition("def ")[2]


def test_a_search_has_no_backward_loop():
    assert text(first_above, "f64[n]", "f64") == """first_above_grad(x, c):
    returned = False
    for i in range(len(x)):
        if x[i] > c:
            returned = True
            break
    # for i in range(len(x)):
    if returned:
        # if x[i] > c:
        x_bar = np.zeros_like(x)
        x_bar[i] = c
        return x_bar, x[i]
    # for i in range(len(x)):
    return np.zeros_like(x), 0.0
"""


def test_a_search_over_values_counts_them():
    found = text(first_of_pairs, "f64[n]", "f64[n]", "f64")
    assert "for i, (a, _) in enumerate(zip(x, y)):" in found
    assert "y_bar[i] = x[i]" in found


def test_the_backward_loop_does_not_ask_where_it_was_left():
    found = text(in_rows, "f64[n,m]", "f64")
    assert found.count("> c") == 1
    assert "tape.append((returned, i))" in found and "tape_1" not in found


def test_what_other_rounds_hand_on_is_handed_on_by_the_last_one_too():
    assert text(fixed_point, "float", "float") == """fixed_point_grad(a, x):
    tape = []
    while True:
        tape.append(x)
        new = np.cos(a * x)
        returned = abs(new - x) < 1e-12
        x = new
        if returned:
            break
    x_bar = 1.0
    a_bar = 0.0
    # while True:
    for x in reversed(tape):
        # new = np.cos(a * x)
        t = -x_bar * np.sin(a * x)
        x_bar = t * a
        a_bar += t * x
    return a_bar, x_bar
"""


@pytest.mark.parametrize("mode", ["value_and_grad", "vjp", "jacobian", "hessian"])
def test_the_value_is_that_of_the_way_out(mode):
    for f, *args in PROGRAMS[:2]:
        found = getattr(s2sad, mode)(f, *(args if mode == "vjp" else ()))
        if mode == "vjp":
            assert found[0] == f(*args)
        elif mode == "value_and_grad":
            assert found(*args)[0] == f(*args)
        elif mode == "jacobian":
            np.testing.assert_array_equal(found(*args), s2sad.grad(f)(*args))
        else:
            assert not found(*args).any()


def test_a_variable_of_a_loop_is_read_behind_it():
    def last(x, c):
        for i in range(len(x)):
            if x[i] > c:
                break
        return x[i] ** 2

    assert text(last, "f64[n]", "f64") == """last_grad(x, c):
    for i in range(len(x)):
        if x[i] > c:
            break
    # return x[i] ** 2
    x_bar = np.zeros_like(x)
    x_bar[i] = 2.0 * x[i]
    return x_bar, 0.0
"""


def product_of_items(x, c):
    y = 1.0
    for i in range(2, len(x)):
        y *= x[i]
        if y > c:
            break
    return y


def product_of_values(x, c):
    y = 1.0
    for v in x:
        y *= v
        if y > c:
            break
    return y


@pytest.mark.parametrize("f, before, head", [
    (product_of_items, 1, "for i in range(2, len(x)):"),
    (product_of_values, -1, "for i, v in enumerate(x):"),
])  # fmt: skip
def test_the_backward_loop_begins_where_the_other_was_left(f, before, head, order):
    found = text(f, "f64[n]", "f64")
    assert f"    i = {before}\n    {head}" in found
    assert f"in zip(range(i, {before}, -1), reversed(tape)):" in found
    s2sad.check_grads(f, (X + 1.0, 2.0), order=order)
    assert np.array_equal(s2sad.grad(product_of_items)(X[:1], 2.0), [0.0])
    assert s2sad.grad(f)(X[:0], 2.0).shape == (0,)
