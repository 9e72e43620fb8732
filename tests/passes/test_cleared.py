"""Sums into entries that were cleared before, and sums that are read and then written over."""

import operator

import numpy as np
import pytest
from test_dead_stores import (
    add, affine_loop, after, clear, downwards, read, run_random, shifted, stores, upwards,
)  # fmt: skip
from test_inplace_programs import F64, MAT, PART, VEC, function, params

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Call
from s2sad.ir.traverse import walk
from s2sad.passes import cleared


def recurrence(offset, lowest=1, steps=downwards):
    """The reverse sweep of y[i] = 3 y[i] + 2 y[i + offset], where y[i] is read before, too."""
    x, y = params("x", "y")
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)

    def body(b, i, y_bar):
        seen = add(b, y_bar, i, 0.5, "y_bar")
        t = read(b, seen, i)
        double, triple = (b.call(operator.mul, t, c, type=F64) for c in (2.0, 3.0))
        other = add(b, clear(b, seen, i), shifted(b, i, offset), double, "y_bar")
        return (add(b, other, i, triple, "y_bar"),)

    (y_bar,) = affine_loop(b, steps(b, lowest, 3), (y_bar,), body)
    return function(b, (x, y), y_bar)


@pytest.mark.parametrize("steps", [downwards, upwards])
@pytest.mark.parametrize("offset", [-1, 1])
def test_a_recurrence_reads_adds_and_writes(offset, steps):
    assert stores(after(recurrence(offset, steps=steps), stage=cleared)) == (0, 1)


def test_a_row_that_may_wrap_around_keeps_the_store():
    fn = recurrence(-1, lowest=0)
    assert stores(fn) == (1, 3)
    assert stores(after(fn, stage=cleared)) == (1, 2)  # what is stored over need not be


def test_entries_of_a_matrix_are_apart_on_any_axis():
    x, y = params("x", "y")
    b = Builder()
    m = b.call(np.ones, (4, 4), name="m_bar", type=MAT)

    def body(b, i, m):
        before = shifted(b, i, -1)

        def to(array, row, column, value, callee=prims.accumulate):
            return b.call(callee, array, ((row, column),), value, name="m_bar", type=MAT)

        t = b.call(operator.getitem, m, (i, i), type=F64)
        m = to(m, i, i, 0.0, prims.write)
        m = to(to(m, before, i, t), i, before, t)
        return (to(m, i, i, t),)

    (m,) = affine_loop(b, downwards(b, 1, 4), (m,), body)
    assert stores(after(function(b, (x, y), m), stage=cleared)) == (0, 2)


@pytest.mark.parametrize("other", [
    lambda b, i, u: b.call(prims.accumulate, u, (slice(0, 2),), 1.0, name="u", type=VEC),
    lambda b, i, u: b.call(prims.accumulate, u, ([0, 1],), 1.0, name="u", type=VEC),
    lambda b, i, u: b.call(prims.write, u, (i,), read(b, u, i), name="u", type=VEC),
    lambda b, i, u: add(b, u, 2, 1.0),
    lambda b, i, u: add(b, u, -1, 1.0),
    lambda b, i, u: add(b, u, 0, b.call(np.sum, u, type=F64)),
])  # fmt: skip
def test_what_may_touch_the_entry_in_between_keeps_the_store(other):
    x, y = params("x", "y")
    b = Builder()
    u = b.call(np.copy, x, name="u", type=VEC)

    def body(b, i, u):
        return (add(b, other(b, i, clear(b, u, i)), i, 1.0),)

    (u,) = affine_loop(b, downwards(b, 1, 4), (u,), body)
    fn = function(b, (x, y), u)
    assert stores(after(fn, stage=cleared)) == stores(fn)


def test_a_sum_that_is_read_twice_is_stored():
    x, y = params("x", "y")
    b = Builder()
    u = add(b, b.call(np.copy, x, name="u", type=VEC), 1, 2.0)
    total = b.call(operator.add, read(b, u, 1), read(b, u, 1), type=F64)
    u = b.call(prims.write, u, (1,), total, name="u", type=VEC)
    assert stores(after(function(b, (x, y), u), stage=cleared)) == (0, 1)


def test_a_sum_into_entries_that_an_array_names_is_stored():
    """Of an entry that is named twice, the last term stays: the sum that is read is another."""
    x, y = params("x", "y")
    b = Builder()
    twice, two = ([0, 0],), b.call(np.array, [1.0, 2.0], type=PART)
    u = b.call(np.copy, x, name="u", type=VEC)
    u = b.call(prims.accumulate, u, twice, two, name="u", type=VEC)
    seen = b.call(operator.getitem, u, *twice, type=PART)
    u = b.call(prims.write, u, twice, seen, name="u", type=VEC)
    assert stores(after(function(b, (x, y), u, seen), stage=cleared)) == (0, 1)


def test_a_sum_that_nobody_reads_is_gone():
    x, y = params("x", "y")
    b = Builder()
    u = add(b, b.call(np.copy, x, name="u", type=VEC), 1, 2.0)
    u = b.call(prims.write, u, (1,), read(b, u, 0), name="u", type=VEC)
    out = after(function(b, (x, y), u), stage=cleared)
    assert not any(isinstance(op, Call) and op.callee is prims.accumulate for op in walk(out.body))


def test_random_loops():
    changed = sum(run_random(seed, cleared, 8) for seed in range(2000))
    assert changed > 50
