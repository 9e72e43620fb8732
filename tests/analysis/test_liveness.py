import operator

import numpy as np

from s2sad.analysis import liveness
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Call, Const, For, Function, If, Next, Param, Return, Value, While, Yield
from s2sad.ir.traverse import walk
from s2sad.ir.types import BOOL, FLOAT, INT, ArrayType, Dim, IterType

VEC = ArrayType("f64", (Dim("n", not_one=True),))


def live(fn: Function, op) -> set[str]:
    facts = liveness.run(fn)
    return {v.name for v in facts.number if facts.is_read_after(v, op)}


def function(b: Builder, result, *params: Value) -> Function:
    return Function("f", tuple(Param(p.name, p) for p in params), b.block((), Return(result)))


def test_straight_line():
    x = Value("x", FLOAT)
    b = Builder()
    y = b.call(np.sin, x, name="y", type=FLOAT)
    z = b.call(np.cos, x, name="z", type=FLOAT)
    fn = function(b, z, x)
    first, second = fn.body.ops
    assert live(fn, first) == {"x"}
    assert live(fn, second) == {"z"}
    assert not liveness.run(fn).after[second] >> liveness.run(fn).number.get(y, 99) & 1


def test_branches_are_apart():
    x, c = Value("x", FLOAT), Value("c", BOOL)
    then, orelse, b = Builder(), Builder(), Builder()
    p = then.call(np.sin, 1.0, name="p", type=FLOAT)
    q = orelse.call(np.cos, 1.0, name="q", type=FLOAT)
    s = orelse.call(operator.add, q, x, name="s", type=FLOAT)
    r = Value("r", FLOAT)
    b.append(If(c, then.block((), Yield((p,))), orelse.block((), Yield((s,))), (r,)))
    fn = function(b, r, x, c)
    assert live(fn, then.ops[0]) == {"p"}
    assert live(fn, orelse.ops[0]) == {"q", "x"}


def loop(kind):
    """A loop that reads x from outside before it defines y from its carry a."""
    x, a, r, w = Value("x", FLOAT), Value("a", FLOAT), Value("r", FLOAT), Value("w", FLOAT)
    b, body = Builder(), Builder()
    s = body.call(operator.add, x, a, name="s", type=FLOAT)
    t = body.call(np.sin, s, name="t", type=FLOAT)
    if kind is For:
        count = b.call(range, 3, name="count", type=IterType(INT))
        i = Value("i", INT)
        b.append(For((count,), (w,), body.block((i, a), Next((t,))), (r,)))
    else:
        c, test = Value("c", FLOAT), Builder()
        again = test.call(operator.lt, c, 1.0, name="again", type=BOOL)
        test.call(np.cos, 1.0, name="unused", type=FLOAT)
        b.append(While((w,), test.block((c,), Yield((again,))), body.block((a,), Next((t,))), (r,)))
    after = b.call(np.cos, r, name="after", type=FLOAT)
    return function(b, after, x, w)


def call(fn, name) -> Call:
    return next(op for op in walk(fn.body) if isinstance(op, Call) and op.result.name == name)


def test_a_loop_reads_from_outside_until_its_end():
    fn = loop(For)
    # the last reader of x is s, but the next iteration reads it again; so with the iterable
    assert live(fn, call(fn, "s")) == {"s", "x", "count"}
    assert live(fn, call(fn, "t")) == {"t", "x", "count"}
    assert live(fn, fn.body.ops[1]) == {"r"}
    assert live(fn, call(fn, "count")) == {"count", "x", "w"}


def test_the_body_of_while_reads_what_its_condition_has_read():
    fn = loop(While)
    assert live(fn, call(fn, "again")) == {"again", "c", "x"}
    assert live(fn, call(fn, "t")) == {"t", "x"}


def test_only_what_is_followed_and_asked():
    x, n = Value("x", VEC), Value("n", INT)
    b = Builder()
    b.call(operator.mul, x, n, name="y", type=VEC)
    b.call(operator.mul, x, n, name="z", type=VEC)
    fn = function(b, Const(None), x, n)
    facts = liveness.run(fn, {fn.body.ops[0]}, lambda v: v.type == VEC)
    assert list(facts.after) == [fn.body.ops[0]]
    assert x in facts.number and n not in facts.number
