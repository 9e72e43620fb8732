"""Sums of products in a reverse sweep: as few operations as a person would write."""

import math
from dataclasses import replace

import numpy as np
import pytest
from becoming import assert_stays
from ir_values import arguments
from random_ir import program

import s2sad
from s2sad.ir.evaluator import evaluate
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.traverse import walk
from s2sad.ir.verifier import verify
from s2sad.passes import collect, dce, simplify
from s2sad.source import Span


def function(body, params="%a: f64, %b: f64, %c: f64, %d: f64"):
    return f"func @f({params}) {{\n{body}\n}}"


def collected(text):
    """The function after the pass, and without what is unused then."""
    fn = verify(parse_function(text), typed=True)
    while True:
        made = verify(dce.run(simplify.run(collect.run(fn))), typed=True)
        if made is fn:
            return fn
        fn = made


SUMS = [
    ("a common factor", "%0: f64 = mul %a, %b\n%1: f64 = mul %a, %c\n%r: f64 = sub %0, %1", 2),
    ("deeper in the product",
     "%0: f64 = mul %a, %b\n%1: f64 = mul %c, %a\n%2: f64 = mul %1, %d\n%r: f64 = add %0, %2", 3),
    ("like terms",
     "%0: f64 = mul %a, %b\n%1: f64 = mul %b, %a\n%2: f64 = mul %1, 2.0\n%r: f64 = add %0, %2", 2),
    ("a common denominator",
     "%0: f64 = truediv %a, %b\n%1: f64 = truediv %c, %b\n%r: f64 = add %0, %1", 2),
    ("a constant denominator",
     "%0: f64 = truediv %a, 3.0\n%1: f64 = truediv %c, 3.0\n%r: f64 = add %0, %1", 2),
    ("a reciprocal", "%0: f64 = truediv 1.0, %b\n%r: f64 = mul %a, %0", 1),
    ("numbers", "%0: f64 = mul 0.3, %a\n%1: f64 = mul %0, %b\n%r: f64 = mul 0.7, %1", 2),
    ("minus signs", "%0: f64 = neg %a\n%1: f64 = mul %0, %b\n%2: f64 = neg %1\n"
     "%3: f64 = mul %c, %a\n%r: f64 = sub %3, %2", 2),
    ("a product that occurs twice in the sum",
     "%0: f64 = mul 0.5, %a\n%1: f64 = mul %0, %b\n%2: f64 = add %c, %1\n%r: f64 = add %2, %1", 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "count"), SUMS)
def test_a_sum_has_no_more_operations_than_it_needs(name, body, count):
    text = function(body + "\nreturn %r")
    after = collected(text)
    assert len(after.body.ops) == count, print_function(after)
    for seed in range(5):
        args = arguments(after, seed)
        expected = evaluate(parse_function(text), *args)
        np.testing.assert_allclose(evaluate(after, *args), expected, rtol=1e-13)


def test_arrays_of_one_shape_beside_scalars():
    body = "%0: f64[n] = mul %x, %a\n%1: f64[n] = mul %b, %x\n%r: f64[n] = add %0, %1\nreturn %r"
    after = collected(function(body, "%x: f64[n], %a: f64, %b: float"))
    assert [op.callee.__name__ for op in after.body.ops] == ["add", "mul"]


@pytest.mark.parametrize("body", [
    "%0: f64 = sub %a, %b\n%r: f64 = sub %0, %a\nreturn %r",
    "%0: f64 = mul %a, %b\n%r: f64 = truediv %0, %a\nreturn %r",
    "%0: f64 = mul %a, %b\n%1: f64 = mul %a, %b\n%r: f64 = sub %0, %1\nreturn %r",
    # what is left of these has no part of its own that is NaN
    "%0: f64 = mul %a, %b\n%1: f64 = mul %a, %b\n%2: f64 = sub %0, %1\n"
    "%3: f64 = mul %a, %c\n%r: f64 = sub %2, %3\nreturn %r",
])  # fmt: skip
def test_nothing_is_cancelled(body):
    before, after = parse_function(function(body)), collected(function(body))
    for a in (np.nan, np.inf, 0.0):
        args = [np.float64(a), *np.ones(2), np.float64(0.0)]
        with np.errstate(all="ignore"):
            found, expected = evaluate(after, *args), evaluate(before, *args)
        assert np.isnan(found) == np.isnan(expected)


def test_no_operation_of_the_user_is_changed():
    text = function("%0: f64 = mul %a, %b\n%1: f64 = mul %a, %c\n%r: f64 = add %0, %1\nreturn %r")
    fn = parse_function(text)
    ops = tuple(replace(op, span=Span("f.py", 1)) for op in fn.body.ops)
    fn = replace(fn, body=replace(fn.body, ops=ops))
    assert collect.run(fn) is fn


@pytest.mark.parametrize("body", [
    # a sum may not be moved into a loop, nor a factor that others need be computed twice
    "%0: f64 = mul %a, %b\n%1: f64 = mul %0, %c\n%2: f64 = add %1, %0\nreturn (%2, %0)",
    "%0: f64 = mul %a, %b\n%r: f64 = sub %a, %0\nreturn %r",
    # integers are not rounded
    "%0: f64 = mul %a, 9007199254740993\n%1: f64 = mul %b, 9007199254740993\n"
    "%r: f64 = add %0, %1\nreturn %r",
])  # fmt: skip
def test_stays(body):
    assert_stays(collect, function(body))


@pytest.mark.parametrize("seed", range(40))
def test_random_programs_keep_their_meaning(seed):
    before = verify(program(seed, size=40), typed=True)
    after = verify(collect.run(before), typed=True)
    args = arguments(before, seed)
    with np.errstate(all="ignore"):
        _assert_close(evaluate(after, *args), evaluate(before, *args))
    cost = [sum(1 for _ in walk(dce.run(fn).body)) for fn in (before, after)]
    assert cost[1] <= cost[0]


def _assert_close(found, expected):
    if isinstance(expected, (tuple, list)):
        for a, b in zip(found, expected, strict=True):
            _assert_close(a, b)
    elif isinstance(expected, (np.ndarray, np.generic)):
        assert found.dtype == expected.dtype and np.shape(found) == np.shape(expected)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)
    else:
        assert type(found) is type(expected)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


def test_the_products_of_a_long_program_are_not_followed_all_the_way():
    """Each is a factor of the next one, and of a derivative."""

    def horner(c, x):
        s = 1.0
        for a in c:
            s = math.tanh(s * x) * a["scale"]
        return s

    c = [{"scale": 1.0} for _ in range(400)]
    slope = (horner(c, 1.3 + 1e-6) - horner(c, 1.3 - 1e-6)) / 2e-6
    assert math.isclose(s2sad.grad(horner, argnums=1)(c, 1.3), slope, rel_tol=1e-6)
