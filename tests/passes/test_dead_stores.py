"""Stores of zero that may go and those that must stay, by hand and at random."""

import operator
import random

import numpy as np
import pytest
from destructive import run_functional
from test_inplace import assert_same, check
from test_inplace_programs import F64, MAT, VEC, X, Y, function, params

import s2sad
from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Const, For, If, Next, Value, Yield
from s2sad.ir.traverse import walk
from s2sad.ir.types import BOOL, INT, ArrayType, IterType
from s2sad.ir.verifier import verify
from s2sad.passes import dead_stores

RANGE = IterType(INT)


def shifted(b, i, offset):
    if not offset:
        return i
    callee = operator.add if offset > 0 else operator.sub
    return b.call(callee, i, abs(offset), type=INT)


def downwards(b, lowest, count):
    return b.call(range, count - 1, lowest - 1, -1, type=RANGE)


def upwards(b, lowest, count):
    return b.call(range, lowest, count, type=RANGE)


def turned(b, lowest, count):
    return b.call(reversed, upwards(b, lowest, count), type=RANGE)


def affine_loop(b, iterable, inits, build):
    inner, i = Builder(), Value("i", INT)
    args = [Value(v.name, v.type) for v in inits]
    ends = build(inner, i, *args)
    results = tuple(Value(v.name, v.type) for v in inits)
    b.append(For((iterable,), tuple(inits), inner.block((i, *args), Next(tuple(ends))), results))
    return results


def clear(b, u, i):
    return b.call(prims.write, u, (i,), 0.0, name="y_bar", type=u.type)


def add(b, u, i, value, name="x_bar"):
    return b.call(prims.accumulate, u, (i,), value, name=name, type=u.type)


def read(b, u, i):
    return b.call(operator.getitem, u, i, type=F64)


def stores(fn):
    """How many stores of zero, and how many sums, the function holds."""
    writes = (prims.write, prims.accumulate)
    ops = [op for op in walk(fn.body) if getattr(op, "callee", None) in writes]
    zero = [op for op in ops if isinstance(op.args[2], Const) and op.args[2].value == 0.0]
    return len(zero), sum(op.callee is prims.accumulate for op in ops)


def after(fn, args=(X, Y), stage=dead_stores):
    """The function after the pass, which computes the same."""
    out = verify(stage.run(verify(fn, typed=True)), typed=True)
    assert_same(run_functional(out, *args)[0], run_functional(fn, *args)[0])
    assert stage.run(out) is out
    check(out, list(args))
    return out


def recurrence(steps, final=lambda b, y: [], lowest=1):
    """The reverse sweep of y[0] = x[0]; y[i] = 2 y[i-1] + x[i]."""
    x, y = params("x", "y")
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)
    x_bar = b.call(np.zeros_like, x, name="x_bar", type=VEC)

    def body(b, i, y_bar, x_bar):
        t = read(b, y_bar, i)
        cleared = clear(b, y_bar, i)
        t2 = b.call(operator.mul, t, 2.0, type=F64)
        before = add(b, cleared, shifted(b, i, -1), t2, "y_bar")
        return before, add(b, x_bar, i, t)

    y_bar, x_bar = affine_loop(b, steps(b, lowest, 4), (y_bar, x_bar), body)
    return function(b, (x, y), x_bar, *final(b, y_bar))


@pytest.mark.parametrize("steps", [downwards, turned])
def test_a_recurrence_clears_nothing_and_writes_what_it_adds(steps):
    assert stores(after(recurrence(steps))) == (0, 1)


def test_a_recurrence_the_other_way_round_keeps_its_store():
    assert stores(after(recurrence(upwards)))[0] == 1


def test_a_row_below_all_that_the_loop_clears_may_be_read_after_it():
    fn = recurrence(downwards, lambda b, y: [read(b, y, 0)])
    assert stores(after(fn)) == (0, 1)


@pytest.mark.parametrize("final", [
    lambda b, y: [y], lambda b, y: [read(b, y, 1)], lambda b, y: [read(b, y, -4)],
    lambda b, y: [b.call(np.sum, y, type=F64)],
    lambda b, y: [add(b, y, 2, 1.0)],
    lambda b, y: [b.call(operator.getitem, y, slice(0, 2), type=VEC)],
])  # fmt: skip
def test_what_is_read_after_the_loop_keeps_its_store(final):
    assert stores(after(recurrence(downwards, final)))[0] == 1


def test_an_index_that_may_be_negative_keeps_its_store():
    assert stores(after(recurrence(downwards, lowest=0)))[0] == 1


def test_a_start_that_is_not_known_keeps_its_store():
    x, y = params("x", "y")
    n = Value("n", INT)
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)
    iterable = b.call(range, 3, n, -1, type=RANGE)

    def body(b, i, y_bar):
        return (clear(b, y_bar, i),)

    affine_loop(b, iterable, (y_bar,), body)
    fn = function(b, (x, y, n), b.call(np.sum, y, type=F64))
    assert stores(after(fn, (X, Y, 0)))[0] == 1


def test_a_store_on_a_version_that_a_later_read_does_not_see():
    x, y = params("x", "y")
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)
    s = b.call(np.sum, x, name="s", type=F64)

    def body(b, i, y_bar, s):
        cleared = clear(b, y_bar, i)
        # of the version before the store
        return cleared, b.call(operator.add, s, read(b, y_bar, i), name="s", type=F64)

    _, s = affine_loop(b, downwards(b, 0, 4), (y_bar, s), body)
    assert stores(after(function(b, (x, y), s)))[0] == 0


def test_a_read_in_the_same_iteration_keeps_the_store():
    x, y = params("x", "y")
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)
    s = b.call(np.sum, x, name="s", type=F64)

    def body(b, i, y_bar, s):
        cleared = clear(b, y_bar, i)
        return cleared, b.call(operator.add, s, read(b, cleared, i), name="s", type=F64)

    _, s = affine_loop(b, downwards(b, 0, 4), (y_bar, s), body)
    assert stores(after(function(b, (x, y), s)))[0] == 1


def test_sums_in_two_branches_are_written():
    x, y, c = *params("x", "y"), Value("c", BOOL)
    b = Builder()
    x_bar = b.call(np.zeros_like, x, name="x_bar", type=VEC)

    def body(b, i, x_bar):
        result = Value("x_bar", VEC)
        blocks = []
        for value in (2.0, 3.0):
            inner = Builder()
            blocks.append(inner.block((), Yield((add(inner, x_bar, i, value),))))
        b.append(If(c, *blocks, (result,)))
        return (result,)

    (x_bar,) = affine_loop(b, upwards(b, 0, 4), (x_bar,), body)
    assert stores(after(function(b, (x, y, c), x_bar), (X, Y, True))) == (0, 0)


def test_a_branch_that_yields_another_array_is_not_followed():
    x, y, c = *params("x", "y"), Value("c", BOOL)
    b = Builder()
    x_bar = b.call(np.zeros_like, x, name="x_bar", type=VEC)

    def body(b, i, x_bar):
        result, other = Value("x_bar", VEC), Builder()
        ones = other.call(np.ones_like, x, type=VEC)
        blocks = (Builder().block((), Yield((x_bar,))), other.block((), Yield((ones,))))
        b.append(If(c, *blocks, (result,)))
        return (add(b, result, i, 1.0),)

    (x_bar,) = affine_loop(b, upwards(b, 0, 4), (x_bar,), body)
    assert stores(after(function(b, (x, y, c), x_bar), (X, Y, False))) == (0, 1)


def test_a_second_sum_into_the_row_stays():
    x, y = params("x", "y")
    b = Builder()
    x_bar = b.call(np.zeros_like, x, name="x_bar", type=VEC)

    def body(b, i, x_bar):
        return (add(b, add(b, x_bar, i, 1.0), i, 2.0),)

    (x_bar,) = affine_loop(b, upwards(b, 0, 4), (x_bar,), body)
    assert stores(after(function(b, (x, y), x_bar))) == (0, 1)


def test_a_sum_into_what_is_not_zero_stays():
    x, y = params("x", "y")
    b = Builder()
    x_bar = b.call(np.copy, x, name="x_bar", type=VEC)
    (x_bar,) = affine_loop(b, upwards(b, 0, 4), (x_bar,), lambda b, i, u: (add(b, u, i, 1.0),))
    assert stores(after(function(b, (x, y), x_bar))) == (0, 1)


def test_sums_into_entries_of_a_row():
    x, y = params("x", "y")
    b = Builder()
    m = b.call(np.zeros, (4, 4), name="m_bar", type=MAT)

    def body(b, i, m):
        first = b.call(prims.accumulate, m, ((i, 0),), 1.0, name="m_bar", type=MAT)
        return (b.call(prims.accumulate, first, ((i, 1),), 1.0, name="m_bar", type=MAT),)

    (m,) = affine_loop(b, upwards(b, 0, 4), (m,), body)
    assert stores(after(function(b, (x, y), m))) == (0, 0)


@pytest.mark.parametrize("other", [
    lambda b, i, u: b.call(prims.accumulate, u, (slice(0, 2),), 1.0, name="u", type=VEC),
    lambda b, i, u: b.call(prims.accumulate, u, (), 1.0, name="u", type=VEC),
    lambda b, i, u: b.call(prims.accumulate, u, ([0, 1],), 1.0, name="u", type=VEC),
    lambda b, i, u: b.call(operator.add, u, 1.0, type=VEC),
])  # fmt: skip
def test_an_access_that_is_no_row_keeps_everything(other):
    x, y = params("x", "y")
    b = Builder()
    u = b.call(np.zeros_like, x, name="u", type=VEC)

    def body(b, i, u):
        return (other(b, i, add(b, clear(b, u, i), i, 1.0)),)

    (u,) = affine_loop(b, downwards(b, 0, 4), (u,), body)
    fn = function(b, (x, y), b.call(np.sum, x, type=F64))
    assert stores(after(fn)) == stores(fn)


def random_program(seed, most=3):
    """At most so many accesses in a loop over 2 … 5 of a buffer of 8, to rows i-2 … i+2."""
    rng = random.Random(seed)
    size, offsets = ArrayType("f64", VEC.shape), range(-2, 3)
    x, c = Value("x", size), Value("c", BOOL)
    b = Builder()
    start = rng.choice((np.zeros_like, np.zeros_like, np.copy))
    u, s = b.call(start, x, name="u", type=VEC), b.call(np.sum, x, name="s", type=F64)
    steps = rng.choice((upwards, downwards, turned))
    lowest = rng.choice((2, 2, 2, 1))

    def access(b, i, u, s, depth=0):
        k = i if rng.random() < 0.9 else Const(rng.randrange(-1, 8))
        k = shifted(b, k, rng.choice(offsets)) if k is i else k
        chance = rng.random()
        if chance < 0.25:
            return u, b.call(operator.add, s, read(b, u, k), name="s", type=F64)
        if chance < 0.5:
            return clear(b, u, k), s
        if chance < 0.8:
            return add(b, u, k, s, "u"), s
        if chance < 0.9 or depth:
            return b.call(prims.write, u, (k,), s, name="u", type=VEC), s
        results = (Value("u", VEC), Value("s", F64))
        blocks = []
        for _ in range(2):
            inner = Builder()
            blocks.append(inner.block((), Yield(access(inner, i, u, s, 1))))
        b.append(If(c, *blocks, results))
        return results

    def body(b, i, u, s):
        for _ in range(rng.randint(1, most)):
            u, s = access(b, i, u, s)
        return u, s

    u, s = affine_loop(b, steps(b, lowest, 6), (u, s), body)
    results = [s]
    for _ in range(rng.randrange(3)):
        results.append(read(b, u, rng.randrange(-1, 8)))
    if rng.random() < 0.2:
        results.append(u)
    return function(b, (x, c), *results)


def run_random(seed, stage=dead_stores, most=3):
    fn = random_program(seed, most)
    args = (np.linspace(0.5, 2.0, 8), bool(seed % 2))
    return stores(fn) != stores(after(fn, args, stage))


def test_random_loops():
    changed = sum(run_random(seed) for seed in range(400))
    assert changed > 50


def test_an_array_that_is_written_into_another_one_is_read():
    x, y = params("x", "y")
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)
    cleared = clear(b, y_bar, Const(1))
    whole = b.call(prims.write, x, (slice(0, None),), cleared, name="whole", type=VEC)
    assert stores(after(function(b, (x, y), whole)))[0] == 1


def test_an_array_that_is_added_to_zeros_is_read():
    """The sum is a write then, but still of what was cleared."""
    x, y = params("x", "y")
    b = Builder()
    y_bar = b.call(np.copy, y, name="y_bar", type=VEC)
    cleared = clear(b, y_bar, Const(1))
    zeros = b.call(np.zeros_like, x, name="x_bar", type=VEC)
    index = (slice(0, None),)
    whole = b.call(prims.accumulate, zeros, index, cleared, name="x_bar", type=VEC)
    assert stores(after(function(b, (x, y), whole)))[0] == 1


def two_parts(x, n):
    h = n - 3
    return np.sum(x[:h] ** 2) + np.sum(np.sin(x[h:]))


def two_parts_that_overlap(x, n):
    h = n - 3
    k = n - 4
    return np.sum(x[:h] ** 2) + np.sum(np.sin(x[k:]))


def parts_that_move(x, n):
    s = 0.0
    for h in range(-2, n):
        s += np.sum(x[:h] ** 2) + np.sum(np.sin(x[h:]))
    return s


@pytest.mark.parametrize("f", [two_parts, two_parts_that_overlap, parts_that_move])
@pytest.mark.parametrize("n", [1, 3, 5, 12])
def test_parts_that_end_where_others_start(f, n):
    """Wherever that is: a number may be negative, and count from the end."""
    x = np.linspace(0.1, 1.0, 6)
    s2sad.check_grads(f, (x, n), order=1)
    assert ("+=" not in s2sad.grad(f).source(x, n)) == (f is two_parts)
