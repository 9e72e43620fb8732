"""Footprints that are said to be apart are so in arrays of every length."""

import itertools

import numpy as np
import pytest

from s2sad.analysis import footprints
from s2sad.ir.nodes import Const, Pack

BOUNDS = (None, 0, 1, 2, -1, -2)
STEPS = [
    *range(-3, 4),
    *(slice(a, b, s) for a in BOUNDS for b in BOUNDS for s in (None, 1, 2)),
    slice(2, None, 3), slice(None, None, 3), slice(None, None, -1),
]  # fmt: skip


def path(*indices):
    def operand(index):
        if isinstance(index, slice):
            return Pack(slice, tuple(map(Const, (index.start, index.stop, index.step))))
        return Const(index)

    return Pack(tuple, (Pack(tuple, tuple(map(operand, indices))),))


def entries(index, n):
    if isinstance(index, int) and not -n <= index < n:
        return set()
    return set(np.atleast_1d(np.arange(n)[index]))


def test_apart():
    found = 0
    for a, b in itertools.product(STEPS, repeat=2):
        first, second = (footprints.of_path(path(index)) for index in (a, b))
        if first is not None and second is not None and footprints.apart(first, second):
            found += 1
            for n in range(7):
                both_there = all(isinstance(i, slice) or -n <= i < n for i in (a, b))
                assert not both_there or not entries(a, n) & entries(b, n), (a, b, n)
    assert found > 300


@pytest.mark.parametrize(("a", "b"), [
    ((0,), (1,)), ((-1,), (-2,)), ((0,), (slice(1, None),)), ((slice(None, -1),), (-1,)),
    ((slice(None, 3),), (slice(3, None),)), ((slice(0, None, 2),), (slice(1, None, 2),)),
    ((slice(None), 0), (slice(None), 1)), ((2, 0), (2, 1)),
])  # fmt: skip
def test_known_to_be_apart(a, b):
    assert footprints.apart(footprints.of_path(path(*a)), footprints.of_path(path(*b)))
    assert footprints.apart(footprints.of_path(path(*b)), footprints.of_path(path(*a)))


@pytest.mark.parametrize(("a", "b"), [
    ((0,), (-1,)), ((1, 0), (slice(None), 0)), ((slice(1, None),), (-1,)),
    ((slice(0, None, 2),), (slice(2, None, 2),)), ((0,), ()),
])  # fmt: skip
def test_not_apart(a, b):
    assert not footprints.apart(footprints.of_path(path(*a)), footprints.of_path(path(*b)))


def test_no_place():
    assert footprints.of_path(path(slice(None, None, -1))) is None
    assert footprints.of_path(path(None)) is None
    assert footprints.of_path(Pack(tuple, ())) == ()
