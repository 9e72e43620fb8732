"""Sums into entries that were cleared before, and sums that are read and then written over."""

import operator
import random

import numpy as np
import pytest
from test_dead_stores import (
    RANGE, add, affine_loop, after, clear, downwards, read, run_random, shifted, stores, upwards,
)  # fmt: skip
from test_inplace_programs import F64, MAT, PART, VEC, function, params

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Call, Value
from s2sad.ir.traverse import walk
from s2sad.passes import cleared, dead_stores


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
    changed = sum(run_random(seed, cleared, 8) for seed in range(300))
    assert changed > 7


def triangle(first, moved):
    """Sums into rows of u by two variables, of which one runs from or to the other."""
    x, y = params("x", "y")
    b = Builder()
    u = b.call(np.copy, x, name="u", type=VEC)

    def outer(b, i, u):
        def inner(b, j, u):
            cleared_ = clear(b, u, j)
            return (add(b, add(b, cleared_, shifted(b, i, moved), 2.0, "u"), j, 1.0, "u"),)

        least, limit = (shifted(b, i, 1), 4) if first else (0, i)
        return affine_loop(b, b.call(range, least, limit, type=RANGE), (u,), inner)

    (u,) = affine_loop(b, upwards(b, 0, 3), (u,), outer)
    return function(b, (x, y), u)


@pytest.mark.parametrize("first, moved, apart", [
    (True, 0, True), (True, 1, False), (True, -1, False), (False, 0, True), (False, -1, False),
    (False, 1, True),
])  # fmt: skip
def test_a_variable_that_runs_from_or_to_another_is_never_that_one(first, moved, apart):
    """Above it, or below; a row before the first one may be the last."""
    fn = triangle(first, moved)
    assert stores(after(fn, stage=cleared)) == ((0, 1) if apart else stores(fn))


def random_triangle(seed):
    """A loop in a loop, of which the inner one may run from or to the outer one's variable."""
    rng = random.Random(seed)
    x = Value("x", VEC)
    b = Builder()
    u, s = b.call(np.copy, x, name="u", type=VEC), b.call(np.sum, x, name="s", type=F64)

    def access(b, i, j, u, s):
        k = rng.choice((i, i, j, j, None))
        k = rng.randrange(-2, 3) if k is None else shifted(b, k, rng.choice((-1, 0, 0, 0, 1)))
        chance = rng.random()
        if chance < 0.25:
            return u, b.call(operator.add, s, read(b, u, k), name="s", type=F64)
        if chance < 0.5:
            return clear(b, u, k), s
        return add(b, u, k, s, "u"), s

    def outer(b, i, u, s):
        def inner(b, j, u, s):
            for _ in range(rng.randint(2, 7)):
                u, s = access(b, i, j, u, s)
            return u, b.call(operator.mul, s, 0.5, type=F64)

        near = shifted(b, i, rng.choice((-1, 0, 1, 1, 2)))
        bounds = rng.choice(((near, 5), (0, near), (4, near, -1), (near, -1, -1)))
        return affine_loop(b, b.call(range, *bounds, type=RANGE), (u, s), inner)

    steps = rng.choice((upwards, downwards))
    u, s = affine_loop(b, steps(b, rng.choice((0, 1, 1, 2)), 4), (u, s), outer)
    return function(b, (x,), s, u)


def random_sums(seed):
    """Sums into three rows that are read and cleared, one after the other."""
    rng = random.Random(seed)
    x, y = params("x", "y")
    b = Builder()
    u, s = b.call(np.copy, x, name="u", type=VEC), b.call(np.sum, y, name="s", type=F64)
    for _ in range(rng.randint(4, 14)):
        k, chance = rng.randrange(3), rng.random()
        if chance < 0.25:
            t = b.call(operator.mul, read(b, u, k), rng.choice((0.5, 2.0, 3.0)), type=F64)
            s = b.call(operator.add, s, t, name="s", type=F64)
        else:
            u = clear(b, u, k) if chance < 0.45 else add(b, u, k, s, "u")
    return function(b, (x, y), s, u)


def test_random_sums():
    changed = 0
    for seed in range(500):
        fn = random_sums(seed)
        changed += stores(fn) != stores(after(fn, stage=cleared))
    assert changed > 150


def test_random_loops_in_loops():
    changed = 0
    for seed in range(200):
        fn = random_triangle(seed)
        for stage in (cleared, dead_stores):
            changed += stores(fn) != stores(after(fn, (np.linspace(0.5, 2.0, 7),), stage))
    assert changed > 12
