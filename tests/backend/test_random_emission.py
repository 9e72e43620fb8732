"""Emitted and run, a random program gives what the evaluator gives."""

import copy
import warnings

import exit_programs
import numpy as np
import pytest
from seeds import seeds
import random_ir
import write_programs

from s2sad.backend.emit import emit
from s2sad.backend.load import load
from s2sad.ir.evaluator import evaluate, evaluate_all
from s2sad.ir.verifier import verify
from s2sad.passes import inplace


def same(a, b):
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return np.array_equal(a, b, equal_nan=True)


def loaded(fn):
    text = emit([fn])
    assert text == emit([fn])
    assert all(len(line) <= 100 for line in text.splitlines())
    return load(text, fn.name, f"<random {fn.name}>")


def arguments(fn, seed):
    rng = np.random.default_rng(seed)
    makers = {
        random_ir.FLOAT: lambda: float(rng.normal()),
        random_ir.NUMPY: rng.normal,
        random_ir.ARRAY: lambda: rng.normal(size=4),
        random_ir.BOOL: lambda: bool(rng.integers(2)),
        random_ir.INT: lambda: int(rng.integers(1, 4)),
    }
    return [makers[param.tree.type]() for param in fn.params]


@pytest.mark.parametrize("seed", seeds(20, 60))
def test_arithmetic_and_loops(seed):
    fn = inplace.run(random_ir.program(seed))
    args = arguments(fn, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            wanted = evaluate(fn, *copy.deepcopy(args))
        except ZeroDivisionError:
            pytest.skip("the program divides by zero")
        assert same(loaded(fn)(*args), wanted)


@pytest.mark.parametrize("seed", seeds(20, 60))
def test_writes_and_aliases(seed):
    fn = inplace.run(write_programs.Programs(seed).function())
    args = write_programs.arguments()
    wanted, versions = evaluate_all(fn, tuple(copy.deepcopy(args)))
    assert same(loaded(fn)(*args), wanted)
    written = {param: k for k, param in enumerate(fn.written)}
    for param, value in zip(fn.params, args):
        if param.tree in written:
            assert same(value, versions[written[param.tree]])


@pytest.mark.parametrize("seed", seeds(50, 150))
def test_early_exits(seed):
    fn = verify(exit_programs.program(seed), typed=True)
    f = loaded(fn)
    for args in ((0.3, -1.2, 3), (1.5, 2.0, 0), (-0.7, 0.1, 5)):
        assert repr(f(*args)) == repr(evaluate(fn, *args))
