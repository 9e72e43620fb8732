"""Programs that users and reverse sweeps write: what the pass copies in each, and where."""

import operator

import numpy as np
from destructive import run_in_place
from test_inplace import check

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import For, Function, If, Next, Pack, Param, Return, Value, Yield
from s2sad.ir.traverse import walk
from s2sad.ir.types import BOOL, INT, ArrayType, Dim, IterType, ListType, OpaqueType, ScalarType
from s2sad.passes import inplace

VEC = ArrayType("f64", (Dim("n", not_one=True),))
PART = ArrayType("f64", (Dim("k"),))
MAT = ArrayType("f64", (Dim("n", not_one=True), Dim("n", not_one=True)))
F64 = ScalarType("f64")
INNER = slice(1, -1)
X = np.array([0.5, -1.0, 2.0, 0.25])
Y = np.array([1.5, 3.0, -2.0, 0.75])


def function(b: Builder, params, *results, written=(), versions=()) -> Function:
    trees = tuple(Param(p.name, p) for p in params)
    end = Return(Pack(tuple, results), tuple(versions))
    return Function("f", trees, b.block((), end), tuple(written))


def loop(b: Builder, inits: dict, build, count=3) -> list[Value]:
    """A loop with the carries named in `inits`; `build(builder, i, *carries)` gives the next."""
    inner, index = Builder(), Value("i", INT)
    args = [Value(name, init_type(init)) for name, init in inits.items()]
    ends = build(inner, index, *args)
    iterable = b.call(range, count, type=IterType(INT))
    results = tuple(Value(a.name, a.type) for a in args)
    body = inner.block((index, *args), Next(tuple(ends)))
    b.append(For((iterable,), tuple(inits.values()), body, results))
    return list(results)


def init_type(init):
    return ListType(PART) if isinstance(init, Pack) else init.type


def copies(fn: Function) -> tuple[int, int]:
    """How many copies stand outside of loops and in them."""

    def is_copy(op):
        return getattr(op, "callee", None) in (np.copy, list)

    everywhere = sum(map(is_copy, walk(fn.body)))
    outside = sum(map(is_copy, fn.body.ops))
    for op in fn.body.ops:
        if isinstance(op, If):
            outside += sum(map(is_copy, (*op.then.ops, *op.orelse.ops)))
    return outside, everywhere - outside


def params(*names):
    return [Value(name, VEC) for name in names]


def test_swapped_time_steps_copy_nothing_in_the_loop():
    x, y = params("x", "y")
    b = Builder()
    u, v = b.call(np.copy, x, name="u", type=VEC), b.call(np.zeros_like, x, name="v", type=VEC)

    def step(b, i, u, v):
        part = b.call(operator.getitem, u, INNER, type=PART)
        value = b.call(np.sin, part, type=PART)
        v1 = b.call(prims.write, v, (INNER,), value, name="v", type=VEC)
        return v1, u

    u, v = loop(b, {"u": u, "v": v}, step)
    out = check(function(b, (x, y), u, v), [X, Y])
    assert copies(out) == (1, 0)


def test_accumulation_in_a_loop_copies_nothing():
    x, y = params("x", "y")
    b = Builder()
    bar = b.call(np.zeros_like, x, name="x_bar", type=VEC)

    def step(b, i, bar):
        entry = b.call(operator.getitem, x, i, type=F64)
        return (b.call(prims.accumulate, bar, (i,), entry, name="x_bar", type=VEC),)

    (bar,) = loop(b, {"x_bar": bar}, step)
    assert copies(check(function(b, (x, y), bar), [X, Y])) == (0, 0)


def test_a_list_grows_without_copies():
    x, y = params("x", "y")
    b = Builder()

    def step(b, i, tape):
        value = b.call(operator.mul, x, i, type=VEC)
        part = b.call(operator.getitem, value, INNER, type=PART)
        return (b.call(prims.list_append, tape, part, name="tape", type=ListType(PART)),)

    (tape,) = loop(b, {"tape": Pack(list, ())}, step)
    fn = function(b, (x, y), tape)
    assert inplace.run(fn, fresh_results=False) is fn
    check(fn, [X, Y])


def test_a_carry_that_starts_as_an_argument_is_copied_once_before_the_loops():
    x, y = params("x", "y")
    b = Builder()

    def inner(b, i, u):
        return (b.call(prims.accumulate, u, (i,), 1.0, name="u", type=VEC),)

    def outer(b, i, u):
        return loop(b, {"u": u}, inner)

    (u,) = loop(b, {"u": x}, outer)
    out = check(function(b, (x, y), u), [X, Y])
    assert copies(out) == (1, 0)


def test_one_seed_for_two_accumulators_is_copied_once():
    x, y = params("x", "y")
    b = Builder()
    z_bar = b.call(np.sin, x, name="z_bar", type=VEC)

    def step(b, i, w_bar, b_bar):
        w1 = b.call(prims.accumulate, w_bar, (i,), 1.0, name="w_bar", type=VEC)
        b1 = b.call(prims.accumulate, b_bar, (i,), 2.0, name="b_bar", type=VEC)
        return w1, b1

    out = check(function(b, (x, y), *loop(b, {"w_bar": z_bar, "b_bar": z_bar}, step)), [X, Y])
    assert copies(out) == (1, 0)


def test_swapped_buffers_that_start_as_one_are_told_apart_before_the_loop():
    x, y = params("x", "y")
    b = Builder()
    z = b.call(np.sin, x, name="z", type=VEC)

    def step(b, i, u, v):
        return b.call(prims.accumulate, v, (i,), 1.0, name="v", type=VEC), u

    out = check(function(b, (x, y), *loop(b, {"u": z, "v": z}, step)), [X, Y])
    assert copies(out) == (1, 0)


def test_a_view_on_a_tape_is_copied_and_not_the_buffer():
    x, y = params("x", "y")
    b = Builder()
    u = b.call(np.sin, x, name="u", type=VEC)

    def step(b, i, u, tape):
        saved = b.call(operator.getitem, u, INNER, type=PART)
        tape1 = b.call(prims.list_append, tape, saved, name="tape", type=ListType(PART))
        value = b.call(np.sin, saved, type=PART)
        u1 = b.call(prims.write, u, (INNER,), value, name="u", type=VEC)
        return u1, tape1

    u, tape = loop(b, {"u": u, "tape": Pack(list, ())}, step)
    out = check(function(b, (x, y), u, tape), [X, Y])
    assert copies(out) == (0, 1)
    (copy,) = [op for op in walk(out.body) if getattr(op, "callee", None) is np.copy]
    assert copy.result.type == PART


def test_a_buffer_needed_after_the_loop_is_copied_before_it():
    x, y = params("x", "y")
    b = Builder()
    z = b.call(np.sin, x, name="z", type=VEC)

    def step(b, i, u):
        return (b.call(prims.accumulate, u, (i,), 1.0, name="u", type=VEC),)

    (u,) = loop(b, {"u": z}, step)
    later = b.call(np.cos, z, type=VEC)
    out = check(function(b, (x, y), u, later), [X, Y])
    assert copies(out) == (1, 0)


def test_a_broadcast_view_is_copied_before_it_is_written():
    x, y = params("x", "y")
    b = Builder()
    z = b.call(np.sin, x, type=VEC)
    m = b.call(np.broadcast_to, z, (4, 4), name="m", type=MAT)
    m1 = b.call(prims.accumulate, m, ((0, 0),), 1.0, name="m", type=MAT)
    out = check(function(b, (x, y), m1), [X, Y])
    assert copies(out) == (1, 0)


def test_a_chain_of_writes_into_an_argument_is_copied_once():
    x, y = params("x", "y")
    b = Builder()
    u = x
    for k in range(4):
        u = b.call(prims.accumulate, u, (k,), 1.0, name="u", type=VEC)
    out = check(function(b, (x, y), u), [X, Y])
    assert copies(out) == (1, 0)


def test_a_reader_goes_before_the_write_that_clears_what_it_reads():
    x, y = params("x", "y")
    b = Builder()
    u_bar = b.call(np.sin, x, name="u_bar", type=VEC)

    def step(b, i, u_bar):
        t = b.call(operator.getitem, u_bar, INNER, type=PART)
        cleared = b.call(prims.write, u_bar, (INNER,), 0.0, name="u_bar", type=VEC)
        g = b.call(operator.mul, t, 2.0, type=PART)
        return (b.call(prims.accumulate, cleared, (INNER,), g, name="u_bar", type=VEC),)

    out = check(function(b, (x, y), *loop(b, {"u_bar": u_bar}, step)), [X, Y])
    assert copies(out) == (0, 0)


def test_a_reader_that_needs_the_result_gets_a_copy():
    x, y = params("x", "y")
    b = Builder()
    u = b.call(np.sin, x, name="u", type=VEC)
    t = b.call(operator.getitem, u, INNER, type=PART)
    u1 = b.call(prims.write, u, (INNER,), 0.0, name="u", type=VEC)
    s = b.call(operator.getitem, u1, 0, type=F64)
    g = b.call(operator.mul, t, s, type=PART)
    out = check(function(b, (x, y), g, u1), [X, Y])
    assert copies(out) == (1, 0)


def test_a_view_of_a_view_is_copied_once():
    x, y = params("x", "y")
    b = Builder()
    u = b.call(np.sin, x, name="u", type=VEC)
    t = b.call(operator.getitem, u, slice(1, None), type=PART)
    s = b.call(operator.getitem, t, slice(1, None), type=PART)
    u1 = b.call(prims.write, u, (INNER,), 0.0, name="u", type=VEC)
    out = check(function(b, (x, y), b.call(np.sin, t, type=PART), b.call(np.sin, s, type=PART),
                         b.call(operator.getitem, u1, INNER, type=PART)), [X, Y])  # fmt: skip
    assert copies(out)[0] <= 1


def test_a_write_does_not_pass_one_into_what_it_reads():
    x, y = params("x", "y")
    b = Builder()
    u, v = b.call(np.sin, x, name="u", type=VEC), b.call(np.cos, x, name="v", type=VEC)
    t = b.call(operator.getitem, u, INNER, type=PART)
    u1 = b.call(prims.write, u, (), v, name="u", type=VEC)
    v1 = b.call(prims.write, v, (0,), 1.0, name="v", type=VEC)
    s = b.call(np.sin, t, type=PART)
    out = check(function(b, (x, y), u1, v1, s), [X, Y])
    (copy,) = [op for op in walk(out.body) if getattr(op, "callee", None) is np.copy]
    assert copy.result.type == PART


def overlapping(target, source):
    """m[target] = m[source], on a square array; how many copies it takes."""
    x, y = params("x", "y")
    b = Builder()
    m = b.call(np.outer, x, y, name="m", type=MAT)
    v = b.call(operator.getitem, m, source, type=VEC)
    m1 = b.call(prims.write, m, (target,), v, name="m", type=MAT)
    return copies(check(function(b, (x, y), m1), [X, Y]))[0]


def test_a_view_is_copied_before_it_is_written_across_itself():
    every, back = slice(None), slice(None, None, -1)
    assert overlapping(1, (every, 2)) == 1
    assert overlapping((every, 2), (back, 2)) == 1
    assert overlapping(1, 0) == 0
    assert overlapping((every, 1), (every, 0)) == 0


def test_a_list_does_not_come_to_hold_itself():
    items = ListType(OpaqueType())
    b = Builder()
    first = b.call(prims.list_append, Pack(list, ()), "a", name="l", type=items)
    both = b.call(prims.list_append, first, first, name="l", type=items)
    fn = inplace.run(function(b, (), both))
    ((result,), _) = run_in_place(fn)
    assert result == ["a", ["a"]]


# written parameters


def test_a_written_parameter_is_changed_where_it_is():
    x, y = params("x", "y")
    b = Builder()
    x1 = b.call(prims.write, x, (0,), 7.0, name="x", type=VEC)
    fn = function(b, (x, y), b.call(np.sum, x1, type=F64), written=(x,), versions=(x1,))
    out = check(fn, [X, Y])
    assert copies(out) == (0, 0)


def test_the_old_value_of_a_written_parameter_is_copied():
    x, y = params("x", "y")
    b = Builder()
    x1 = b.call(prims.write, x, (0,), 7.0, name="x", type=VEC)
    s = b.call(operator.mul, x, x1, type=VEC)
    fn = function(b, (x, y), s, written=(x,), versions=(x1,))
    assert copies(check(fn, [X, Y])) == (1, 0)


def test_a_written_parameter_in_a_loop_with_a_tape():
    x, y = params("x", "y")
    b = Builder()

    def step(b, i, u, tape):
        saved = b.call(operator.getitem, u, INNER, type=PART)
        tape1 = b.call(prims.list_append, tape, saved, name="tape", type=ListType(PART))
        return b.call(prims.accumulate, u, (i,), 1.0, name="x", type=VEC), tape1

    u, tape = loop(b, {"x": x, "tape": Pack(list, ())}, step)
    fn = function(b, (x, y), tape, written=(x,), versions=(u,))
    assert copies(check(fn, [X, Y])) == (0, 1)


def test_restoring_a_written_parameter_leaves_it_as_the_function_does():
    x, y = params("x", "y")
    b = Builder()
    saved = b.call(operator.getitem, x, 0, type=F64)
    x1 = b.call(prims.write, x, (0,), 7.0, name="x", type=VEC)
    restored = b.call(prims.write, x1, (0,), saved, name="x", type=VEC)
    fn = function(b, (x, y), restored, written=(x,), versions=(x1,))
    assert copies(check(fn, [X, Y])) == (1, 0)


def test_a_version_that_is_another_array_is_stored():
    x, y = params("x", "y")
    b = Builder()
    x1 = b.call(prims.write, x, (0,), 7.0, name="x", type=VEC)
    other = b.call(np.sin, x1, name="x", type=VEC)
    check(function(b, (x, y), x1, written=(x,), versions=(other,)), [X, Y])


def test_a_parameter_written_in_one_branch():
    x, y = params("x", "y")
    c, b, then = Value("c", BOOL), Builder(), Builder()
    x1 = then.call(prims.write, x, (0,), 7.0, name="x", type=VEC)
    last = Value("x", VEC)
    b.append(If(c, then.block((), Yield((x1,))), Builder().block((), Yield((x,))), (last,)))
    fn = function(b, (x, y, c), b.call(np.sin, x, type=VEC), written=(x,), versions=(last,))
    for given in (True, False):
        check(fn, [X, Y, given])


# results


def test_results_are_the_callers_own():
    x, y = params("x", "y")
    b = Builder()
    z = b.call(np.sin, x, type=VEC)
    view = b.call(operator.getitem, z, INNER, type=PART)
    fn = function(b, (x, y), x, z, view, Pack(list, (y, z)))
    assert copies(check(fn, [X, Y])) == (4, 0)
    assert inplace.run(fn, fresh_results=False) is fn


def test_the_items_of_a_list_of_arguments_are_copied():
    x, y = params("x", "y")
    b = Builder()
    held = b.call(prims.list_append, Pack(list, (x,)), y, type=ListType(VEC))
    check(function(b, (x, y), held), [X, Y])
