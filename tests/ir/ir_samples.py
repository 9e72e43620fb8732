"""Functions built by hand that between them hold every kind of node, for the tests of ir/."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass

import numpy as np

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Next, Pack, Param, Return, Value, While,
    Yield,
)  # fmt: skip
from s2sad.ir.types import (
    BOOL, FLOAT, INT, ArrayType, Dim, IterType, ListType, OpaqueType, ScalarType, TupleType,
)  # fmt: skip
from s2sad.source import Span

F64 = ScalarType("f64")
VECTOR = ArrayType("f64", (Dim("n", not_one=True),))


@dataclass
class Layer:
    """A structured argument."""

    w: object
    b: object


def line(number: int) -> Span:
    return Span("model.py", number)


def straight() -> Function:
    """y = sin(2.0 * x); return y"""
    x = Value("x", FLOAT)
    b = Builder(line(2))
    y = b.call(operator.mul, 2.0, x, name="y", type=FLOAT)
    b.span = line(3)
    y = b.call(math.sin, y, name="y", type=FLOAT)
    return Function("straight", (Param("x", x),), b.block((), Return(y)))


def sum_until() -> Function:
    """Adds the positive entries of x until the sum exceeds limit."""
    x, limit = Value("x", VECTOR), Value("limit", FLOAT)
    xi, s, total = Value("xi", F64), Value("s", F64), Value("s", F64)
    inner, body = Builder(line(5)), Builder(line(4))
    more = inner.call(operator.add, s, xi, name="s", type=F64)
    positive = body.call(operator.gt, xi, 0.0, name="positive", type=BOOL)
    kept = Value("s", F64)
    then, orelse = inner.block((), Yield((more,))), Block((), (), Yield((s,)))
    body.append(If(positive, then, orelse, (kept,), line(4)))
    stop = body.call(operator.gt, kept, limit, name="stop", type=BOOL)
    block = body.block((xi, s), Next((kept,), stop))
    loop = For((x,), (Const(0.0),), block, (total,), line(3))
    params = (Param("x", x), Param("limit", limit, default=Const(math.inf)))
    return Function("sum_until", params, Block((), (loop,), Return(total)))


def halve() -> Function:
    """Halves x while it is above 1 and counts how often."""
    x, start = Value("x", FLOAT), Const(0)
    x0, k0, x1, k1 = Value("x", FLOAT), Value("k", INT), Value("x", FLOAT), Value("k", INT)
    results = (Value("x", FLOAT), Value("k", INT))
    condition, body = Builder(), Builder()
    big = condition.call(operator.gt, x0, 1.0, name="big", type=BOOL)
    half = body.call(operator.truediv, x1, 2.0, name="x", type=FLOAT)
    count = body.call(operator.add, k1, 1, name="k", type=INT)
    loop = While(
        (x, start),
        condition.block((x0, k0), Yield((big,))),
        body.block((x1, k1), Next((half, count))),
        results,
    )
    value = Return(Pack(tuple, results))
    return Function("halve", (Param("x", x),), Block((), (loop,), value))


def write_middle() -> Function:
    """x[1:-1] = v, the middle of x; returns x's old and new version."""
    x, v = Value("x", VECTOR), Value("v", FLOAT)
    b = Builder()
    path = (slice(1, -1, None),)
    new = b.call(prims.write, x, path, v, name="x", type=VECTOR)
    params = (Param("x", x), Param("v", v))
    return Function(
        "write_middle", params, b.block((), Return(Pack(tuple, (x, new)), (new,))), (x,)
    )


def structured() -> Function:
    """Parameters that are trees of every kind."""
    w, bias, eps = Value("w", VECTOR), Value("b", FLOAT), Value("eps", FLOAT)
    first, second, rest = Value("a", FLOAT), Value("a", FLOAT), Value("rest", TupleType((FLOAT,)))
    tree = Pack(list, (Pack(Layer, (w, bias), ("w", "b")), Pack(dict, (eps,), ("eps",))))
    b = Builder()
    total = b.call(np.sum, w, kwargs={"axis": (0,), "keepdims": False}, name="total", type=F64)
    pair = {"sum": total, 1: [first, (second,)], None: slice(bias, None, eps)}
    params = (
        Param("layers", tree, 0),
        Param("pair", Pack(tuple, (first, second))),
        Param("rest", rest, 2),
        Param("axis", Const(None), 3, Const(None)),
        Param("others", Pack(dict, (), ()), 4),
    )
    return Function("structured", params, b.block((), Return(Pack(tuple, (pack(pair), rest)))))


def pack(data: dict) -> Pack:
    b = Builder()
    b.call(len, data)
    return b.ops[0].args[0]


def effects() -> Function:
    """Calls for their effect, methods, other functions, values without a name, no arguments."""
    rng, helper = Value("rng", OpaqueType("numpy.random:Generator")), straight()
    b = Builder(line(7))
    b.append(Call(print, (Const("a; b # c\n"), rng), (("end", Const("")),), None, True, line(7)))
    draw = b.call(prims.Method("normal"), rng, effect=True, type=F64)
    other = b.call(helper, draw, type=FLOAT)
    empty = b.call(dict, type=OpaqueType())
    view = Pack(prims.View, (Const(np.transpose), Const((1, 0))))
    b.call(prims.write, other, Pack(tuple, (view, Const(...))), empty, type=F64)
    b.append(If(Const(True), Block((), (), Yield()), Block((), (), Yield())))
    b.append(For((Const((1, 2)),), (), Block((Value("i", INT),), (), Next()), ()))
    never = Block((), (), Yield((Const(False),)))
    b.append(While((), never, Block((), (), Next((), Const(True))), ()))
    return Function("effects", (Param("rng", rng),), b.block((), Return(other)))


def recursive() -> Function:
    """n! by a call of itself: the text names a function inside itself."""
    n = Value("n", INT)
    fn = Function.__new__(Function)
    b = Builder()
    less = b.call(operator.sub, n, 1, name="less", type=INT)
    inner = b.call(fn, less, name="inner", type=INT)
    product = b.call(operator.mul, n, inner, name="product", type=INT)
    result = Value("result", INT)
    choice = If(n, b.block((), Yield((product,))), Block((), (), Yield((Const(1),))), (result,))
    fn.__init__("factorial", (Param("n", n),), Block((), (choice,), Return(result)))
    return fn


def maybe_undefined() -> Function:
    """A variable that one branch assigns, returned."""
    c, y = Value("c", BOOL), Value("y", INT)
    yes, no = Block((), (), Yield((Const(1),))), Block((), (), Yield((Const(UNDEFINED),)))
    return Function("maybe", (Param("c", c),), Block((), (If(c, yes, no, (y,)),), Return(y)))


def untyped_closure() -> Function:
    """def outer(x):
    def add(y, z=1): return x + y + z + offset
    return add(*(2,), **{"z": 3})
    """
    b, y, z = Builder(), Value("y"), Value("z")
    x = b.call(prims.load_free, "x", name="x")
    total = b.call(operator.add, b.call(operator.add, x, y), z)
    offset = b.call(prims.load_global, "offset", name="offset")
    total = b.call(operator.add, total, offset)
    add = Function("add", (Param("y", y), Param("z", z)), b.block((), Return(total)))

    b, x = Builder(), Value("x")
    cell = b.call(prims.new_cell, "x", name="x")
    b.append(Call(prims.cell_set, (cell, x), effect=True))
    function = b.call(prims.make_closure, add, {"x": cell}, (1,), {}, name="add")
    args = Pack(tuple, (Pack(prims.Star, (Const((2,)),)),))
    kwargs = Pack(dict, (Pack(dict, (Const(3),), ("z",)),), (None,))
    result = b.call(prims.call, function, args, kwargs, effect=True)
    return Function("outer", (Param("x", x),), b.block((), Return(result)))


def every_type() -> Function:
    """One value of each type."""
    n, free = Dim("n", not_one=True), Dim("n")
    types = (
        ScalarType("bool"), BOOL, INT, FLOAT, ScalarType("c128", python=True), F64,
        ScalarType("u8"), VECTOR, ArrayType("bool", ()), ArrayType("f32", (1, free, n, 3)),
        ArrayType("i64", (Dim("n", True, 2), Dim("n", False, 1), Dim("?1"), Dim("n|m-1"))),
        ArrayType("f64", (Dim("min(a,b)"), Dim("x[1:2]", True), Dim("3", True), Dim("k-1", True))),
        TupleType(()), TupleType((FLOAT,)), TupleType((F64, ListType(None))),
        ListType(ListType(VECTOR)), IterType(INT), OpaqueType(), OpaqueType("str"),
        OpaqueType("list<int>"), None,
    )  # fmt: skip
    b = Builder()
    for type in types:
        b.call(operator.pos, 0, name="v", type=type)
    return Function("every_type", (), b.block((), Return(Const(None))))


CONSTANTS = (
    None, True, False, ..., UNDEFINED, 0, -3, 10**30, 0.1, -0.0, 1e300, 1e-7, math.inf, -math.inf,
    math.nan, 1j, complex(-0.0, -1), complex(math.nan, math.inf), 2 - 3e20j, "", "it's", 'a"b\n',
    "<np.sin>", b"\x00'", (), (1,), [1, (2.0, "x")], {"a": 1, 2: None}, slice(1, None, -1),
    np.float64(0.1), np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1 + 2j),
    np.longdouble("0.1"), np.str_("s"), np.dtype("float64"), np.dtype(">f8"), np.dtype(bool),
    np, math, np.linalg, np.sin, np.float64, np.sum, np.linalg.solve, np.add.at, np.random.rand,
    np.ndarray.sum, operator.add, operator.pow, pow, abs, operator.abs, len, next, float, str.join,
    math.pow, prims.write, prims.call, prims.Method("normal"), ValueError, Layer,
)  # fmt: skip


def every_constant() -> Function:
    b = Builder()
    for value in CONSTANTS:
        b.append(Call(operator.pos, (Const(value),), (), Value()))
    return Function("every_constant", (), b.block((), Return(Const(None))))


SAMPLES = (
    straight, sum_until, halve, write_middle, structured, effects, recursive, maybe_undefined,
    untyped_closure, every_type, every_constant,
)  # fmt: skip
