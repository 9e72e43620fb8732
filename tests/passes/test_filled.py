"""Short arrays of which each entry is written are made of their entries."""

import pytest
from becoming import assert_becomes, assert_stays

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
