import math
import operator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
import scipy.special
from emitting import F64, MATRIX, VECTOR, body, function, spelled

import s2sad
from s2sad.errors import UnsupportedError
from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Const, Pack, Value
from s2sad.ir.types import BOOL, FLOAT, INT, ArrayType, ListType, OpaqueType, TupleType
from s2sad.source import Span



@dataclass
class Point:
    p: float
    q: float


a, b, c = (Value(name, FLOAT) for name in "abc")
i, j = Value("i", INT), Value("j", INT)
x, y = Value("x", VECTOR), Value("y", VECTOR)
w = Value("w", MATRIX)
items = Value("items", ListType(FLOAT))
obj = Value("obj", OpaqueType("object"))

CALLS = [
    (spelled(operator.add, a, b), "a + b"),
    (spelled(operator.sub, a, Const(2.0)), "a - 2.0"),
    (spelled(operator.add, a, Const(-2.0)), "a - 2.0"),
    (spelled(operator.sub, a, Const(-2.0)), "a + 2.0"),
    (spelled(operator.mul, Const(-2.0), a), "-2.0 * a"),
    (spelled(operator.pow, a, Const(2)), "a**2"),
    (spelled(operator.pow, a, Const(-1)), "a**-1"),
    (spelled(operator.matmul, w, x, type=VECTOR), "w @ x"),
    (spelled(np.matmul, w, x, type=VECTOR), "w @ x"),
    (spelled(operator.neg, a), "-a"),
    (spelled(operator.not_, a, type=BOOL), "not a"),
    (spelled(operator.le, a, b, type=BOOL), "a <= b"),
    (spelled(operator.is_not, obj, Const(None), type=BOOL), "obj is not None"),
    (spelled(operator.contains, items, a, type=BOOL), "a in items"),
    (spelled(operator.getitem, x, i), "x[i]"),
    (spelled(operator.getitem, x, (i,)), "x[i]"),
    (spelled(operator.getitem, w, (i, j)), "w[i, j]"),
    (spelled(operator.getitem, w, (slice(1, -1), slice(None)), type=MATRIX), "w[1:-1, :]"),
    (spelled(operator.getitem, w, (Ellipsis, None), type=MATRIX), "w[..., None]"),
    (spelled(operator.getitem, x, (slice(None, None, -1)), type=VECTOR), "x[::-1]"),
    (spelled(operator.getitem, x, Const(slice(2, None)), type=VECTOR), "x[2:]"),
    (spelled(operator.getitem, Value("z", ArrayType("f64", ())), ()), "z[()]"),
    (spelled(prims.axis_length, x, 0, type=INT), "len(x)"),
    (spelled(prims.axis_length, w, 0, type=INT), "w.shape[0]"),
    (spelled(prims.axis_length, w, 1, type=INT), "w.shape[1]"),
    (spelled(np.size, w, type=INT), "w.size"),
    (spelled(np.sum, x, type=F64), "x.sum()"),
    (spelled(np.sum, w, axis=0, keepdims=True, type=VECTOR), "w.sum(axis=0, keepdims=True)"),
    (spelled(np.max, w, 1, type=VECTOR), "w.max(1)"),
    (spelled(np.sum, items), "np.sum(items)"),
    (spelled(np.mean, x), "x.mean()"),
    (spelled(np.dot, w, x, type=VECTOR), "w.dot(x)"),
    (spelled(np.copy, x, type=VECTOR), "x.copy()"),
    (spelled(np.transpose, w, type=MATRIX), "w.T"),
    (spelled(np.transpose, w, (1, 0), type=MATRIX), "w.transpose(1, 0)"),
    (spelled(np.reshape, w, (i, -1), type=MATRIX), "w.reshape(i, -1)"),
    (spelled(np.reshape, w, -1, type=VECTOR), "w.reshape(-1)"),
    (spelled(np.expand_dims, x, 1, type=MATRIX), "x[:, None]"),
    (spelled(np.expand_dims, x, axis=0, type=MATRIX), "x[None, :]"),
    (spelled(np.expand_dims, w, -1, type=MATRIX), "w[..., None]"),
    (spelled(np.zeros, (i,), type=VECTOR), "np.zeros(i)"),
    (spelled(np.zeros, (i, j), type=MATRIX), "np.zeros((i, j))"),
    (spelled(np.abs, x, type=VECTOR), "np.abs(x)"),
    (spelled(np.add.reduce, x), "np.add.reduce(x)"),
    (spelled(np.linalg.solve, w, x, type=VECTOR), "np.linalg.solve(w, x)"),
    (spelled(scipy.special.erf, x, type=VECTOR), "scipy.special.erf(x)"),
    (spelled(math.sin, a), "math.sin(a)"),
    (spelled(abs, a), "abs(a)"),
    (spelled(prims.astype, x, np.float32, type=ArrayType("f32", x.type.shape)),
     "x.astype(np.float32)"),
    (spelled(prims.astype, a, np.dtype("f4"), type=F64), "np.float32(a)"),
    (spelled(np.zeros, i, dtype=np.dtype("i8"), type=VECTOR), "np.zeros(i, dtype=np.int64)"),
    (spelled(prims.get_attribute, obj, "rate"), "obj.rate"),
    (spelled(prims.Method("normal"), obj, size=i, type=VECTOR), "obj.normal(size=i)"),
    (spelled(prims.stop_gradient, a), "a"),
    (spelled(np.concatenate, (x, y), axis=0, type=VECTOR), "np.concatenate((x, y), axis=0)"),
    (spelled(np.stack, [x, y], type=MATRIX), "np.stack([x, y])"),
    (spelled(prims.join_text, "v = ", a, type=OpaqueType("str")), 'f"v = {a}"'),
    (spelled(prims.format_value, a, "r", ".3f", type=OpaqueType("str")), 'f"{a!r:.3f}"'),
]  # fmt: skip


@pytest.mark.parametrize("found, wanted", CALLS, ids=[wanted for _, wanted in CALLS])
def test_calls(found, wanted):
    assert found == wanted


CONSTANTS = [
    (1.5, "1.5"), (-1.5, "-1.5"), (-0.0, "-0.0"), (1e300, "1e+300"), (math.inf, "np.inf"),
    (-math.inf, "-np.inf"), (math.nan, "np.nan"), (2j, "2j"), (1 + 2j, "complex(1.0, 2.0)"),
    (True, "True"), (None, "None"), ("it's", '"it\'s"'), (b"a", 'b"a"'), (-3, "-3"),
    (np.float32(1.5), "np.float32(1.5)"), (np.float64(-2.0), "np.float64(-2.0)"),
    (np.int64(3), "np.int64(3)"), (np.bool_(True), "np.bool(True)"),
    (np.array([1.0, 2.0]), "np.array([1.0, 2.0])"),
    (np.array([[1, -2]], dtype="i4"), "np.array([[1, -2]], dtype=np.int32)"),
    (np.zeros((0, 2)), "np.zeros((0, 2), dtype=np.float64)"),
    (np.float32, "np.float32"), (np.dtype("c16"), "np.dtype(np.complex128)"), (float, "float"),
    (range(3), "range(3)"), (range(1, 3), "range(1, 3)"), (range(0, 6, 2), "range(0, 6, 2)"),
    (slice(1, None), "slice(1, None, None)"), (frozenset("ba"), 'frozenset({"a", "b"})'),
    ((1, (2,)), "1, (2,)"), ([1, 2], "[1, 2]"), ({"a": 1}, '{"a": 1}'), (Ellipsis, "..."),
]  # fmt: skip


@pytest.mark.parametrize("value, wanted", CONSTANTS, ids=[wanted for _, wanted in CONSTANTS])
def test_constants(value, wanted):
    fn = function("f", [a], Builder(), Const(value))
    assert body(fn) == f"return {wanted}".replace("return None", "return None")


def test_a_large_array_is_no_constant():
    fn = function("f", [a], Builder(), Const(np.zeros(5000)))
    with pytest.raises(UnsupportedError, match="5000 entries"):
        body(fn)


def test_a_local_function_has_no_name():
    with pytest.raises(UnsupportedError, match="no name"):
        spelled(lambda v: v, a)


def test_signs_join_the_operators():
    g = Builder()
    t = g.call(operator.neg, b, type=FLOAT)
    u = g.call(operator.mul, Const(-2.0), c, type=FLOAT)
    v = g.call(operator.add, a, t, type=FLOAT)
    v = g.call(operator.add, v, u, type=FLOAT)
    assert body(function("f", [a, b, c], g, v)) == "return a - b - 2.0 * c"


def test_the_sign_of_a_sum_joins_as_one():
    g = Builder()
    t = g.call(operator.neg, b, type=FLOAT)
    t = g.call(operator.sub, t, c, type=FLOAT)
    v = g.call(operator.add, a, t, type=FLOAT)
    assert body(function("f", [a, b, c], g, v)) == "return a - (b + c)"


@pytest.mark.parametrize("callee, text", [(operator.mul, "c * 2"), (operator.truediv, "c / 2")])
def test_the_sign_of_a_second_constant_joins_too(callee, text):
    g = Builder()
    t = g.call(callee, c, Const(-2), type=FLOAT)
    v = g.call(operator.sub, a, t, type=FLOAT)
    assert body(function("f", [a, c], g, v)) == f"return a + {text}"


@pytest.mark.parametrize("adjoint, text", [(True, "-a * b / c"), (False, "-(a * b / c)")])
def test_the_sign_of_a_product_stands_before_its_first_factor_in_a_derivative(adjoint, text):
    g = Builder(Span("f.py", 1, adjoint=adjoint))
    t = g.call(operator.truediv, g.call(operator.mul, a, b, type=FLOAT), c, type=FLOAT)
    v = g.call(operator.neg, t, type=FLOAT)
    assert body(function("f", [a, b, c], g, v)) == f"return {text}"


def test_the_sign_of_a_product_of_integers_stays():
    g = Builder(Span("f.py", 1, adjoint=True))
    t = g.call(operator.mul, i, b, type=FLOAT)
    v = g.call(operator.neg, t, type=FLOAT)
    assert body(function("f", [i, b], g, v)) == "return -(i * b)"


def test_unsigned_numbers_keep_their_sign():
    kind = ArrayType("u8", VECTOR.shape)
    u = Value("u", kind)
    assert spelled(operator.add, u, Const(-1), type=kind) == "u + -1"


def test_classes_and_dicts():
    from collections import namedtuple

    g = Builder()
    fn = function("f", [a, b], g, Pack(dict, (a, b), ("p", "q r")))
    assert body(fn) == 'return {"p": a, "q r": b}'
    local = namedtuple("local", "p q")
    with pytest.raises(UnsupportedError):
        body(function("f", [a, b], g, Pack(local, (a, b))))
    fn = function("f", [a, b], g, Pack(Point, (a, b), ("p", "q")))
    assert body(fn) == "return test_spelling.Point(p=a, q=b)"
    fn = function("f", [a, b], g, Pack(Fraction, (a, b), ("numerator", "denominator")))
    assert body(fn) == "return _instance(fractions.Fraction, numerator=a, denominator=b)"


def test_items_of_a_called_tuple():
    g = Builder()
    pair = g.call(np.linalg.slogdet, w, type=TupleType((F64, F64)))
    sign = g.call(operator.getitem, pair, 0, name="sign", type=F64)
    logdet = g.call(operator.getitem, pair, 1, name="logdet", type=F64)
    again = g.call(operator.getitem, pair, -1, type=F64)
    t = g.call(operator.mul, sign, logdet, type=F64)
    t = g.call(operator.mul, t, again, type=F64)
    assert body(function("f", [w], g, t)) == (
        "sign, logdet = np.linalg.slogdet(w)\nreturn sign * logdet * logdet"
    )
    g = Builder()
    pair = g.call(np.linalg.slogdet, w, type=TupleType((F64, F64)))
    one = g.call(operator.getitem, pair, 1, name="logdet", type=F64)
    assert body(function("f", [w], g, one)) == "return np.linalg.slogdet(w)[1]"


def test_one_in_the_place_of_zero(order):
    def f(x, y):
        return math.atan2(y, x)

    def of_arrays(x, y):
        return np.sum(np.hypot(x, y))

    assert "(t or 1.0)" in s2sad.grad(f).source("float", "float")
    assert " or " not in s2sad.grad(f).source("f64", "f64")  # which divides as NumPy does
    assert "== 0.0" in s2sad.grad(of_arrays).source("f64[n]", "f64[n]")
    assert s2sad.grad(f)(0.0, 0.0) == 0.0
    s2sad.check_grads(f, (0.3, -0.7), order=order)
