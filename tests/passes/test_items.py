"""Items of what was written just before, and entries of rows."""

import numpy as np
from becoming import assert_becomes, assert_stays

import s2sad
from s2sad.passes import items


def test_what_was_written_there():
    assert_becomes(
        items,
        """
        func @f(%x: f64[n], %v: f64, %w: f64[m]) {
          %a: f64[n] = write %x, (0,), %v
          %b: f64 = getitem %a, 0
          %c: f64[n] = write %x, (slice(1, None, None),), %w
          %d: f64[m] = getitem %c, slice(1, None, None)
          return (%a, %b, %c, %d)
        }""",
        """
        func @f(%x: f64[n], %v: f64, %w: f64[m]) {
          %a: f64[n] = write %x, (0,), %v
          %c: f64[n] = write %x, (slice(1, None, None),), %w
          return (%a, %v, %c, %w)
        }""",
    )


def test_what_was_there_before():
    assert_becomes(
        items,
        """
        func @f(%x: f64[n, n], %v: f64[n, m]) {
          %a: f64[n, n] = write %x, ((slice(None, None, None), slice(1, None, 2)),), 0.0
          %b: f64[n, m] = getitem %a, (slice(None, None, None), slice(0, None, 2))
          %c: f64[n, n] = s2sad.ir.prims:accumulate %x, (3,), 1.0
          %d: f64[n] = getitem %c, 2
          return (%b, %d)
        }""",
        """
        func @f(%x: f64[n, n], %v: f64[n, m]) {
          %a: f64[n, n] = write %x, ((slice(None, None, None), slice(1, None, 2)),), 0.0
          %b: f64[n, m] = getitem %x, (slice(None, None, None), slice(0, None, 2))
          %c: f64[n, n] = s2sad.ir.prims:accumulate %x, (3,), 1.0
          %d: f64[n] = getitem %x, 2
          return (%b, %d)
        }""",
    )


def test_where_it_is_not_known():
    assert_stays(
        items,
        """
        func @f(%x: f64[n], %f: f32[n], %v: f64, %k: int) {
          %a: f64[n] = write %x, (0,), %v
          %b: f64 = getitem %a, -1
          %c: f64[n] = write %x, (%k,), %v
          %d: f64 = getitem %c, 0
          %e: f32[n] = write %f, (0,), %v
          %g: f32 = getitem %e, 0
          %h: f64[n] = s2sad.ir.prims:accumulate %x, (0,), %v
          %i: f64 = getitem %h, 0
          %j: f64[n] = write %x, (0,), %v
          %l: f64 = getitem %j, 1
          return (%b, %d, %g, %i, %j, %l)
        }""",
    )


def by_rows(x):
    y = x.copy()
    for i in range(1, x.shape[0]):
        for j in range(2, x.shape[1]):
            y[i][j] = y[i][j - 1] * y[i][j - 2] + y[i - 1][j] * x[i][j]
        y[i][1:] *= 0.5
    return np.sum(y)


def by_entries(x):
    y = x.copy()
    for i in range(1, x.shape[0]):
        for j in range(2, x.shape[1]):
            y[i, j] = y[i, j - 1] * y[i, j - 2] + y[i - 1, j] * x[i, j]
        y[i, 1:] *= 0.5
    return np.sum(y)


def named_row(x):
    total = 0.0
    for i in range(len(x)):
        row = x[i]
        total += row[0] * row[1]
    return total


def rows_of_lists(x):
    y = [[v, v * v] for v in x]
    y[0][1] = y[1][0] * y[2][1]
    return y[0][1] * y[1][1]


def test_entries_of_rows_are_entries_of_the_array(order):
    """What is written two ways is one program, which needs no tape in either."""
    texts = []
    for f in (by_rows, by_entries):
        source = s2sad.grad(f).source("f64[n, m]")
        lines = [line for line in source.splitlines() if "#" not in line and f.__name__ not in line]
        texts.append(lines)
        s2sad.check_grads(f, (np.linspace(0.3, 1.2, 12).reshape(3, 4),), order=order)
    assert texts[0] == texts[1]


def test_a_row_with_a_name_stays_and_so_do_rows_of_lists(order):
    assert "row[0] * row[1]" in s2sad.value_and_grad(named_row).source("f64[n, 2]")
    s2sad.check_grads(rows_of_lists, (np.array([0.3, 0.7, 1.1]),), order=order)
    assert "y[1][0]" in s2sad.value_and_grad(rows_of_lists).source("f64[n]")
