"""Classes derived from dict, list and tuple count as what they are derived from."""

import runpy
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


def added_to(x, table):
    for k in range(3):
        table[int(x[k])] += x[k]
    table["last"] = table["new"] + x[0]
    return sum(v * v for v in table.values()) + len(table) * x[0]


def grouped(x, groups):
    groups[int(x)].append(x * x)
    return sum(sum(group) ** 2 for group in groups.values())


def numerical(f, x, make, k=None):
    step = 1e-6 if k is None else 1e-6 * np.eye(3)[k]
    return (f(x + step, make()) - f(x - step, make())) / 2e-6


def of_numbers():
    return defaultdict(float, {0: 2.0, 1: 3.0})


def of_lists():
    return defaultdict(list, {1: [2.0], 2: [3.0]})


def test_a_defaultdict_makes_its_missing_items(tmp_path):
    x = np.array([0.5, 1.5, 2.5])
    table = of_numbers()
    found = s2sad.grad(added_to, (0, 1))(x, table)
    expected = [numerical(added_to, x, of_numbers, k) for k in range(3)]
    np.testing.assert_allclose(found[0], expected, rtol=1e-6)
    assert found[1] == {0: 5.0, 1: 9.0} and table == of_numbers()
    given = s2sad.grad(grouped)(3.5, of_lists()), s2sad.grad(grouped)(2.5, of_lists())
    expected = [numerical(grouped, x, of_lists) for x in (3.5, 2.5)]
    np.testing.assert_allclose(given, expected, rtol=1e-6)
    s2sad.grad(added_to).export(tmp_path / "made.py", x, of_numbers())
    space = runpy.run_path(str(tmp_path / "made.py"))
    np.testing.assert_allclose(space["added_to_grad"](x, of_numbers()), found[0])
    with pytest.raises(ValueError, match="generated for list"):
        space["added_to_grad"](x, defaultdict(float, {0: 2.0}))


def test_what_makes_the_missing_items_decides_the_code():
    derivative = s2sad.grad(lambda x, table: x * (table["a"] + 1.0))
    assert derivative(2.0, defaultdict(float, b=1.0)) == 1.0
    assert derivative(2.0, defaultdict(int, b=1.0)) == 1.0
    with pytest.raises(KeyError):
        derivative(2.0, {"b": 1.0})
    with pytest.raises(s2sad.UnsupportedError, match="whose factory is not followed"):
        derivative(2.0, defaultdict(lambda: 3.0, b=1.0))
    with pytest.raises(s2sad.UnsupportedError, match="'table' is a .* whose factory is not"):
        s2sad.grad(lambda x, table: x * table[int(x)])(2.0, defaultdict(lambda: 3.0, {2: 1.0}))
    with pytest.raises(KeyError):
        derivative(2.0, defaultdict(None, b=1.0))
