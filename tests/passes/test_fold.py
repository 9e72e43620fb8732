import math
import operator

import numpy as np
import pytest

from s2sad.ir import prims
from s2sad.ir.builder import Builder
from s2sad.ir.evaluator import evaluate
from s2sad.ir.nodes import Const, For, Function, Next, Param, Return, Value
from s2sad.ir.types import BOOL, FLOAT, INT, ArrayType, Dim, IterType, ListType
from s2sad.passes import fold


def folded(callee, *args):
    b = Builder()
    result = b.call(callee, *args, type=FLOAT)
    fn = fold.run(Function("f", (), b.block((), Return(result))))
    return fn.body.terminator.value


@pytest.mark.parametrize(
    ("callee", "args", "value"),
    [
        (operator.add, (0.1, 0.2), 0.1 + 0.2),
        (operator.mul, (2, 3.0), 6.0),
        (operator.pow, (2, 10), 1024),
        (operator.pow, (2.0, -1), 0.5),
        (operator.floordiv, (-7, 2), -4),
        (math.sqrt, (2.0,), math.sqrt(2.0)),
        (max, (1, 2.5), 2.5),
        (operator.add, (math.inf, 1.0), math.inf),
        (operator.is_, (None, None), True),
        (operator.add, (np.float64(0.1), 0.2), np.float64(0.1 + 0.2)),
        (operator.truediv, (2, np.float64(3.0)), np.float64(2 / 3)),
        (operator.neg, (np.float64(0.0),), np.float64(-0.0)),
    ],
)
def test_is_folded(callee, args, value):
    found = folded(callee, *args)
    assert isinstance(found, Const)
    assert type(found.value) is type(value) and found.value == value


@pytest.mark.parametrize(
    ("callee", "args"),
    [
        (operator.truediv, (1.0, 0.0)),
        (operator.mul, (1e200, 1e200)),
        (operator.pow, (10, 10**9)),
        (operator.pow, (2.0, 0.5)),
        (operator.pow, (0.1, 2)),
        (operator.pow, (0, -1)),
        (math.sqrt, (-1.0,)),
        (math.sin, (1.0,)),
        (np.sin, (1.0,)),
        (operator.add, (np.float32(1.0), 1.0)),
        (operator.truediv, (np.float64(1.0), 0)),
        (np.multiply, (np.float64(1.0), 2.0)),
        (operator.is_, (1.0, 1.0)),
        (operator.add, ("a", "b")),
    ],
)
def test_is_not_folded(callee, args):
    assert not isinstance(folded(callee, *args), Const)


@pytest.mark.parametrize(("count", "expected"), [(0, []), (2, [0.0, 0.0])])
def test_a_list_of_no_items_is_empty(count, expected):
    b = Builder()
    zero = b.call(prims.build_list, 0.0, type=ListType(FLOAT))
    result = b.call(operator.mul, zero, count, type=ListType(FLOAT))
    fn = fold.run(Function("f", (), b.block((), Return(result))))
    assert evaluate(fn) == expected
    assert (fn.body.ops[-1].callee is prims.build_list) is (count == 0)


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("count", [0, 1])
def test_a_loop_over_an_empty_list_is_gone(backwards, count):
    b = Builder()
    items = b.call(prims.build_list, *[2.0] * count, type=ListType(FLOAT))
    if backwards:
        items = b.call(reversed, items, type=IterType(FLOAT))
    item, carry, result = Value("v", FLOAT), Value("s", FLOAT), Value("s", FLOAT)
    inner = Builder()
    total = inner.call(operator.add, carry, item, type=FLOAT)
    b.append(For((items,), (Const(1.0),), inner.block((item, carry), Next((total,))), (result,)))
    fn = fold.run(Function("f", (), b.block((), Return(result))))
    assert evaluate(fn) == 1.0 + 2.0 * count
    assert any(isinstance(op, For) for op in fn.body.ops) is (count == 1)


@pytest.mark.parametrize("length", [prims.axis_length, len])
@pytest.mark.parametrize("callee", [operator.lt, operator.le, operator.gt, operator.ge])
def test_a_length_is_never_below_zero(length, callee):
    """All that is decided is right for each length, and what a length may decide stays."""
    x = Value("x", ArrayType("f64", (Dim("n", True),)))
    for number in (-1, 0, 1):
        for turned in (False, True):
            b = Builder()
            n = b.call(length, x, *([Const(0)] if length is prims.axis_length else []), type=INT)
            args = (Const(number), n) if turned else (n, Const(number))
            asked = b.call(callee, *args, type=BOOL)
            fn = fold.run(Function("f", (Param("x", x),), b.block((), Return(asked))))
            answers = [callee(number, k) if turned else callee(k, number) for k in range(9)]
            found = fn.body.terminator.value
            assert isinstance(found, Const) == (len({*answers}) == 1)
            assert not isinstance(found, Const) or found.value == answers[0]
