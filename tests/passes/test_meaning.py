"""On random programs each clean-up pass gives valid IR with the same bits, twice the same object,
and takes time in proportion."""

import time
from functools import cache

import numpy as np
import pytest
from ir_values import arguments, bits
from random_ir import program

from s2sad.ir.evaluator import evaluate
from s2sad.ir.printer import print_function
from s2sad.ir.traverse import walk
from s2sad.ir.verifier import verify
from s2sad.passes import (
    algebra, branches, collect, cse, dce, extents, factors, fold, loops, simplify,
)  # fmt: skip

PASSES = (fold, algebra, factors, extents, branches, cse, simplify, dce, loops)
ORDERS = (simplify, dce, loops, simplify, loops, dce)


def _assert_same(before, after, seed):
    for special in (0.0, 0.5):
        args = arguments(before, seed, special)
        with np.errstate(all="ignore"):
            expected, found = evaluate(before, *args), evaluate(after, *args)
        assert bits(expected) == bits(found), f"{print_function(before)}\n{print_function(after)}"


@pytest.mark.parametrize("module", PASSES, ids=lambda m: m.__name__.rpartition(".")[2])
@pytest.mark.parametrize("seed", range(25))
def test_pass_keeps_meaning(module, seed):
    before = verify(program(seed), typed=True)
    after = verify(module.run(before), typed=True)
    _assert_same(before, after, seed)
    assert module.run(after) is after


@pytest.mark.parametrize("seed", range(100, 140))
def test_passes_after_each_other(seed):
    before = after = verify(program(seed, size=40), typed=True)
    for module in ORDERS:
        after = verify(module.run(after), typed=True)
    _assert_same(before, after, seed)
    assert sum(1 for _ in walk(after.body)) < sum(1 for _ in walk(before.body))


@cache
def _large(size):
    fn = program(1, size)
    return fn, sum(1 for _ in walk(fn.body))


@pytest.mark.parametrize("module", (*PASSES, collect), ids=lambda m: m.__name__.rpartition(".")[2])
def test_time_is_linear(module):
    def seconds(size):
        fn, count = _large(size)
        return min(_timed(module, fn) for _ in range(3)) / count

    assert seconds(1200) < 4 * seconds(150)


def _timed(module, fn):
    start = time.process_time()
    module.run(fn)
    return time.process_time() - start
