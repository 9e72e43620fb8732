"""Arguments that share memory: the same as others, unless the function writes into one of them."""

import copy
from dataclasses import dataclass

import numpy as np
import pytest

import s2sad

CAPTURED = np.array([1.0, 2.0, 3.0])


def product(a, b):
    return np.sum(a * b**2)


def writer(a, b):
    a[0] = 2.0 * b[1]
    return np.sum(a * b)


def writer_of_a_captured_array(a):
    CAPTURED[0] = a[1]
    return np.sum(CAPTURED * a)


def test_the_same_array_twice():
    x = np.array([1.0, 2.0, 3.0])
    for_a, for_b = s2sad.grad(product, argnums=(0, 1))(x, x)
    np.testing.assert_array_equal(for_a, x**2)
    np.testing.assert_array_equal(for_b, 2 * x * x)


def test_an_argument_that_is_written_and_shared_is_refused():
    x = np.array([1.0, 2.0, 3.0, 4.0])
    for args in [(x, x), (x[1:], x[:-1]), (x[::2], x[:2])]:
        before = x.copy()
        with pytest.raises(ValueError, match="a is written, and shares memory with b"):
            s2sad.grad(writer)(*args)
        with pytest.raises(ValueError, match="shares memory"):
            s2sad.jvp(writer, args, args)
        np.testing.assert_array_equal(x, before)


def keeps_the_old(x, y):
    x[0] += y[-1]
    return np.sum(x) * y[0]


def writes_both(x, y):
    x[0] += y[-1]
    y[0] += x[0]
    return np.sum(x) + np.sum(y) * y[0]


def in_a_loop(x, y):
    for i in range(len(x)):
        x[i] = x[i] * y[i - 1]
    return np.sum(x)


def under_a_mask(x, y):
    x[y > 1.5] *= 2.0
    return np.sum(x) * np.sum(y)


def into_an_argument(y, x):
    np.multiply(y, y, out=x)
    x[0] += y[1]
    return np.sum(x) * y[0]


@pytest.mark.parametrize("view", [slice(None), slice(None, None, -1), slice(1, None)])
@pytest.mark.parametrize(
    "f", [keeps_the_old, writes_both, in_a_loop, under_a_mask, into_an_argument]
)
def test_it_is_refused_where_the_derivative_needs_a_copy_of_what_is_written(f, view):
    """Found by hand: the copy was asked whether it shares memory, and never does."""
    x = np.array([1.0, 2.0, 3.0, 4.0])
    parts = x[: len(x[view])], x[view]
    for call in (s2sad.value_and_grad(f, (0, 1)), s2sad.hessian(f)):
        with pytest.raises(ValueError, match="x is written, and shares memory with y"):
            call(*parts)
    with pytest.raises(ValueError, match="is written, and shares memory with"):
        s2sad.grad(lambda both: f(*both))([*parts])
    np.testing.assert_array_equal(x, [1.0, 2.0, 3.0, 4.0])


def test_columns_of_one_array_share_nothing():
    pairs = np.arange(6.0).reshape(3, 2)
    for_a, for_b = s2sad.grad(writer, argnums=(0, 1))(*pairs.T)
    np.testing.assert_array_equal(for_a, [0.0, 3.0, 5.0])
    np.testing.assert_array_equal(for_b, [6.0, 4.0, 4.0])


def test_a_captured_array_that_is_written_and_given_is_refused():
    assert s2sad.grad(writer_of_a_captured_array)(np.ones(3)).shape == (3,)
    with pytest.raises(ValueError, match="CAPTURED is written, and shares memory with a"):
        s2sad.grad(writer_of_a_captured_array)(CAPTURED)


@dataclass
class Point:
    x: float
    y: float = 2.0


NUMBERS = [1.0, 2.0]


def lists(a, b):
    a[0] = b[1] * 2
    return b[0] * 3


def rows(m):
    m[0][1] = m[0][0] * 5
    return m[1][1] * 2


def points(p, q):
    p.x = q.y * 2
    return q.x * 3


def list_of_points(ps):
    return points(*ps)


def table(d):
    return lists(d["a"], d["b"])


def appending(a, b):
    a.append(b[0])
    return sum(b)


def in_a_loop(a, b):
    for k in range(1, len(a)):
        a[k] = b[k - 1]
    return b[1] * 3


def in_a_branch(a, b):
    if a[0] > 0:
        a[0] = 3.0
    return b[0] * 2


def dicts(d, e):
    d["x"] = 3.0
    return sum(e.values())


def beside_a_global(a):
    a[0] = 3 * a[1]
    return NUMBERS[0] * a[1]


def variadic(*both):
    return lists(*both)


def held(p, q):
    p.values[0] = q.values[1] * 2
    return q.values[0] * 3


class Holder:
    def __init__(self, values):
        self.values = values


def pair(one):
    return one, one


SHARED = [
    (lists, pair([1.0, 2.0]), "a is written, and is the same list as b"),
    (rows, ([[1.0, 2.0]] * 2,), r"m\[0\] is written, and is the same list as m\[1\]"),
    (points, pair(Point(1.0)), "p is written, and is the same object as q"),
    (list_of_points, ([Point(1.0)] * 2,), r"ps\[0\] is written, and is the same object"),
    (table, (dict.fromkeys("ab", [1.0, 2.0]),), r"d\['a'\] is written, and is the same list"),
    (appending, pair([1.0, 2.0]), "a is written, and is the same list as b"),
    (in_a_loop, pair([1.0, 2.0]), "a is written, and is the same list as b"),
    (in_a_branch, pair([1.0, 2.0]), "a is written, and is the same list as b"),
    (dicts, pair({"x": 1.0}), "d is written, and is the same dict as e"),
    (beside_a_global, (NUMBERS,), "a is written, and is the same list as NUMBERS"),
    (variadic, pair([1.0, 2.0]), r"both\[0\] is written, and is the same list as both\[1\]"),
    (held, tuple(map(Holder, pair([1.0, 2.0]))), "p.values is written, and is the same list"),
]


def rebuilt(value):
    """The same structure, in which nothing is shared."""
    if isinstance(value, tuple | list):
        return type(value)(map(rebuilt, value))
    if isinstance(value, dict):
        return {key: rebuilt(part) for key, part in value.items()}
    return copy.deepcopy(value)


@pytest.mark.parametrize(("f", "args", "message"), SHARED)
def test_a_container_that_is_written_and_given_twice_is_refused(f, args, message):
    apart = rebuilt(args)
    expected = f(*rebuilt(apart))
    derivative = s2sad.value_and_grad(f)
    for _ in range(3):
        assert derivative(*rebuilt(apart))[0] == expected
    for transform in (derivative, s2sad.value_and_grad(f)):
        with pytest.raises(ValueError, match=message) as caught:
            transform(*args)
        assert "test_shared_arguments.py" in caught.value.__notes__[0]
    if f is variadic:
        with pytest.raises(ValueError, match="both_0 is written, and is the same list as both_1"):
            s2sad.jvp(f, args, args)


def read_only(a, b):
    return a[0] * b[0]


def test_containers_that_are_only_read_may_be_one():
    numbers = [2.0, 3.0]
    assert s2sad.value_and_grad(read_only)(numbers, numbers) == (4.0, [2.0, 0.0])
    assert "is the same" not in s2sad.grad(read_only).source(numbers, numbers)


def test_a_write_asks_for_no_number_of_items():
    assert "len(" not in s2sad.grad(lists).source([1.0, 2.0], [1.0, 2.0])
