"""Lists that a loop only fills are comprehensions; whatever else a loop does, it stays one."""

import re

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
def test_a_list_that_is_only_filled_is_a_comprehension(f):
    source = re.sub(r" *#.*\n", "", s2sad.value_and_grad(f).source(X))
    assert ".append(" not in source and re.search(r"ys = \[.* for .* in .*\]", source)
    s2sad.check_grads(f, (X,))


@pytest.mark.parametrize(
    "f", [grown_of_itself, last_index_used, two_lists, not_empty_before, left_early]
)
def test_what_does_more_stays_a_loop(f):
    source = s2sad.value_and_grad(f).source(X)
    value, _ = s2sad.value_and_grad(f)(X)
    assert value == f(X)
    if f is not last_index_used:
        assert ".append(" in source
    s2sad.check_grads(f, (X,))
