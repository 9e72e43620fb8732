"""Classes derived from dict, list and tuple count as what they are derived from."""

from collections import OrderedDict, defaultdict
from typing import NamedTuple, TypedDict

import numpy as np
import pytest

import s2sad


class Typed(TypedDict):
    a: float
    b: np.ndarray


class Bag(dict):
    pass


class Row(list):
    pass


class Pair(tuple):
    pass


class Point(NamedTuple):
    a: float
    b: np.ndarray


class Named(Point):
    def product(self):
        return self.a * np.sum(self.b**2)


B = np.array([1.0, 2.0])
DICTS = {
    "ordered": OrderedDict(a=2.0, b=B),
    "default": defaultdict(float, a=2.0, b=B),
    "typed": Typed(a=2.0, b=B),
    "derived": Bag(a=2.0, b=B),
}


def of_dict(p):
    return p["a"] * np.sum(p["b"] ** 2)


def of_sequence(p):
    return p[0] * np.sum(p[1] ** 2)


def modes(f, p, parts):
    a, b = parts(s2sad.grad(f)(p))
    assert a == 5.0
    np.testing.assert_allclose(b, 4.0 * B)
    y, y_dot = s2sad.jvp(f, (p,), (p,))
    assert (y, y_dot) == (10.0, 30.0)
    (p_bar,) = s2sad.vjp(f, p)[1](2.0)
    assert parts(p_bar)[0] == 10.0
    np.testing.assert_allclose(parts(s2sad.jacobian(f)(p))[1], 4.0 * B)
    s2sad.check_grads(f, (p,), order=1)


@pytest.mark.parametrize("name", DICTS)
def test_dicts(name):
    modes(of_dict, DICTS[name], lambda p: (p["a"], p["b"]))


@pytest.mark.parametrize("p", [Row([2.0, B]), Pair([2.0, B]), Named(2.0, B)])
def test_sequences(p):
    modes(of_sequence, p, tuple)


def test_a_class_derived_from_a_namedtuple_keeps_its_methods():
    found = s2sad.grad(Named.product)(Named(2.0, B))
    assert type(found) is Named and found.a == 5.0
