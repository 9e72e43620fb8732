"""Short arrays of which each entry is written are made of their entries."""

import numpy as np
import pytest
from becoming import assert_becomes, assert_stays


import s2sad
from s2sad.passes import filled

WRITE, ADD = "s2sad.ir.prims:write", "s2sad.ir.prims:accumulate"


def of(ops, result="%2"):
    return f"func @f(%x: f64, %y: float, %v: f64[2], %n: int) {{ {ops} return {result} }}"


def written(first=WRITE, second=WRITE, made="np.zeros 2", places=(0, 1), values=("%x", "%y")):
    return (
        f"%0: f64[2] = {made}; %1: f64[2] = {first} %0, ({places[0]},), {values[0]}; "
        f"%2: f64[2] = {second} %1, ({places[1]},), {values[1]};"
    )


@pytest.mark.parametrize("case, entries", [
    (written(), "[%x, %y]"), (written(places=(1, 0)), "[%y, %x]"),
    (written(places=(-1, 0)), "[%y, %x]"), (written(made="np.empty_like %v"), "[%x, %y]"),
    (written(ADD, ADD), "[%x, %y]"), (written(ADD, made="np.zeros_like %v"), "[%x, %y]"),
    (written(values=("%x", "0.5")), "[%x, 0.5]"),
])  # fmt: skip
def test_entries_of_an_array(case, entries):
    rest, _, _ = case.partition("%2:")  # what is left unused is for dce
    assert_becomes(filled, of(case), of(f"{rest}%2: f64[2] = np.array {entries};"))


@pytest.mark.parametrize("case, result", [
    (written(places=(0, 0)), "%2"),  # the other entry is zero
    (written(places=("%n", 1)), "%2"),
    (written(ADD, made="np.ones 2"), "%2"),  # it is added to them
    (written(made="np.copy %v"), "%2"),
    (written(values=("%x", "%n")), "%2"),  # an array of what holds integers may be one of these
    (written(), "(%1, %2)"),
])  # fmt: skip
def test_what_stays(case, result):
    assert_stays(filled, of(case, result))


def test_single_precision_stays():
    """Numbers of that type may be Python's, of which an array is one in double precision."""
    case = written(values=("%x", "%x")).replace("f64", "f32")
    assert_stays(filled, of(case).replace("%x: f64", "%x: f32"))


def test_long_arrays_stay():
    n = filled.MOST + 1
    ops = [f"%0: f64[{n}] = np.zeros {n};"]
    ops += [f"%{k + 1}: f64[{n}] = {WRITE} %{k}, ({k},), %x;" for k in range(n)]
    assert_stays(filled, of(" ".join(ops), f"%{n}"))


def rotation(theta, x):
    r = np.zeros((2, 2))
    r[0, 0] = np.cos(theta)
    r[0, 1] = -np.sin(theta)
    r[1, 0] = np.sin(theta)
    r[1, 1] = np.cos(theta)
    for _ in range(3):
        x = np.tanh(r @ x)
    return x @ x * r[0, 0] + r[0, 1] - r[1, 1] * r[1, 0]


def rows_of_one_length(a, x):
    """A number that fills a row is no row."""
    m = np.zeros((3, 2))
    m[0] = a * x
    m[1] = x * x
    m[2] = a
    return np.sum(np.tanh(m @ x))


@pytest.mark.parametrize("f", [rotation, rows_of_one_length])
def test_matrices(f):
    s2sad.check_grads(f, (0.3, np.array([0.3, -0.4])))


def test_a_matrix_of_its_entries():
    source = s2sad.grad(rotation).source(0.3, np.array([0.3, -0.4]))
    assert source.count("np.array([[") == 2 and "np.zeros" not in source
