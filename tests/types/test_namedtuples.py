"""Namedtuples in lists whose length the run decides keep their class."""

from typing import NamedTuple

import numpy as np
import pytest

import s2sad
from s2sad.errors import UnsupportedError


class Point(NamedTuple):
    x: float
    y: float


class Turned(NamedTuple):
    y: float
    x: float


def kept(a):
    points = []
    for item in a:
        points.append(Point(item, item * item))
    return np.sum(a), points


def mixed(a, first):
    points = [Turned(2.0, 3.0)] if first else []
    for item in a:
        points.append(Point(item, item * item))
    return points[0].x


def test_the_caller_gets_the_class():
    _, points = s2sad.value_and_grad(kept, has_aux=True)(np.array([1.0, 2.0]))[0]
    assert points == [Point(1.0, 1.0), Point(2.0, 4.0)]
    assert all(type(point) is Point for point in points)


@pytest.mark.parametrize("first", [True, False])
def test_an_attribute_of_items_of_two_classes(first):
    """It stands at another place in each of them: right or refused."""
    try:
        bar = s2sad.grad(mixed)(np.array([1.5, 2.0]), first)
    except UnsupportedError:
        return
    np.testing.assert_array_equal(bar, [0.0, 0.0] if first else [1.0, 0.0])
