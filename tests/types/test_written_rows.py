"""Arrays that stand in lists and are written at an index of the run: right, or refused where one
array may stand in a list twice, or be known by another name."""

import linecache
from random import Random

import numpy as np
import pytest
from row_programs_of_arrays import program

import s2sad


def rows_of(x, n):
    return [x * np.ones(2) * (k + 1) for k in range(n)]


def appended_twice(x, n):
    u, rows = x * np.ones(2), []
    for _ in range(n):
        rows.append(u)
    rows[n - 1][0] = 5 * x
    return rows[0][0]


def known_by_a_name(x, n):
    u = x * np.ones(2)
    rows = rows_of(x, n)
    rows.append(u)
    rows[n][0] = 5 * x
    return u[0]


def in_two_lists(x, n):
    rows = rows_of(x, n)
    others = list(rows)
    rows[n - 1][0] = 5 * x
    return others[n - 1][0]


def sometimes_the_same(x, n):
    rows, u = [], x * np.ones(2)
    for k in range(n):
        rows.append(u)
        if k % 2:
            u = u * 2
    rows[n - 1][0] = 5 * x
    return rows[n - 2][0] + rows[0][0]


def views(x, n):
    m = x * np.ones((n, 2))
    rows = [m[k] for k in range(n)]
    rows[n - 1][0] = 5 * x
    return m[n - 1, 0]


def put_elsewhere(x, n):
    rows = rows_of(x, n)
    rows[n - 1] = rows[n - 2]
    rows[n - 1][0] = 5 * x
    return rows[n - 2][0]


def moved(x, n):
    rows = rows_of(x, n)
    row = rows[n - 1]
    rows.append(np.ones(2))
    row[0] = x * x
    return rows[n - 1][0]


def popped(x, n):
    rows = rows_of(x, n)
    copy, row = list(rows), rows.pop()
    row[0] = x * x
    return copy[n - 1][0]


def of_a_nested_transform(x, n):
    rows = rows_of(x, n)

    def energy(parts):
        parts[n - 1][0] = x * 2
        return np.sum(parts[n - 1] ** 2)

    return np.sum(s2sad.grad(energy)(rows)[n - 1]) + rows[n - 1][0]


SEEN_OR_REFUSED = [
    appended_twice, known_by_a_name, in_two_lists, sometimes_the_same, views, put_elsewhere, moved,
    popped, of_a_nested_transform,
]  # fmt: skip


def assert_right(f, x, n):
    h = 1e-6
    expected = (f(x + h, n) - f(x - h, n)) / (2 * h)
    value, slope = s2sad.value_and_grad(f)(x, n)
    assert value == pytest.approx(f(x, n))
    assert slope == pytest.approx(expected, rel=1e-4, abs=1e-4)
    assert s2sad.jvp(lambda x: f(x, n), (x,), (1.0,))[1] == pytest.approx(slope)


@pytest.mark.parametrize("f", SEEN_OR_REFUSED, ids=lambda f: f.__name__)
def test_an_array_with_two_names_is_seen_or_refused(f):
    try:
        assert_right(f, 1.3, 3)
    except s2sad.UnsupportedError as error:
        assert "line" in str(error)


@pytest.mark.parametrize("seed", range(40))
def test_random_programs_are_right_or_refused(seed):
    source = program(Random(seed))
    name = f"rows_{seed}.py"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    space = {"np": np}
    exec(compile(source, name, "exec"), space)
    try:
        space["f"](1.3, 3)
    except IndexError:
        return
    try:
        assert_right(space["f"], 1.3, 3)
    except s2sad.UnsupportedError:
        return


def test_a_write_into_a_row_costs_no_row():
    def f(x, n):
        rows = [np.zeros(3) for _ in range(n)]
        for t in range(n):
            rows[t % 2][t % 3] += x * t
        return sum(np.sum(row**2) for row in rows)

    text = s2sad.grad(f).source("f64", "i64")
    assert "rows[t % 2][t % 3] += x * t" in text
    assert "x_bar += rows_bar[t % 2][t % 3] * t" in text
    assert "copy" not in text
