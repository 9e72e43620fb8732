"""Loops over lists that are made only for them."""

import math
import re

import numpy as np
import pytest

import s2sad

X, Y = np.array([0.4, -1.2, 2.0, 0.3]), np.array([1.5, 0.2])


def squares(x, y):
    return sum(v * v for v in x)


def with_condition(x, y):
    return sum(v * math.sin(v) for v in x if v > 0.0) * y[0]


def nested(x, y):
    return sum(a * b * b for a in x for b in y if a > 0.1)


def pairs(x, y):
    total, weight = 0.0, 1.0
    for a, b in [(v, v * y[0]) for v in x]:
        total = total + weight * a * b
        weight = 0.5 * weight * a
    return total


def mapped(x, y):
    return sum(map(lambda v: v**3, x)) + y[1]


def with_start(x, y):
    scale = y[0] * y[1]
    return sum([v * scale for v in x], y[0])


def in_a_loop(x, y):
    total = 0.0
    for w in y:
        total = total + w * sum(v * w for v in x)
    return total


def that_breaks(x, y):
    out = []
    for v in x:
        if v > 1.0:
            break
        out.append(v * v)
    return sum(out) * y[0]


def what_lies_between(x, y):
    parts = [v * v for v in x]
    scale = np.sum(y) * 2.0
    total = scale
    for p in parts:
        total = total * 0.9 + scale * p
    return total


FUSED = [squares, with_condition, nested, pairs, mapped, with_start, in_a_loop, that_breaks,
         what_lies_between]  # fmt: skip


def read_again(x, y):
    parts = [v * v for v in x]
    return sum(parts) * parts[1]


def made_of_the_list(x, y):
    parts = [v * v for v in x]
    scale = parts[0]
    total = 0.0
    for p in parts:
        total = total + scale * p
    return total


def of_an_array(x, y):
    u = np.zeros(2)
    for p in [v * v for v in x]:
        u = u + p * y
    return np.sum(u * u)


def printing(x, y):
    total = 0.0
    for p in [v * v for v in x]:
        print("p")
        total = total + p
    return total


def ended(x, y):
    total = 0.0
    for p in [v * v for v in x]:
        if total > 1.0:
            break
        total = total + p
    return total


def made_of_what_the_maker_carries(x, y):
    u, parts = x * 1.0, []
    for i in range(len(x)):
        u[i] = u[i] * u[0]
        parts.append(u[i])
    total = 0.0
    for p in parts:
        total = total + p * u[0]
    return total


def begun_with_what_the_maker_carries(x, y):
    parts, last = [], 0.0
    for v in x:
        last = last * 0.5 + v
        parts.append(v * v)
    total = last
    for p in parts:
        total = total * 0.9 + p
    return total


def begun_again(x, y):
    parts = []
    for v in x:
        if v < 0.0:
            parts = [v * y[0]]
        else:
            parts.append(v * v)
    return sum(parts)


def emptied(x, y):
    parts = []
    for v in x:
        if v < 0.0:
            parts.clear()
        parts.append(v * v)
    return sum(parts)


def changing_places(x, y):
    parts, others = [], []
    for v in x:
        parts, others = others, parts
        parts.append(v * y[0])
    return sum(parts)


APART = [read_again, made_of_the_list, of_an_array, printing, ended,
         made_of_what_the_maker_carries, begun_with_what_the_maker_carries, begun_again, emptied,
         changing_places]  # fmt: skip


@pytest.mark.parametrize("f", [*FUSED, *APART])
def test_derivatives(f, order):
    s2sad.check_grads(f, (X, Y), order=order)


@pytest.mark.parametrize("f", FUSED)
def test_no_list_of_items_is_left(f):
    for derivative in (s2sad.grad(f), s2sad.value_and_grad(f)):
        source = derivative.source(X, Y)
        assert ".pop()" not in source
        assert "_bar = [0.0]" not in source


@pytest.mark.parametrize("f", APART)
def test_a_list_that_is_needed_stays(f):
    source = s2sad.value_and_grad(f).source(X, Y)
    assert re.search(r"\.append\(|= \[.* for ", source)


@pytest.mark.parametrize("f", FUSED)
@pytest.mark.parametrize("length", [0, 1])
def test_of_few_items(f, length):
    value, x_bar = s2sad.value_and_grad(f)(X[:length], Y)
    assert value == f(X[:length], Y) and np.shape(x_bar) == (length,)


@pytest.mark.parametrize("f", FUSED)
def test_the_value_has_the_same_bits(f):
    assert s2sad.value_and_grad(f)(X, Y)[0] == f(X, Y)


def test_effects_keep_their_order(capsys):
    def f(x):
        parts = []
        for v in x:
            print("made")
            parts.append(v * v)
        total = 0.0
        for p in parts:
            total = total + p
        print("done")
        return total

    s2sad.value_and_grad(f)(X[:2])
    assert capsys.readouterr().out.split() == ["made", "made", "done"]


def test_the_first_error_is_the_same():
    def f(x):
        parts = []
        for v in x:
            parts.append(1.0 / float(v))
        total = 0.0
        for p in parts:
            total = total + math.sqrt(p)
        return total

    with pytest.raises(ZeroDivisionError):
        s2sad.value_and_grad(f)(np.array([-1.0, 0.0]))


def test_an_error_comes_after_what_lies_before_it(capsys):
    def reading(x):
        parts = [v * 2.0 for v in x]
        print("made")
        return sum([math.log(p) for p in parts])

    def making(x):
        parts = [math.log(v) for v in x]
        scale = x[0]
        print("made")
        total = 0.0
        for p in parts:
            total = total + p * scale
        return total

    def between(x):
        parts = [v * 2.0 for v in x]
        root = 1.0 / float(x[0] - x[0])
        total = 0.0
        for p in parts:
            total = total + math.log(p)
        return total * root

    for f, error, printed in (
        (reading, ValueError, "made\n"), (making, ValueError, ""), (between, ZeroDivisionError, "")
    ):  # fmt: skip
        with pytest.raises(error):
            s2sad.value_and_grad(f)(X)
        assert capsys.readouterr().out == printed
