"""Writes into lists, dicts and objects outside the function are refused, whatever these hold: a
derivative would not make them. Arrays are written."""

import numpy as np
import pytest

import s2sad

EMPTY, NUMBERS, TABLE, NESTED = [], [1.0], {"a": 1.0}, ([1.0],)
ROWS = [np.ones(2)]


class Registry:
    items: dict = {}
    filled = {"k": 1.0}
    values = [1.0]

    def __init__(self, k, v):
        self.items[k] = v


class Derived(Registry):
    pass


OBJECT = Derived.__new__(Derived)
OBJECT.own = [1.0]


def appended_to_an_empty_list(x):
    EMPTY.append(x)
    return x * x


def appended(x):
    NUMBERS.append(x)
    return x * sum(NUMBERS)


def appended_in_a_loop(x):
    for k in range(3):
        NUMBERS.append(x * k)
    return x * len(NUMBERS)


def one_of_two(x):
    chosen = NUMBERS if x > 1 else [1.0]
    chosen.append(x)
    return x * len(chosen)


def extended_by_another_name(x):
    mine = NUMBERS
    mine += [x]
    return x * len(mine)


def item(x):
    TABLE["a"] = x
    return TABLE["a"] * 2


def nested(x):
    NESTED[0][0] = x
    return NESTED[0][0] * 2


def of_an_object(x):
    OBJECT.own[0] = x
    return OBJECT.own[0] * 2


def of_a_class(x):
    Registry.filled["k"] = x
    return Derived.filled["k"] * 2


def of_a_base_class(x):
    Derived.values[0] = x
    return Registry.values[0] * 2


def registered(x):
    Registry("a", x)
    return sum(Registry.items.values())


def at_a_key_of_the_run(x):
    TABLE[int(x)] = x
    return x * TABLE[int(x)]


def cached(x):
    if int(x) not in TABLE:
        TABLE.setdefault(int(x), 3.0)
    return x * TABLE[int(x)]


def passed_on(x):
    return written_argument(NUMBERS, x)


def written_argument(l, x):  # noqa: E741
    l[0] = x
    return l[0]


def counter():
    state = [0.0]

    def counted(x):
        state[0] += x
        return state[0] * x

    return counted


OUTSIDE = [appended_to_an_empty_list, appended, appended_in_a_loop, one_of_two,
           extended_by_another_name, item, nested, of_an_object, of_a_class, of_a_base_class,
           registered, at_a_key_of_the_run, cached, passed_on, counter()]  # fmt: skip


@pytest.mark.parametrize("f", OUTSIDE, ids=lambda f: f.__name__)
def test_a_write_outside_is_refused(f):
    message = "outside the function,? (cannot be followed|is changed)"
    with pytest.raises(s2sad.UnsupportedError, match=message):
        s2sad.grad(f)(2.0)


def empty_default(x, history=[]):  # noqa: B006
    history.append(x)
    return x * len(history)


def default(x, *, history=[1.0]):  # noqa: B006
    history[0] = x
    return x * sum(history)


@pytest.mark.parametrize("f", [empty_default, default])
def test_a_write_into_a_default_is_refused(f):
    with pytest.raises(s2sad.UnsupportedError, match="default is one object for all calls"):
        s2sad.grad(f)(2.0)


def copies(x):
    table, numbers = dict(TABLE), NUMBERS[:]
    table["a"] = x
    numbers[0] = x
    return table["a"] * numbers[0] + TABLE.setdefault("a", x)


def test_copies_of_it_are_written():
    assert s2sad.value_and_grad(copies)(3.0) == (10.0, 6.0)


def array_in_a_list(x):
    ROWS[0][0] = x
    return np.sum(ROWS[0]) * 2


def test_arrays_are_written():
    assert s2sad.grad(array_in_a_list)(3.0) == 2.0
    assert ROWS[0][0] == 3.0
