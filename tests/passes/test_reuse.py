"""Sums that become `a += b`, and those that must not."""

import operator

import numpy as np
import pytest
from test_inplace import check
from test_inplace_programs import F64, PART, VEC, X, Y, copies, function, loop, params

from s2sad.analysis import aliasing
from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import If, Pack, Value, Yield
from s2sad.ir.traverse import walk
from s2sad.ir.types import BOOL, ArrayType, ListType

VECS = ListType(VEC)
MASK = ArrayType("bool", VEC.shape)


def count(fn, *callees):
    return sum(getattr(op, "callee", None) in callees for op in walk(fn.body))


@pytest.mark.parametrize("callee, in_place", [
    (operator.add, operator.iadd), (operator.sub, operator.isub),
    (operator.mul, operator.imul), (operator.truediv, operator.itruediv),
])  # fmt: skip
def test_an_accumulator_of_a_loop_is_reused(callee, in_place):
    x, y = params("x", "y")
    b = Builder()
    start = b.call(np.ones_like, x, name="w", type=VEC)
    (w,) = loop(b, {"w": start}, lambda b, i, w: (b.call(callee, w, y, name="w", type=VEC),))
    out = check(function(b, (x, y), w), [X, Y])
    assert count(out, in_place) == 1 and copies(out) == (0, 0)


def test_either_operand_of_a_sum_and_only_the_first_of_a_difference():
    x, y = params("x", "y")
    for callee, expected in ((operator.add, 1), (operator.sub, 0)):
        b = Builder()
        start = b.call(np.ones_like, x, name="w", type=VEC)
        (w,) = loop(b, {"w": start}, lambda b, i, w: (b.call(callee, y, w, name="w", type=VEC),))
        out = check(function(b, (x, y), w), [X, Y])
        assert count(out, operator.iadd, operator.isub) == expected


def test_an_accumulator_that_starts_as_an_argument_is_copied_once():
    x, y = params("x", "y")
    b = Builder()
    (w,) = loop(b, {"w": x}, lambda b, i, w: (b.call(operator.add, w, y, name="w", type=VEC),))
    out = check(function(b, (x, y), w), [X, Y])
    assert count(out, operator.iadd) == 1 and copies(out) == (1, 0)


def test_what_must_not_reuse_an_accumulator_does_not_keep_others_from_it():
    x, y = params("x", "y")

    def relaxed(b, i, w):
        part = b.call(operator.mul, w, y, name="w", type=VEC)
        rest = b.call(operator.sub, w, part, name="w", type=VEC)
        return (b.call(operator.add, rest, part, name="w", type=VEC),)

    b = Builder()
    start = b.call(np.ones_like, x, name="w", type=VEC)
    (w,) = loop(b, {"w": start}, relaxed)
    out = check(function(b, (x, y), w), [X, Y])
    assert count(out, operator.isub) == count(out, operator.iadd) == 1
    assert count(out, operator.imul) == 0 and copies(out) == (0, 0)


def test_an_accumulator_on_a_tape_is_left_alone():
    x, y = params("x", "y")
    b = Builder()
    start = b.call(np.ones_like, x, name="w", type=VEC)
    first = b.call(np.sin, y, type=VEC)
    tape = b.call(prims.list_append, Pack(list, ()), first, name="tape", type=VECS)

    def step(b, i, w, tape):
        tape = b.call(prims.list_append, tape, w, name="tape", type=VECS)
        return b.call(operator.add, w, y, name="w", type=VEC), tape

    out = check(function(b, (x, y), *loop(b, {"w": start, "tape": tape}, step)), [X, Y])
    assert count(out, operator.iadd) == 0 and copies(out)[1] == 0


def test_an_accumulator_that_is_read_after_the_sum_is_left_alone():
    x, y = params("x", "y")
    b = Builder()
    start = b.call(np.ones_like, x, name="w", type=VEC)

    def step(b, i, w, s):
        w1 = b.call(operator.add, w, y, name="w", type=VEC)
        return w1, b.call(operator.mul, w, w1, name="s", type=VEC)

    out = check(function(b, (x, y), *loop(b, {"w": start, "s": start}, step)), [X, Y])
    assert count(out, operator.iadd) == 0


def test_an_accumulator_in_one_branch():
    x, y, c = *params("x", "y"), Value("c", BOOL)
    b = Builder()
    start = b.call(np.ones_like, x, name="w", type=VEC)

    def step(b, i, w):
        then, result = Builder(), Value("w", VEC)
        more = then.call(operator.add, w, y, name="w", type=VEC)
        b.append(If(c, then.block((), Yield((more,))), Builder().block((), Yield((w,))), (result,)))
        return (result,)

    fn = function(b, (x, y, c), *loop(b, {"w": start}, step))
    for given in (True, False):
        assert count(check(fn, [X, Y, given]), operator.iadd) == 1


def test_an_operand_of_another_type_is_left_alone():
    x, y = params("x", "y")
    single, unknown = ArrayType("f32", VEC.shape), PART
    for type in (single, unknown, F64):
        b = Builder()
        start = b.call(np.ones_like, x, type=VEC)
        w = b.call(np.ones_like, start, name="w_bar", type=type)
        b.call(operator.add, w, 1.0, type=VEC)
        s = b.call(operator.add, w, y, name="w_bar", type=VEC)
        assert count(check(function(b, (x, y), s), [X, Y]), operator.iadd) == 0


def test_a_cotangent_with_a_statement_of_its_own_is_reused():
    x, y = params("x", "y")
    b = Builder()
    z_bar = b.call(np.cos, x, name="z_bar", type=VEC)
    read = b.call(np.sin, z_bar, type=VEC)
    out = check(function(b, (x, y), b.call(operator.add, z_bar, read, type=VEC)), [X, Y])
    assert count(out, operator.iadd) == 1


def test_a_cotangent_in_an_expression_or_needed_later_is_left_alone():
    x, y = params("x", "y")
    b = Builder()
    nested = b.call(np.cos, x, name="z_bar", type=VEC)
    s = b.call(operator.add, nested, y, name="z_bar", type=VEC)
    t = b.call(operator.add, s, y, name="z_bar", type=VEC)
    out = check(function(b, (x, y), s, t), [X, Y])
    assert count(out, operator.iadd) == 0


def test_memory_is_analysed_only_where_something_may_share_that_of_an_operand(monkeypatch):
    """A view that is read later keeps both sums from it; without one, they are one array's."""
    asked = []
    run = aliasing.run
    monkeypatch.setattr(aliasing, "run", lambda *args: asked.append(1) or run(*args))

    def reused(shared):
        x, y = params("x", "y")
        b = Builder()
        g = b.call(np.sin, x, name="x_bar", type=VEC)
        h = b.call(np.exp, g, type=VEC)
        view = b.call(np.flip, g, type=VEC) if shared else h
        g = b.call(operator.add, g, y, name="x_bar", type=VEC)
        k = b.call(np.cos, g, type=VEC)
        g = b.call(operator.sub, g, h, name="x_bar", type=VEC)
        result = b.call(np.where, b.call(operator.gt, g, k, type=MASK), view, k, type=VEC)
        out = check(function(b, (x, y), result), [X, Y])
        return count(out, operator.iadd), count(out, operator.isub)

    assert reused(shared=False) == (1, 1) and len(asked) == 1  # by `check`
    asked.clear()
    assert reused(shared=True) == (0, 0) and asked  # `check` has no writes


def test_a_written_parameter_is_no_accumulator_of_something_else():
    x, y = params("x", "y")
    b = Builder()
    x1 = b.call(prims.write, x, (0,), 1.0, name="x", type=VEC)
    (w,) = loop(b, {"w": x1}, lambda b, i, w: (b.call(operator.add, w, y, name="w", type=VEC),))
    fn = function(b, (x, y), w, written=(x,), versions=(x1,))
    assert copies(check(fn, [X, Y])) == (1, 0)


def test_what_is_added_into_zeros_is_written():
    x, y = params("x", "y")
    b = Builder()
    part = b.call(operator.getitem, y, slice(1, 3), type=PART)
    zeros = b.call(np.zeros_like, x, name="x_bar", type=VEC)
    x_bar = b.call(prims.accumulate, zeros, (slice(1, 3),), part, name="x_bar", type=VEC)
    x_bar = b.call(prims.accumulate, x_bar, (slice(0, 2),), part, name="x_bar", type=VEC)
    out = check(function(b, (x, y), x_bar), [X, Y])
    assert count(out, prims.write) == 1 and count(out, prims.accumulate) == 1


def test_zeros_into_which_an_index_may_add_twice_are_not_written():
    x, y = params("x", "y")
    b = Builder()
    zeros = b.call(np.zeros_like, x, name="x_bar", type=VEC)
    x_bar = b.call(prims.accumulate_at, zeros, ([0, 0, 1, 2],), y, name="x_bar", type=VEC)
    out = check(function(b, (x, y), x_bar), [X, Y])
    assert count(out, prims.accumulate_at) == 1
