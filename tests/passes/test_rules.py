"""Arithmetic rules, on random expressions over a grid of special numbers, to the last bit; and
wrong rules, which this must catch."""

import itertools
import operator
import random

import numpy as np
import pytest
from ir_values import bits

from s2sad.ir.builder import Builder
from s2sad.ir.evaluator import evaluate
from s2sad.ir.nodes import Const, Function, Pack, Param, Return, Value
from s2sad.ir.printer import print_function
from s2sad.ir.types import FLOAT, ArrayType, Dim
from s2sad.passes import algebra, cse, factors, fold, rewrite, simplify
from s2sad.passes.arithmetic import call_like, factor_of, number_of
from s2sad.passes.rewrite import Rules

ARRAY = ArrayType("f64", (Dim("n", True),))
CONSTANTS = (0.0, -0.0, 0, 1.0, 1, -1.0, -1, 2.0, -2.0, 0.5, -4.0, 3.0, 0.1, 4, 0.7, 1.1)
NUMPYS = tuple(map(np.float64, (0.0, 0.7, -3.0)))
NUMBERS = (0.0, -0.0, 1.0, -1.0, 1.7, -0.3, 0.123, 97.3, np.inf, -np.inf, np.nan)
#: where merged constants may differ from the chain, by being right
EXTREMES = (5e-324, -1e-310, 1.7e308, -1.7e308)
WITHOUT_FACTORS = fold.RULES | algebra.RULES | cse.RULES


def expression(seed, type):
    """A function of x and y with one nested expression; some of it is used twice."""
    rng = random.Random(seed)
    x, y = Value("x", type), Value("y", type)
    b = Builder()
    found = [x, y]

    def leaf():
        constants = CONSTANTS if type is FLOAT else (*CONSTANTS, *NUMPYS)
        return Const(rng.choice(constants)) if rng.random() < 0.4 else rng.choice(found[-4:])

    for _ in range(rng.randrange(2, 7)):
        callee = rng.choice((operator.add, operator.sub, operator.mul, operator.truediv, None))
        if callee is operator.truediv and type is FLOAT:
            callee = operator.mul
        if callee is None:
            found.append(b.call(operator.neg, rng.choice(found[-3:]), type=type))
            continue
        args = [rng.choice(found[-3:]), leaf()]
        rng.shuffle(args)
        found.append(b.call(callee, *args, type=type))
    params = (Param("x", x), Param("y", y))
    return Function("f", params, b.block((), Return(Pack(tuple, tuple(found[-2:])))))


def differs(rules, seed, type, numbers):
    before = expression(seed, type)
    after = rewrite.run(before, rules)
    grid = list(itertools.product(numbers, repeat=2))
    points = [tuple(np.array(grid).T)] if type is ARRAY else grid
    with np.errstate(all="ignore"):
        for point in points:
            if bits(evaluate(before, *point)) != bits(evaluate(after, *point)):
                return f"{print_function(before)}\n{print_function(after)}"
    return ""


@pytest.mark.parametrize("part", range(4))
def test_arrays_keep_their_bits(part):
    for seed in range(300 * part, 300 * (part + 1)):
        assert not differs(simplify.RULES, seed, ARRAY, NUMBERS)
        assert not differs(WITHOUT_FACTORS, seed, ARRAY, NUMBERS + EXTREMES)


@pytest.mark.parametrize("part", range(2))
def test_python_floats_keep_their_bits(part):
    for seed in range(50 * part, 50 * (part + 1)):
        assert not differs(simplify.RULES, seed, FLOAT, NUMBERS)


# --- wrong rules ----------------------------------------------------------------------------


def _plus_zero(op, walk):
    x, zero = op.args
    return x if number_of(zero) == 0 else None


def _zero_times(op, walk):
    factor = factor_of(op)
    wrong = factor is not None and factor[0] == 0
    return call_like(op, operator.sub, factor[1], factor[1]) if wrong else None


def _swap_difference(op, walk):
    inner = walk.definition(op.args[0], operator.sub)
    return None if inner is None else call_like(op, operator.sub, *inner.args[::-1])


def _minus_negated(op, walk):
    inner = walk.definition(op.args[0], operator.neg)
    if inner is None:
        return None
    total = walk.emit(operator.add, inner.args[0], op.args[1], type=op.result.type, at=op)
    return call_like(op, operator.neg, total)


def _merge_any(op, walk):
    factor = factor_of(op)
    inner = None if factor is None else walk.definition(factor[1], operator.mul)
    found = None if inner is None else factor_of(inner)
    return None if found is None else call_like(
        op, operator.mul, Const(factor[0] * found[0]), found[1]
    )  # fmt: skip


WRONG = {
    "x + 0.0 -> x": (operator.add, _plus_zero),
    "0 * x -> x - x": (operator.mul, _zero_times),
    "-(a - b) -> b - a": (operator.neg, _swap_difference),
    "-a - b -> -(a + b)": (operator.sub, _minus_negated),
    "c * (d * x) -> (c * d) * x": (operator.mul, _merge_any),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_rule_is_caught(name):
    callee, rule = WRONG[name]
    rules = Rules(calls={callee: (rule,)})
    assert any(differs(rules, seed, ARRAY, NUMBERS) for seed in range(1200))


def test_chain_of_powers_of_two_is_never_less_exact():
    b = Builder()
    x = Value("x", FLOAT)
    half = b.call(operator.mul, 0.5, b.call(operator.mul, 2.0, x, type=FLOAT), type=FLOAT)
    before = Function("f", (Param("x", x),), b.block((), Return(half)))
    after = factors.run(before)
    assert evaluate(before, 1.7e308) == np.inf
    assert evaluate(after, 1.7e308) == 1.7e308
