"""Lists and dicts outside the function, with no numbers to differentiate in them: they are read
like the function's own, a change of them is seen, and to change them is refused."""

import itertools
import math
from collections import OrderedDict
from typing import NamedTuple

import numpy as np
import pytest

import s2sad


class Pair(NamedTuple):
    i: int
    j: int


EDGES, NUMBERS, TEXTS, NESTED = [(0, 1), (1, 2)], [1, 2, 3], ["a", "bb"], [[1, 2], [3, 4]]
FUNCTIONS, BY_NAME = [math.sin, math.cos], {"s": math.sin, "c": math.cos}
TABLE, ORDERED, BY_PAIR = {"a": 1, "bb": 2}, OrderedDict(a=1, b=2), {(0, 1): 5}
NEIGHBOURS, PAIR, ENTRIES = {0: [1, 2], 1: [0]}, Pair(0, 1), np.array([1.0, 2.0, 3.0, 4.0])


def by_index(x, n):
    total = x * 0
    for i in range(n):
        for j in range(n):
            total += x * NUMBERS[i] ** NESTED[i][j]
    return total


def composed(x, n):
    for function in FUNCTIONS:
        x = function(x)
    return x


def copied(x, n):
    numbers = NUMBERS.copy()
    numbers.append(x)
    numbers += NUMBERS
    table = dict(TABLE)
    table["c"] = x
    return sum(numbers) * sum(table.values())


def unpacked(x, n):
    a, b, c = NUMBERS
    (p, q), (r, s) = NESTED
    first, *rest = NUMBERS
    return x * a * b * c + p * q * x**r * s + first * sum(rest) * x


PROGRAMS = {
    "pairs": lambda x, n: sum(x ** (i + 1) * j for i, j in EDGES),
    "list": lambda x, n: sum(x**k for k in NUMBERS),
    "enumerate": lambda x, n: sum(q * x**k for q, k in enumerate(NUMBERS)),
    "zip": lambda x, n: sum(a * x**k for k, a in zip(NUMBERS, ENTRIES)),
    "zip with a range": lambda x, n: sum(k * x**j for k, j in zip(range(n), NUMBERS)),
    "reversed": lambda x, n: sum(q * x**k for q, k in enumerate(reversed(NUMBERS))),
    "slice": lambda x, n: x * sum(NUMBERS[1:]) + sum(x * k for k in NUMBERS[::-1]),
    "slice at run time": lambda x, n: x * sum(NUMBERS[:n]),
    "index": lambda x, n: x * NUMBERS[n] + x * NUMBERS.index(2) * NUMBERS.count(2),
    "index at run time": by_index,
    "texts": lambda x, n: sum(x * 2 if text == "a" else x * len(text) for text in TEXTS),
    "functions": composed,
    "function by index": lambda x, n: FUNCTIONS[n - 1](x),
    "lists": lambda x, n: sum(x * k for row in NESTED for k in row),
    "items": lambda x, n: sum(x**v * len(k) for k, v in TABLE.items()),
    "values and keys": lambda x, n: sum(x**v for v in TABLE.values()) * len(TABLE.keys()),
    "keys": lambda x, n: sum(x ** TABLE[k] for k in TABLE),
    "get": lambda x, n: x * TABLE.get("a") + x * TABLE.get("z", 3),
    "ordered": lambda x, n: sum(x**v for v in ORDERED.values()),
    "key of a pair": lambda x, n: x * BY_PAIR[n - 2, 1],
    "functions by name": lambda x, n: BY_NAME["s"](x) + sum(f(x) for f in BY_NAME.values()),
    "lists in a dict": lambda x, n: sum(x**v for u in NEIGHBOURS for v in NEIGHBOURS[u]),
    "sum and product": lambda x, n: sum(x * k for k in NUMBERS + [4] + NUMBERS * n),
    "unpacked": unpacked,
    "copied": copied,
    "passed on": lambda x, n: (lambda a, bb: a * x + bb * x * x)(**TABLE) * max(*NUMBERS),
    "merged": lambda x, n: sum(v * x for v in (TABLE | {"c": 4}).values()),
    "itertools": lambda x, n: sum(x**a * b for a, b in itertools.product(NUMBERS, NUMBERS)),
    "namedtuple": lambda x, n: PAIR._replace(i=x).i * 3 + x * PAIR.index(1) + sum(PAIR) * x,
    "words": lambda x, n: sum(x * len(word) for word in "a bb".split()),
    "as an index": lambda x, n: np.sum(x * ENTRIES[NUMBERS]),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_they_are_read(name):
    f = PROGRAMS[name]
    value, slope = s2sad.value_and_grad(f)(0.3, 2)
    assert value == pytest.approx(f(0.3, 2), rel=1e-14)
    assert slope == pytest.approx((f(0.3 + 1e-6, 2) - f(0.3 - 1e-6, 2)) / 2e-6, rel=1e-7)


def test_a_change_is_seen():
    numbers, table, nested = [1, 2], {"a": 1}, [[1], [2]]

    def f(x):
        rows = sum(k for row in nested for k in row)
        return x * (sum(numbers) + sum(table.values()) + rows)

    gradient = s2sad.grad(f)
    assert gradient(1.0) == 7.0
    numbers.append(10)
    table["b"] = 100
    nested[0].append(1000)
    assert gradient(1.0) == 1117.0


def appends(x):
    NUMBERS.append(4)
    return x


def extends(x):
    numbers = NUMBERS
    numbers += [4]
    return x * len(NUMBERS)


def assigns(x):
    TABLE["c"] = 3
    return x


def merges(x):
    table = TABLE
    table |= {"c": 3}
    return x


def deletes(x):
    del NUMBERS[0]
    return x


def writes_a_row(x):
    NESTED[0][0] = 5
    return x * NESTED[0][0]


def appends_to_rows(x):
    for row in NESTED:
        row.append(1)
    return x * len(NESTED[0])


def appends_to_values(x):
    for row in NEIGHBOURS.values():
        row.append(1)
    return x


WRITERS = (
    appends, extends, assigns, merges, deletes, writes_a_row, appends_to_rows, appends_to_values,
)  # fmt: skip


@pytest.mark.parametrize("f", WRITERS)
def test_they_are_not_changed(f):
    with pytest.raises(s2sad.UnsupportedError, match="outside the function"):
        s2sad.grad(f)(1.0)
