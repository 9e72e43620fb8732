import operator
import subprocess
import sys
from inspect import Parameter

import numpy as np
import pytest
from emitting import F64, FLOATS, MATRIX, VECTOR, body, function, run

from s2sad.backend.emit import emit, emit_function, emit_with_lines
from s2sad.backend.load import load
from s2sad.ir import prims
from s2sad.ir.builder import Builder, operand
from s2sad.ir.nodes import (
    UNDEFINED, Call, Const, For, Function, If, Next, Pack, Param, Return, Value, While, Yield,
)  # fmt: skip
from s2sad.ir.types import BOOL, FLOAT, INT, IterType, ListType, OpaqueType, TupleType
from s2sad.runtime.broadcast import unbroadcast
from s2sad.source import Span


def values(text, type=FLOAT):
    return [Value(name, type) for name in text.split()]


# --- writes ---------------------------------------------------------------------------------


def written(make):
    """The body of a function of u (an array), v (a number) and i that returns a version of u."""
    u, v, i = Value("u", VECTOR), Value("v", FLOAT), Value("i", INT)
    b = Builder()
    return body(function("f", [u, v, i], b, make(b, u, v, i)))


def write(callee, u, path, value, b, name="u"):
    return b.call(callee, u, path, value, name=name, type=u.type)


def view(*parts):
    return Pack(prims.View, tuple(map(operand, parts)))


WRITES = [
    (lambda b, u, v, i: write(prims.write, u, (i,), v, b), "u[i] = v"),
    (lambda b, u, v, i: write(prims.write, u, (), v, b), "u[...] = v"),
    (lambda b, u, v, i: write(prims.write, u, (slice(1, -1),), v, b), "u[1:-1] = v"),
    (lambda b, u, v, i: write(prims.write, u, (slice(1, -1), i), v, b), "u[1:-1][i] = v"),
    (lambda b, u, v, i: write(prims.write, u, (view(np.transpose), i), v, b), "u.T[i] = v"),
    (lambda b, u, v, i: write(prims.write, u, (view(np.transpose),), v, b), "u.T[...] = v"),
    (lambda b, u, v, i: write(prims.write, u, (view(np.reshape, (2, -1)), i), v, b),
     "u.reshape((2, -1))[i] = v"),
    (lambda b, u, v, i: write(prims.accumulate, u, (i,), v, b), "u[i] += v"),
    (lambda b, u, v, i: write(prims.accumulate, u, (), v, b), "u += v"),
    (lambda b, u, v, i: write(prims.accumulate_at, u, (i,), v, b), "np.add.at(u, i, v)"),
    (lambda b, u, v, i: write(prims.accumulate, u, (i,),
                              b.call(operator.neg, v, type=FLOAT), b), "u[i] -= v"),
    (lambda b, u, v, i: write(prims.accumulate, u, (i,),
                              b.call(operator.mul, Const(-2.0), v, type=FLOAT), b),
     "u[i] -= 2.0 * v"),
    (lambda b, u, v, i: b.call(operator.imul, u, v, name="u", type=VECTOR), "u *= v"),
    (lambda b, u, v, i: b.call(np.sin, u, kwargs={"out": u}, name="u", type=VECTOR),
     "np.sin(u, out=u)"),
]  # fmt: skip


@pytest.mark.parametrize("make, wanted", WRITES, ids=[wanted for _, wanted in WRITES])
def test_writes(make, wanted):
    assert written(make) == f"{wanted}\nreturn u"


@pytest.mark.parametrize(
    "callee, swapped, wanted",
    [(operator.add, 0, "+="), (operator.add, 1, "+="), (operator.sub, 0, "-="),
     (operator.truediv, 0, "/="), (operator.sub, 1, None)],
)  # fmt: skip
def test_read_modify_write(callee, swapped, wanted):
    def make(b, u, v, i):
        old = b.call(operator.getitem, u, i, type=F64)
        new = b.call(callee, *((v, old) if swapped else (old, v)), type=F64)
        return write(prims.write, u, (i,), new, b)

    assert written(make).splitlines()[0] == (f"u[i] {wanted} v" if wanted else "u[i] = v - u[i]")


def test_no_augmented_assignment_that_would_cast():
    ints = Value("u", VECTOR.__class__("i64", VECTOR.shape))
    v = Value("v", FLOAT)
    b = Builder()
    old = b.call(operator.getitem, ints, 0, type=INT)
    u = write(prims.write, ints, (0,), b.call(operator.add, old, v, type=F64), b)
    assert body(function("f", [ints, v], b, u)) == "u[0] = u[0] + v\nreturn u"


def test_a_write_into_something_fresh_gets_a_variable():
    b = Builder()
    items = b.call(prims.list_append, Pack(list, ()), Const(1.0), name="items", type=FLOATS)
    fn = function("f", [], b, items)
    assert body(fn) == "items = []\nitems.append(1.0)\nreturn items"


def test_reads_stay_before_writes():
    u, v = Value("u", VECTOR), Value("v", FLOAT)
    b = Builder()
    old = b.call(operator.getitem, u, 0, type=F64)
    new = write(prims.write, u, (0,), v, b)
    other = b.call(operator.getitem, new, 1, type=F64)
    fn = function("f", [u, v], b, (old, other))
    assert body(fn) == "t = u[0]\nu[0] = v\nreturn t, u[1]"


def test_pop_takes_the_item_and_shortens_the_list():
    pair = TupleType((FLOAT, VECTOR))
    tape = Value("tape", ListType(pair))
    b = Builder()
    item = b.call(operator.getitem, tape, -1, type=pair)
    s = b.call(operator.getitem, item, 0, name="s", type=FLOAT)
    h = b.call(operator.getitem, item, 1, name="h", type=VECTOR)
    rest = b.call(prims.list_drop_last, tape, name="tape", type=tape.type)
    fn = function("f", [tape], b, (b.call(operator.mul, s, h, type=VECTOR), rest))
    assert body(fn) == "s, h = tape.pop()\nreturn s * h, tape"


def test_no_pop_where_the_list_is_read_between():
    tape = Value("tape", FLOATS)
    b = Builder()
    top = b.call(operator.getitem, tape, -1, name="top", type=FLOAT)
    n = b.call(len, tape, type=INT)
    rest = b.call(prims.list_drop_last, tape, name="tape", type=FLOATS)
    assert body(function("f", [tape], b, (top, n, rest))) == (
        "top = tape[-1]\nn = len(tape)\ntape.pop()\nreturn top, n, tape"
    )


# --- loops ----------------------------------------------------------------------------------


def loop(iterables, args, step, init=Const(0.0)):
    """`for args in iterables: s = step(s)`, as the body of a function."""
    found = [v for v in iterables if isinstance(v, Value)]
    b, inner = Builder(), Builder()
    made = tuple(v if isinstance(v, Value) else v(b) for v in iterables)
    s, result = Value("s", FLOAT), Value("s", FLOAT)
    after = step(inner, s)
    b.append(For(made, (init,), inner.block((*args, s), Next((after,))), (result,)))
    return body(function("f", found, b, result))


def plus(*terms):
    def step(b, s):
        for term in terms:
            s = b.call(operator.add, s, term, name="s", type=FLOAT)
        return s

    return step


x, y = Value("x", VECTOR), Value("y", VECTOR)
i, v, w = Value("i", INT), Value("v", F64), Value("w", F64)


def counter(b, *start):
    return b.call(prims.count, *start, type=IterType(INT))


def ranged(b):
    return b.call(range, Const(3), type=IterType(INT))


@pytest.mark.parametrize(
    "iterables, args, step, wanted",
    [
        ([x], [v], plus(v), "for v in x:"),
        ([x], [v], plus(Const(1.0)), "for _ in x:"),
        ([x, y], [v, w], plus(v, w), "for v, w in zip(x, y):"),
        ([ranged], [i], plus(i), "for i in range(3):"),
        ([counter, x], [i, v], plus(i, v), "for i, v in enumerate(x):"),
        ([counter, x], [i, v], plus(v), "for v in x:"),
        ([lambda b: counter(b, Const(2)), x], [i, v], plus(i, v), "for i, v in enumerate(x, 2):"),
        ([counter, x, y], [i, v, w], plus(i, v, w), "for i, (v, w) in enumerate(zip(x, y)):"),
        ([x, counter], [v, i], plus(i, v), "for v, i in zip(x, itertools.count()):"),
    ],
)
def test_heads_of_loops(iterables, args, step, wanted):
    assert loop(iterables, args, step).splitlines()[1] == wanted


def test_a_target_is_called_otherwise_than_its_iterable():
    pairs, item = Value("pairs", ListType(VECTOR)), Value("pairs", VECTOR)
    step = plus(Const(1.0))

    def summed(b, s):
        return step(b, b.call(operator.getitem, item, 0, name="s", type=F64))

    assert loop([pairs], [item], summed).splitlines()[1] == "for pairs_1 in pairs:"


def test_tuple_targets():
    pair = TupleType((FLOAT, TupleType((FLOAT, FLOAT))))
    tape, item = Value("tape", ListType(pair)), Value("item", pair)

    def step(b, s):
        first = b.call(operator.getitem, item, 0, name="a", type=FLOAT)
        inner = b.call(operator.getitem, item, 1, type=pair.items[1])
        last = b.call(operator.getitem, inner, 1, name="b", type=FLOAT)
        return plus(first, last)(b, s)

    text = loop([tape], [item], step)
    assert text.splitlines()[1:3] == ["for a, (_, b) in tape:", "    s = s + a + b"]


def test_a_swap_is_one_assignment():
    a, b_, n = values("a b n")
    args, results = values("u v"), values("u v")
    b, inner = Builder(), Builder()
    steps = b.call(range, Const(3), type=IterType(INT))
    b.append(For((steps,), (a, b_), inner.block((i, *args), Next(args[::-1])), tuple(results)))
    fn = function("f", [a, b_], b, tuple(results))
    assert "    u, v = v, u" in body(fn)
    assert run(fn, 1.0, 2.0) == (2.0, 1.0)


def test_fibonacci_needs_no_temporary():
    args, results = values("a b"), values("a b")
    b, inner = Builder(), Builder()
    steps = b.call(range, Const(10), type=IterType(INT))
    total = inner.call(operator.add, *args, type=FLOAT)
    block = inner.block((i, *args), Next((args[1], total)))
    b.append(For((steps,), (Const(0.0), Const(1.0)), block, tuple(results)))
    fn = function("f", [], b, results[0])
    assert "    a, b = b, a + b" in body(fn)
    assert run(fn) == 55.0


def test_a_while_whose_test_needs_statements():
    a = Value("a", FLOAT)
    tested, s, result = values("s s s")
    b, test, inner = Builder(), Builder(), Builder()
    t = test.call(operator.mul, tested, tested, name="square", type=FLOAT)
    u = test.call(operator.mul, t, t, type=FLOAT)
    go = test.call(operator.lt, u, a, type=BOOL)
    two = inner.call(operator.mul, s, Const(2.0), name="s", type=FLOAT)
    condition = test.block((tested,), Yield((go,)))
    b.append(While((Const(1.0),), condition, inner.block((s,), Next((two,))), (result,)))
    fn = function("f", [a], b, result)
    assert body(fn) == (
        "s = 1.0\nwhile True:\n    square = s * s\n    if not square * square < a:\n"
        "        break\n    s *= 2.0\nreturn s"
    )
    assert run(fn, 100.0) == 4.0


def test_the_next_value_waits_for_the_last_read_of_this_one():
    a = Value("a", FLOAT)
    s, tape, results = Value("s", FLOAT), Value("tape", FLOATS), values("s tape")
    b, inner = Builder(), Builder()
    start = b.call(prims.build_list, name="tape", type=FLOATS)
    steps = b.call(range, Const(3), type=IterType(INT))
    after = inner.call(operator.mul, s, a, name="s", type=FLOAT)
    longer = inner.call(prims.list_append, tape, s, name="tape", type=FLOATS)
    block = inner.block((Value("i", INT), s, tape), Next((after, longer)))
    b.append(For((steps,), (a, start), block, tuple(results)))
    fn = function("f", [a], b, tuple(results))
    assert body(fn).splitlines()[2:5] == [
        "for _ in range(3):",
        "    tape.append(s)",
        "    s *= a",
    ]
    assert run(fn, 2.0) == (16.0, [2.0, 4.0, 8.0])


def test_the_next_value_stays_before_a_write_into_what_it_reads():
    s, u, results = Value("s", FLOAT), Value("u", VECTOR), [Value("s", FLOAT), Value("u", VECTOR)]
    b, inner = Builder(), Builder()
    start = b.call(np.copy, x, name="u", type=VECTOR)
    steps = b.call(range, Const(3), type=IterType(INT))
    after = inner.call(operator.getitem, u, 0, name="s", type=F64)
    changed = write(prims.accumulate, u, (0,), s, inner)
    block = inner.block((i, s, u), Next((after, changed)))
    b.append(For((steps,), (Const(1.0), start), block, tuple(results)))
    fn = function("f", [x], b, tuple(results))
    assert body(fn).splitlines()[3:6] == ["    s_1 = u[0]", "    u[0] += s", "    s = s_1"]


@pytest.mark.parametrize("step, wanted", [(plus(Const(1.0)), "n"), (plus(i), "n - 1, -1, -1")])
def test_who_ignores_the_counter_counts_up(step, wanted):
    n, s, result = Value("n", INT), Value("s", FLOAT), Value("s", FLOAT)
    b, inner = Builder(), Builder()
    last = b.call(operator.sub, n, Const(1), type=INT)
    down = b.call(range, last, Const(-1), Const(-1), type=IterType(INT))
    after = step(inner, s)
    b.append(For((down,), (Const(0.0),), inner.block((i, s), Next((after,))), (result,)))
    assert f" in range({wanted}):" in body(function("f", [n], b, result))


def test_a_variable_that_only_the_loop_assigns():
    inner, b = Builder(), Builder()
    last, result = values("last last")
    b.append(For((x,), (Const(UNDEFINED),), inner.block((v, last), Next((v,))), (result,)))
    fn = function("f", [x], b, result)
    assert body(fn) == "for last in x:\n    pass\nreturn last"


def stopping(after):
    """`for v in x`: an `if` that decides `stop`, and behind it `after(body, s)`."""
    s, result = Value("s", FLOAT), Value("s", FLOAT)
    limit, tape, tapes = Value("limit", FLOAT), Value("tape", FLOATS), Value("tape", FLOATS)
    b, inner = Builder(), Builder()
    start = b.call(prims.build_list, name="tape", type=FLOATS)
    test = inner.call(operator.gt, v, limit, type=BOOL)
    stop, total = Value("stop", BOOL), Value("s", FLOAT)
    inner.append(
        branch(test, lambda c: [s, Const(True)],
               lambda c: [c.call(operator.add, s, v, name="s", type=FLOAT), Const(False)],
               [total, stop])
    )  # fmt: skip
    longer = after(inner, tape, s, total)
    block = inner.block((v, s, tape), Next((total, longer), stop))
    b.append(For((x,), (Const(0.0), start), block, (result, tapes)))
    return body(function("f", [x, limit], b, (result, tapes)))


def test_a_break_is_native_where_what_follows_can_be_done_before():
    def append(b, tape, old, new):
        return b.call(prims.list_append, tape, old, name="tape", type=FLOATS)

    assert stopping(append).splitlines()[2:7] == [
        "for v in x:",
        "    tape.append(s)",
        "    if v > limit:",
        "        break",
        "    s += v",
    ]


def test_a_break_waits_for_what_needs_the_result_of_the_if():
    def append(b, tape, old, new):
        return b.call(prims.list_append, tape, new, name="tape", type=FLOATS)

    assert stopping(append).splitlines()[-4:] == [
        "    tape.append(s)",
        "    if stop:",
        "        break",
        "return s, tape",
    ]


# --- branches -------------------------------------------------------------------------------


def branch(condition, then, orelse, results):
    """An If over two functions that fill a builder and return what it yields."""
    blocks = []
    for fill in (then, orelse):
        b = Builder()
        yields = tuple(map(operand, fill(b)))
        blocks.append(b.block((), Yield(yields)))
    return If(condition, *blocks, tuple(results))


def positive(b, a):
    return b.call(operator.gt, a, Const(0.0), type=BOOL)


def test_small_branches_are_an_expression():
    a, r = values("a r")
    b = Builder()
    b.append(branch(positive(b, a), lambda c: [c.call(operator.mul, a, a, type=FLOAT)],
                    lambda c: [Const(0.0)], [r]))  # fmt: skip
    assert body(function("f", [a], b, r)) == "return a * a if a > 0.0 else 0.0"


def test_a_branch_that_keeps_the_variable_has_no_else():
    a, s, r = values("a s s")
    b = Builder()
    b.append(branch(positive(b, a), lambda c: [c.call(operator.mul, s, a, type=FLOAT)],
                    lambda c: [s], [r]))  # fmt: skip
    t = b.call(operator.add, r, a, type=FLOAT)
    assert body(function("f", [a, s], b, t)) == "if a > 0.0:\n    s *= a\nreturn s + a"


def test_an_empty_branch_inverts_the_test():
    a, s, r = values("a s s")
    n = Value("n", INT)
    b = Builder()
    test = b.call(operator.lt, n, Const(3), type=BOOL)
    b.append(branch(test, lambda c: [s], lambda c: [c.call(operator.mul, s, a, type=FLOAT)], [r]))
    t = b.call(operator.add, r, a, type=FLOAT)
    assert body(function("f", [a, s, n], b, t)).splitlines()[0] == "if n >= 3:"


def test_comparisons_make_a_chain():
    a, c = values("a b")
    r = Value("r", BOOL)
    b = Builder()
    test = b.call(operator.lt, Const(0.0), a, type=BOOL)
    b.append(branch(test, lambda inner: [inner.call(operator.le, a, c, type=BOOL)],
                    lambda inner: [Const(False)], [r]))  # fmt: skip
    assert body(function("f", [a, c], b, r)) == "return 0.0 < a <= b"


def test_a_branch_that_yields_its_condition():
    a, c = values("a b")
    r = Value("r", BOOL)
    b = Builder()
    test = positive(b, a)
    b.append(branch(test, lambda inner: [positive(inner, c)], lambda inner: [test], [r]))
    assert body(function("f", [a, c], b, r)) == "return a > 0.0 and b > 0.0"


@pytest.mark.parametrize(
    "then, orelse, wanted",
    [([None], [False], "a > 0.0 and b > 0.0"), ([True], [None], "a > 0.0 or b > 0.0")],
)
def test_truth_values(then, orelse, wanted):
    a, c = values("a b")
    r = Value("r", BOOL)
    b = Builder()

    def fill(found):
        return lambda inner: [positive(inner, c) if f is None else Const(f) for f in found]

    b.append(branch(positive(b, a), fill(then), fill(orelse), [r]))
    assert body(function("f", [a, c], b, r)) == f"return {wanted}"


def test_returns_go_into_the_branches_and_ifs_into_a_chain():
    a = Value("a", FLOAT)

    def big(k):
        def fill(c):
            t = c.call(np.sin, a, name="t", type=FLOAT)
            return [c.call(operator.mul, t, t, type=FLOAT), Const(float(k))]

        return fill

    def nested(c):
        results = values("p q")
        c.append(branch(c.call(operator.lt, a, Const(-1.0), type=BOOL), big(2), big(3), results))
        return results

    b = Builder()
    results = values("p q")
    b.append(branch(positive(b, a), big(1), nested, results))
    text = body(function("f", [a], b, tuple(results)))
    assert text == (
        "if a > 0.0:\n    t = np.sin(a)\n    return t * t, 1.0\n"
        "if a < -1.0:\n    t = np.sin(a)\n    return t * t, 2.0\n"
        "t = np.sin(a)\nreturn t * t, 3.0"
    )


def test_else_if_is_elif():
    a = Value("a", FLOAT)

    def nested(c):
        p, q = values("p q")
        c.append(branch(c.call(operator.lt, a, Const(-1.0), type=BOOL),
                        lambda d: [a, Const(2.0)], lambda d: [Const(3.0), a], [p, q]))  # fmt: skip
        return [p, q]

    b = Builder()
    p, q = values("p q")
    b.append(branch(positive(b, a), lambda c: [Const(1.0), a], nested, [p, q]))
    t = b.call(operator.mul, p, q, type=FLOAT)
    lines = body(function("f", [a], b, t)).splitlines()
    assert lines[0] == "if a > 0.0:" and lines[3] == "elif a < -1.0:" and lines[6] == "else:"


def test_effects_are_statements():
    a = Value("a", FLOAT)
    b = Builder()
    check = positive(b, a)
    b.append(Call(prims.assert_, (check, Const("positive")), (), None, True))
    text = b.call(prims.join_text, Const("a = "), a, type=OpaqueType("str"))
    b.append(Call(print, (text,), (), None, True))
    error = b.call(ValueError, Const("no"), type=OpaqueType("ValueError"))
    b.append(Call(prims.raise_, (error,), (), None, True))
    assert body(function("f", [a], b, Const(None))) == (
        'assert a > 0.0, "positive"\nprint(f"a = {a}")\nraise ValueError("no")'
    )


def test_formatted_values_nest_into_their_text():
    a, c = values("a b")
    b = Builder()
    text = OpaqueType("str")
    parts = [b.call(prims.format_value, v, "", ".2f", type=text, effect=True) for v in (a, c)]
    line = b.call(prims.join_text, parts[0], ", ", parts[1], type=text, effect=True)
    b.append(Call(print, (line,), (), None, True))
    assert body(function("f", [a, c], b, Const(None))) == 'print(f"{a:.2f}, {b:.2f}")'


def test_effects_keep_their_order():
    rng = Value("rng", OpaqueType("Generator"))
    b = Builder()
    one = b.call(prims.Method("normal"), rng, type=FLOAT, effect=True)
    two = b.call(prims.Method("normal"), rng, type=FLOAT, effect=True)
    t = b.call(operator.sub, two, one, type=FLOAT)
    assert body(function("f", [rng], b, t)) == "t = rng.normal()\nreturn rng.normal() - t"
    b.ops.pop()
    t = b.call(operator.sub, one, two, type=FLOAT)
    assert body(function("f", [rng], b, t)) == "t = rng.normal()\nreturn t - rng.normal()"
    b.ops.insert(1, Call(print, (), (), None, True))
    assert body(function("f", [rng], b, t)) == (
        "t = rng.normal()\nprint()\nreturn t - rng.normal()"
    )


# --- parameters and modules -----------------------------------------------------------------


def layered():
    (w1, b1), (w2, b2) = values("w1 b1", MATRIX), values("w2 b2", MATRIX)
    return (w1, b1, w2, b2), operand([(w1, b1), (w2, b2)])


def summed(leaves):
    b = Builder()
    total = leaves[0]
    for leaf in leaves[1:]:
        total = b.call(operator.add, total, leaf, type=MATRIX)
    return b, total


def test_patterns_of_parameters():
    found, tree = layered()
    b, total = summed(found)
    fn = Function("f", (Param("params", tree),), b.block((), Return(total)))
    assert body(fn) == "(w1, b1), (w2, b2) = params\nreturn w1 + b1 + w2 + b2"
    b, total = summed([found[0], found[3], found[3]])
    fn = Function("f", (Param("params", tree),), b.block((), Return(total)))
    assert body(fn) == "b2 = params[1][1]\nreturn params[0][0] + b2 + b2"


def test_dicts_and_objects_as_parameters():
    a, b_ = values("a b")
    b = Builder()
    total = b.call(operator.add, a, b_, type=FLOAT)
    params = (
        Param("params", Pack(dict, (a,), ("w",))),
        Param("self", Pack(object, (b_,), ("rate",))),
    )
    fn = Function("f", params, b.block((), Return(total)))
    assert body(fn) == 'return params["w"] + self.rate'


def test_leaves_are_read_once_before_a_loop():
    a, s, r = values("a s s")
    inner, b = Builder(), Builder()
    after = inner.call(operator.add, s, a, name="s", type=FLOAT)
    b.append(For((x,), (Const(0.0),), inner.block((v, s), Next((after,))), (r,)))
    params = (Param("self", Pack(object, (a,), ("rate",))), Param("x", x))
    fn = Function("f", params, b.block((), Return(r)))
    assert body(fn).splitlines()[0] == "a = self.rate"


def test_signatures():
    a, c, d, e, f = values("a c d e f")
    b = Builder()
    params = (
        Param("a", a, Parameter.POSITIONAL_ONLY),
        Param("c", c, default=Const(-1.0)),
        Param("rest", operand((d,)), Parameter.VAR_POSITIONAL),
        Param("e", e, Parameter.KEYWORD_ONLY),
        Param("k", Const("mode"), Parameter.KEYWORD_ONLY, Const("mode")),
        Param("more", Pack(dict, (f,), ("z",)), Parameter.VAR_KEYWORD),
    )
    total = operand((a, c, d, e, f))
    text = emit_function(Function("g", params, b.block((), Return(total))))
    assert 'def g(a, /, c=-1.0, *rest, e, k="mode", **more):' in text
    g = load(text, "g", "<g>")
    assert g(1, 2, 3, e=4, z=5) == (1, 2, 3, 4, 5)


def test_helpers_come_first_and_recursion_works():
    a = Value("a", FLOAT)
    b = Builder()
    inner = function("square", [a], b, b.call(operator.mul, a, a, type=FLOAT))
    c, d = Builder(), Value("d", FLOAT)
    twice = c.call(inner, c.call(inner, d, type=FLOAT), type=FLOAT)
    text = emit([function("fourth", [d], c, twice)], "Two functions.")
    assert text == (
        '"""Two functions."""\n\n\ndef _square(a):\n    return a * a\n\n\n'
        "def fourth(d):\n    return _square(_square(d))\n"
    )
    assert load(text, "fourth", "<fourth>")(3.0) == 81.0


def test_a_header_of_comments():
    text = emit([function("f", [], Builder(), Const(1))], "# One.\n# Two.")
    assert text == "# One.\n# Two.\n\n\ndef f():\n    return 1\n"


def test_runtime_functions_are_copied():
    b = Builder()
    g = b.call(unbroadcast, x, y, type=VECTOR)
    text = emit([function("f", [x, y], b, g)])
    assert "s2sad" not in text and "return _unbroadcast(x, y)" in text
    found = load(text, "f", "<copied>")(np.ones((3, 2)), np.ones(2))
    assert found.tolist() == [3.0, 3.0]


def test_imports_are_grouped_and_only_what_is_used():
    import math

    import scipy.special

    b = Builder()
    a = Value("a", FLOAT)
    t = b.call(math.sin, a, type=FLOAT)
    u = b.call(scipy.special.erf, b.call(np.cos, t, type=F64), type=F64)
    text = emit([function("f", [a], b, u)])
    assert text.startswith("import math\n\nimport numpy as np\nimport scipy.special\n\n\ndef f(a):")


def test_parameters_may_be_called_like_modules_and_builtins():
    np_, len_ = Value("np", VECTOR), Value("len", VECTOR)
    b = Builder()
    n = b.call(len, np_, type=INT)
    t = b.call(np.dot, b.call(np.sin, np_, type=VECTOR), len_, type=F64)
    fn = function("f", [np_, len_], b, b.call(operator.mul, t, n, type=F64))
    assert run(fn, np.array([0.5]), np.array([2.0])) == pytest.approx(2.0 * np.sin(0.5))


# --- comments, lines, bytes -----------------------------------------------------------------


def commented():
    a = Value("a", FLOAT)
    spans = [Span("user.py", line) for line in (3, 4)]
    b = Builder()
    found = [a]
    for span in (spans[0], spans[0], spans[1]):
        b.span = span
        found.append(b.call(np.sin, found[-1], name=f"v{len(found)}", type=F64))
        found.append(b.call(operator.mul, found[-1], found[-1], name=f"w{len(found)}", type=F64))
    total = tuple(found[1:])
    return function("f", [a], b, total)


def test_comments_head_runs_of_statements():
    text = body(commented(), comment_for=lambda op: f"line {op.span.line}")
    lines = text.splitlines()
    assert [k for k, line in enumerate(lines) if line.startswith("#")] == [0, 5]
    assert lines[0] == "# line 3" and lines[5] == "# line 4"


def test_lines_lead_back_to_the_user():
    text, lines = emit_with_lines([commented()], "Header.")
    found = {text.splitlines()[k - 1].strip(): span.line for k, span in lines.items()}
    assert found["v1 = np.sin(a)"] == 3 and found["v5 = np.sin(w4)"] == 4


def test_generated_text_is_clean():
    fn = commented()
    text = emit([fn], "A header.")
    assert text == emit([fn], "A header.")
    assert all(len(line) <= 100 for line in text.splitlines())
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet", "-"]
    done = subprocess.run(ruff, input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_long_results_break_into_lines():
    names = [f"a_rather_long_parameter_{k}" for k in range(6)]
    found = [Value(name, FLOAT) for name in names]
    text = body(function("f", found, Builder(), tuple(found)))
    assert text.splitlines()[-8:] == ["return (", *(f"    {name}," for name in names), ")"]
