import operator

import numpy as np
import pytest
from becoming import assert_becomes, assert_stays

from s2sad.ir.builder import Builder
from s2sad.ir.nodes import Const, Function, Pack, Param, Return, Value
from s2sad.ir.types import ScalarType
from s2sad.passes import cse


def test_branches_do_not_see_each_other():
    assert_stays(
        cse,
        """
        func @f(%x: f64, %c: bool) {
          %r: f64 = if %c { %a: f64 = np.sin %x; yield %a } else { %b: f64 = np.sin %x; yield %b }
          %d: f64 = np.sin %x
          %e: f64 = add %r, %d
          return %e
        }""",
    )


def test_a_branch_sees_what_dominates_it():
    assert_becomes(
        cse,
        """
        func @f(%x: f64, %c: bool) {
          %a: f64 = np.sin %x
          %r: f64 = if %c { %b: f64 = np.sin %x; yield %b } else { yield %x }
          return (%a, %r)
        }""",
        """
        func @f(%x: f64, %c: bool) {
          %a: f64 = np.sin %x
          %r: f64 = if %c { yield %a } else { yield %x }
          return (%a, %r)
        }""",
    )


@pytest.mark.parametrize(
    "pair",
    [
        "%a: f64 = sub %x, %y; %b: f64 = sub %y, %x",
        "%a: f64[3] = np.zeros 3; %b: f64[3] = np.zeros 3",
        "%a: f64 = np.random.random!; %b: f64 = np.random.random!",
        "%a: iter<int> = count 0; %b: iter<int> = count 0",
    ],
)
def test_is_not_merged(pair):
    assert_stays(cse, f"func @f(%x: f64, %y: f64) {{\n{pair}\nreturn (%a, %b)\n}}")


def test_sums_of_lists_do_not_commute():
    assert_stays(
        cse,
        """
        func @f(%x: list<f64>, %y: list<f64>) {
          %a: list<f64> = add %x, %y
          %b: list<f64> = add %y, %x
          return (%a, %b)
        }""",
    )


CONSTANTS = (1, 1.0, True, np.float64(1.0), np.float32(1.0), 0.0, -0.0, np.float32(-0.0), 0j, -0j)


@pytest.mark.parametrize("first", range(len(CONSTANTS)))
def test_constants_are_told_apart(first):
    f64 = ScalarType("f64")
    for second, constant in enumerate(CONSTANTS):
        x, b = Value("x", f64), Builder()
        pair = [b.call(operator.mul, x, Const(c), type=f64) for c in (CONSTANTS[first], constant)]
        fn = Function("f", (Param("x", x),), b.block((), Return(Pack(tuple, tuple(pair)))))
        assert (cse.run(fn) is fn) == (first != second)


def test_names_of_lengths_tell_nothing_apart():
    assert_becomes(
        cse,
        """
        func @f(%x: f64[n]) {
          %a: f64[n] = np.sin %x
          %y: f64[m] = retyped %x
          %b: f64[m] = np.sin %y
          return (%a, %b)
        }""",
        """
        func @f(%x: f64[n]) {
          %a: f64[n] = np.sin %x
          %y: f64[m] = retyped %x
          %b: f64[m] = retyped %a
          return (%a, %b)
        }""",
    )
