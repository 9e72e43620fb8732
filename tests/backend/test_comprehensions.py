"""Lists that a loop only fills are comprehensions; whatever else a loop does, it stays one. What
is popped off a list is read where it is popped, if it is read there whatever happens."""

import re
import warnings

import numpy as np
import pytest

import s2sad


def filled(x):
    ys = []
    for v in x:
        ys.append(v * v)
    return ys[0] * ys[-1]


def rows(x):
    ys = [np.sin(x) * k for k in range(3)]
    ys[1] = ys[0] * ys[2]
    return np.sum(ys[1] + ys[2])


def grown_of_itself(x):
    ys = []
    for k in range(len(x)):
        ys.append(x[k] + (ys[k - 1] * 0.5 if ys else 0.0))
    return ys[-1] * ys[0]


def last_index_used(x):
    ys = []
    for k in range(len(x)):
        ys.append(x[k] * x[k])
    return ys[0] * k


def two_lists(x):
    ys, zs = [], []
    for v in x:
        ys.append(v * 2.0)
        zs.append(v * v)
    return ys[0] * zs[-1]


def not_empty_before(x):
    ys = [x[0]]
    for v in x:
        ys.append(v * v)
    return ys[0] * ys[-1]


def left_early(x):
    ys = []
    for v in x:
        if v > 1.0:
            break
        ys.append(v * v)
    return ys[0] * ys[-1]


X = np.array([0.3, 0.7, 1.2, 0.4])


@pytest.mark.parametrize("f", [filled, rows])
def test_a_list_that_is_only_filled_is_a_comprehension(f, order):
    source = re.sub(r" *#.*\n", "", s2sad.value_and_grad(f).source(X))
    assert ".append(" not in source and re.search(r"ys = \[.* for .* in .*\]", source)
    s2sad.check_grads(f, (X,), order=order)


@pytest.mark.parametrize(
    "f", [grown_of_itself, last_index_used, two_lists, not_empty_before, left_early]
)
def test_what_does_more_stays_a_loop(f, order):
    source = s2sad.value_and_grad(f).source(X)
    value, _ = s2sad.value_and_grad(f)(X)
    assert value == f(X)
    if f is not last_index_used:
        assert ".append(" in source
    s2sad.check_grads(f, (X,), order=order)


def test_a_popped_item_is_read_there():
    assert "x_bar[i] = 2.0 * (ys_bar.pop() * x[i])" in s2sad.grad(filled).source(X)


def chosen(x):
    ys = [v * v for v in x]
    total = 0.0
    for k in range(len(x)):
        y = ys.pop()
        total += y if x[k] > 0.5 else x[k]
    return total + sum(ys)


def twice(x):
    ys = [v * v for v in x]
    total = 0.0
    while ys:
        y = ys.pop()
        total += y * y
    return total


def beside_its_list(x):
    ys = [v * v for v in x]
    total = 0.0
    while len(ys) > 1:
        y = ys.pop()
        total += y * len(ys)
    return total


@pytest.mark.parametrize("f", [chosen, twice, beside_its_list])
def test_a_popped_item_stays_where_it_may_not_move(f, order):
    value, _ = s2sad.value_and_grad(f)(X)
    assert value == f(X)
    assert "y = ys.pop()" in s2sad.value_and_grad(f).source(X)
    s2sad.check_grads(f, (X,), order=order)


def item_under_settings(x):
    ys = []
    for v in x:
        with np.errstate(divide="ignore", invalid="ignore"):
            y = np.log(v)
        ys.append(y)
    return ys[1] * ys[-1]


def all_under_settings(x):
    with np.errstate(divide="ignore", invalid="ignore"):
        ys = [np.log(v) for v in x]
    return ys[1] * ys[-1]


def rows_outside_of_settings(x):
    ys = []
    for v in np.log(x):
        with np.errstate(divide="ignore", invalid="ignore"):
            y = 1.0 / v
        ys.append(y)
    return ys[1] * ys[-1]


@pytest.mark.parametrize("f", [item_under_settings, all_under_settings])
def test_items_keep_their_settings(f):
    x = np.array([0.0, 0.7, 1.2])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert s2sad.value_and_grad(f)(x)[0] == f(x)


def test_what_is_looped_over_keeps_its_own():
    with pytest.warns(RuntimeWarning, match="log"):
        s2sad.value_and_grad(rows_outside_of_settings)(np.array([0.0, 0.7, 1.2]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        s2sad.value_and_grad(rows_outside_of_settings)(np.array([1.0, 0.7, 1.2]))
