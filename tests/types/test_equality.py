"""`==`, `!=`, `<` and `in` of tuples, lists, dicts, sets and objects say what Python says, of what
is outside the function, of arguments and of what the function has made."""

import itertools
import math
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

import s2sad


class Pair(NamedTuple):
    i: int
    j: int


class Sum(NamedTuple):
    a: float
    b: float

    def __add__(self, other):
        return Sum(self.a + other.a, self.b + other.b)


@dataclass(frozen=True)
class Frozen:
    i: int
    j: int


@dataclass
class Changing:
    i: int


class Keyed:
    def __init__(self, key):
        self.key = key

    def __eq__(self, other):
        return isinstance(other, Keyed) and self.key == other.key

    def __bool__(self):
        return self.key > 0


class Weight:
    def __init__(self, w):
        self.w = w

    def __add__(self, other):
        return Weight(self.w + other.w)

    def __mul__(self, factor):
        return Weight(self.w * factor)

    def __neg__(self):
        return Weight(-self.w)

    def __getitem__(self, k):
        return self.w * k


class Names:
    source = (0, 1)


SOURCE, TRIPLE, ONE_LENGTH = (0, 1), (1, 2, 3), (2,)
NUMBERS, NESTED = [1, 2, 3], [[1, 2], [3, 4]]
PAIRS, PAIR_TUPLE, PAIR_SET = [(0, 1), (1, 2)], ((0, 1), (1, 2)), frozenset({(0, 1), (1, 0)})
TABLE, SHAPES, ORDERED = {"a": 1}, {"shape": (2, 3)}, OrderedDict(b=1, a=2)
ORIGIN, FROZEN, CHANGING, KEYED = Pair(0, 1), Frozen(0, 1), Changing(1), Keyed(1)
WEIGHT = Weight(2.0)
TWO = np.array([1.0, 2.0])


def made(x):
    d = {}
    d[0, 1] = x
    d[1, 1] = x * x
    return d


def with_default(x):
    d = defaultdict(float)
    d[0, 1] += x
    return d


def grown(n, item):
    items = []
    for k in range(n):
        items.append(item(k))
    return items


def matched(value):
    match value:
        case True:
            return 1
        case (True, True):
            return 2
        case (True, _):
            return 3
    return 4


CONDITIONS = {
    "tuple": lambda x, n: TRIPLE == (1, 2, 3),
    "tuple, other order": lambda x, n: (1, 2, 3) == TRIPLE,
    "tuple, not": lambda x, n: TRIPLE != (1, 2, 3),
    "slice": lambda x, n: TRIPLE[:2] == (1, 2),
    "run time": lambda x, n: (n, 1) == SOURCE,
    "run time, not": lambda x, n: (n, 2) == SOURCE,
    "attribute of a class": lambda x, n: (n, 1) == Names.source,
    "repeated": lambda x, n: ONE_LENGTH * 2 == (2, 2),
    "repeated at run time": lambda x, n: ONE_LENGTH * (n + 2) == (2, 2),
    "longer": lambda x, n: TRIPLE == (1, 2, 3, 4),
    "sum": lambda x, n: ONE_LENGTH + (3,) == (2, 3),
    "list": lambda x, n: NUMBERS == [1, 2, 3],
    "list, other order": lambda x, n: [1, 2, 3] == NUMBERS,
    "list and tuple": lambda x, n: NUMBERS == (1, 2, 3),
    "tuple and list": lambda x, n: TRIPLE == [1, 2, 3],
    "sum of lists": lambda x, n: [0] + NUMBERS + [4] == [0, 1, 2, 3, 4],
    "nested": lambda x, n: NESTED == [[1, 2], [3, 4]],
    "item of nested": lambda x, n: NESTED[0] == [1, 2],
    "grown": lambda x, n: grown(n + 2, lambda k: k) == [0, 1],
    "grown of numbers": lambda x, n: grown(n + 2, lambda k: k * x) == [],
    "named": lambda x, n: Pair(0, 1) == ORIGIN,
    "named and plain": lambda x, n: (0, 1) == ORIGIN,
    "named, run time": lambda x, n: Pair(n, 1) == ORIGIN,
    "frozen dataclass": lambda x, n: Frozen(0, 1) == FROZEN,
    "frozen dataclass, other order": lambda x, n: FROZEN == Frozen(n, 1),
    "frozen dataclass, not": lambda x, n: FROZEN != Frozen(0, 1),
    "dataclass": lambda x, n: Changing(1) == CHANGING,
    "own equality": lambda x, n: Keyed(1) == KEYED,
    "own equality, other order": lambda x, n: KEYED == Keyed(1),
    "own equality, not": lambda x, n: KEYED != Keyed(n + 1),
    "own equality and a tuple": lambda x, n: KEYED == (1, 2),
    "own equality and a number": lambda x, n: KEYED == x,
    "own equality, not a number": lambda x, n: KEYED != n,
    "dataclass and a list": lambda x, n: Changing(n) == NUMBERS,
    "dataclass and another": lambda x, n: Changing(n) != Frozen(0, 1),
    "dataclass, not a number": lambda x, n: FROZEN != n,
    "object and a number": lambda x, n: WEIGHT == n,
    "function and a number": lambda x, n: np.sin == x,
    "value of a dict": lambda x, n: SHAPES["shape"] == (2, 3),
    "shape": lambda x, n: (x * TWO).shape == ONE_LENGTH,
    "split": lambda x, n: "a,b".split(",") == ["a", "b"],
    "dicts": lambda x, n: {"a": 1} == {"a": 1},
    "dicts, not": lambda x, n: {"a": 1} != {"a": 1},
    "dicts of numbers": lambda x, n: {"a": x} == {"a": x},
    "dicts of other numbers": lambda x, n: {"a": x} == {"a": 2 * x},
    "dicts of other keys": lambda x, n: {"a": x} == {"b": x},
    "dict outside": lambda x, n: {"a": 1} == TABLE,
    "dict outside, other order": lambda x, n: TABLE == {"a": n + 1},
    "ordered dict": lambda x, n: ORDERED == {"b": 1, "a": 2},
    "sets": lambda x, n: {1, 2} == {2, 1},
    "set and tuple": lambda x, n: {1, 2} == (2, 1),
    "number and tuple": lambda x, n: x == TRIPLE,
    "number and list": lambda x, n: n == NUMBERS,
    "number and dict": lambda x, n: n == TABLE,
    "number and set": lambda x, n: n == PAIR_SET,
    "number of NumPy and tuple": lambda x, n: (np.sin(x) == TRIPLE).any(),
    "number of NumPy and its tuple": lambda x, n: (TWO[n] == TRIPLE).any(),
    "none and tuple": lambda x, n: None == TRIPLE,  # noqa: E711
    "function and tuple": lambda x, n: np.sin == (0, 1),
    "two kinds": lambda x, n: ("a" if x > 0 else 1) is True,
    "less": lambda x, n: (n, 0) < SOURCE,
    "less or equal": lambda x, n: (n, 1) <= SOURCE,
    "greater list": lambda x, n: [n, 1] > NUMBERS,
    "less, first items differ": lambda x, n: ("a", TWO) < ("b", TWO),
    "equal, first items differ": lambda x, n: ("a", TWO) == ("b", TWO),
    "in a list": lambda x, n: (n, 1) in PAIRS,
    "in a list, not": lambda x, n: (n + 1, 1) in PAIRS,
    "in a tuple": lambda x, n: (n, 1) in PAIR_TUPLE,
    "not in a tuple": lambda x, n: (n, 1) not in PAIR_TUPLE,
    "list in a list": lambda x, n: [1, n + 2] in NESTED,
    "in a set": lambda x, n: (n, 1) in PAIR_SET,
    "in a set, not": lambda x, n: (n, 0) in PAIR_SET,
    "in a display": lambda x, n: (n, 1) in {(0, 1), (1, 0)},
    "number in a set of texts": lambda x, n: n in {"a", "b"},
    "number in a set": lambda x, n: n in {0, "a"},
    "in a dict": lambda x, n: (0, 1) in made(x),
    "in a dict, run time": lambda x, n: (n, 1) in made(x),
    "not in a dict": lambda x, n: (0, 1) not in made(x),
    "in keys": lambda x, n: (0, 1) in made(x).keys(),
    "in the list of keys": lambda x, n: (0, 1) in list(made(x)),
    "in items": lambda x, n: ((0, 1), x) in made(x).items(),
    "in a copy": lambda x, n: (0, 1) in dict(made(x)) and (1, 1) in made(x).copy(),
    "in a defaultdict": lambda x, n: (0, 1) in with_default(x),
    "named in a dict": lambda x, n: ORIGIN in made(x) and Pair(0, 1) in made(x),
    "any key": lambda x, n: any(key == (0, 1) for key in made(x)),
    "key of the largest": lambda x, n: max(made(x), key=lambda k: k[0]) == (1, 1),
    "sorted keys": lambda x, n: sorted(made(x))[0] == (0, 1),
    "next key": lambda x, n: next(iter(made(x))) == (0, 1),
    "product": lambda x, n: sum(k == (0, 1) for k in itertools.product((0, 1), (0, 1))) == 1,
    "index": lambda x, n: PAIRS.index((1, 2)) == 1 and [SOURCE, (0, 1)].index((0, 1)) == 0,
    "index of equal numbers": lambda x, n: [1, 1.0].index(1.0) == 0,
    "count": lambda x, n: PAIRS.count((1, 2)) + [SOURCE, (0, 1)].count((0, 1)) == 3,
    "truth of its own": lambda x, n: KEYED,
    "is true": lambda x, n: (x > 0.1) is True,
    "is false": lambda x, n: (x > 0.9) is False,
    "is not false": lambda x, n: (x > 0.9) is not False,
    "is the same": lambda x, n: (x > 0.9) is (x > 0.8),
    "is true, of NumPy": lambda x, n: (np.sin(x) > 0.1) is True,
    "matched truth": lambda x, n: matched(x > 0.1) == 1,
    "matched truths": lambda x, n: matched((x > 0.1, x > 0.9)) == 3,
    "any of numbers": lambda x, n: any([x]) * 3 == 3 and all([x, TRIPLE]) * 3 == 3,
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_is_what_it_is_in_python(name):
    condition = CONDITIONS[name]

    def f(x, n):
        return x * 2 if condition(x, n) else x * 3

    assert s2sad.value_and_grad(f)(0.5, 0) == (f(0.5, 0), 2.0 if condition(0.5, 0) else 3.0)


def keys_of_an_argument(x, grid):
    total = x * 0
    for i, j in grid:
        for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            if (i + di, j + dj) in grid:
                total += x * grid[i + di, j + dj]
    return total


def test_keys_of_an_argument():
    grid = {(0, 0): 1.0, (0, 1): 2.0, (1, 1): 3.0}
    assert s2sad.value_and_grad(keys_of_an_argument)(0.5, grid) == (4.0, 8.0)


def removed(x):
    items = [x, 1.0]
    items.remove(1.0)
    return items[0] * x


REFUSED = {
    "removed at run time": removed,
    "order of keys": lambda x: x if {"a": x, "b": 1} == {"b": 1, "a": x} else 2 * x,
    "attributes are no items": lambda x: x if (0, 1) in Changing((0, 1)) else 2 * x,
    "no text in a text": lambda x: x if (0, 1) in "abc" else 2 * x,
    "views": lambda x: x if made(x).keys() == {(0, 1): 1}.keys() else 2 * x,
    "grown lists of arrays": lambda x: x if grown(int(x), lambda k: TWO * x) == [TWO] else 2 * x,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_is_refused(name):
    unknown = "two paths|known only|order|not known|must be known|no sequences"
    with pytest.raises(s2sad.UnsupportedError, match=unknown):
        s2sad.grad(REFUSED[name])(1.0)


@pytest.mark.parametrize("same", [lambda a, b: a is b, lambda a, b: a == b])
def test_an_argument_may_be_what_is_outside(same):
    def f(x, weights):
        return sum(x * (2 if same(weight, WEIGHT) else 3) * weight.w for weight in weights)

    with pytest.raises(s2sad.UnsupportedError, match="same object is known only at run time"):
        s2sad.grad(f)(1.0, [Weight(1.0), WEIGHT])


def test_operators_of_objects_outside_see_that_they_change():
    one, other = Weight(1.0), Weight(2.0)
    same, flags = (Changing(1), Changing(1)), Keyed(1)

    def f(x):
        total = (one + other).w * x + (-one).w + (other * x).w + one[2] * x
        return total * (2 if same[0] == same[1] else 3) * (1 if flags else 5)

    gradient = s2sad.value_and_grad(f)
    assert gradient(0.5) == (f(0.5), 14.0)
    one.w = 4.0
    assert gradient(0.5) == (f(0.5), 32.0)
    same[1].i = 2
    assert gradient(0.5) == (f(0.5), 48.0)
    flags.key = 0
    assert gradient(0.5) == (f(0.5), 240.0)


def test_operators_of_namedtuples():
    def f(x):
        return (Sum(x, 1.0) + Sum(2.0, x * x))[1]

    assert s2sad.value_and_grad(f)(0.5) == (1.25, 1.0)


def appended(a):
    items = []
    for _ in range(3):
        items.append(a)
    return items


NAN = math.nan
SAME = {
    "in a list": lambda a, b: a in [b, a],
    "in a tuple": lambda a, b: a in (b, a),
    "in a list that grew": lambda a, b: a in appended(a),
    "in the values of a dict": lambda a, b: a in {"b": b, "a": a}.values(),
    "tuples": lambda a, b: (a, b) == (a, b),
    "nested": lambda a, b: [1, (a, [b])] == [1, (a, [b])],
    "other order": lambda a, b: (a, b) == (b, a),
    "new number": lambda a, b: a in [a * 1.0],
    "two readings": lambda a, b: np.array([a, b])[0] in [np.array([a, b])[0]],
    "by itself": lambda a, b: a == a,
    "constants": lambda a, b: NAN in (b, NAN),
    "of two branches": lambda a, b: (s := NAN if b > 0 else math.nan) in (s, 1.0),
    "index": lambda a, b: [b, a].index(a) == 1,
    "index of a tuple": lambda a, b: [(b, a), (a, b)].index((a, b)) == 1,
    "count": lambda a, b: [a, b, a].count(a) == 2,
    "count of the other": lambda a, b: [a, b, 2.0].count(b) == 2,
}


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("a, b", [(math.nan, 2.0), (2.0, math.nan), (2.0, 2.0), (1.0, 2.0)])
def test_an_item_that_is_the_very_same_need_not_be_equal(name, a, b):
    same = SAME[name]

    def f(x, a, b):
        return x * 2.0 if same(a, b) else x * 3.0

    assert s2sad.grad(f)(1.0, a, b) == (2.0 if same(a, b) else 3.0)


RANGE = range(1, 4)


@pytest.mark.parametrize("numbers", [range(1, 4), range(4), range(0), range(1, 6, 2), [1, 2, 3]])
def test_ranges_are_equal_where_their_numbers_are(numbers):
    def compared(x, numbers):
        made = range(1, 4)
        return (x if numbers == made else 2.0 * x) + (x if RANGE != numbers else 5.0 * x)

    assert s2sad.value_and_grad(compared)(1.0, numbers) == (compared(1.0, numbers),) * 2


def largest(x, y):
    m = max(x, y)
    return x * x if m is x else m * 3.0


def one_of_two(x, y):
    m = x if x > y else y
    return x * x if m is x else m * 3.0


def carried(x, y):
    last, total = x, 0.0
    for k in range(4):
        if last is x:
            total = total + x * x
        if k > int(y):
            last = y
    return total


def after_none(x, y):
    best = None
    for v in (x, y, x * y):
        if best is None or v > best:
            best = v
    return x * x if best is x else best * 3.0


def not_a_number_before(x, y):
    m = np.nan if y > 0.2 else x
    return x * x if m is np.nan else m * 3.0


def pair_of_two(x, y):
    pair = (x, y)
    found = pair if x > y else (y, x)
    return x * x if found is pair else found[0] * 3.0


def flag_of_both_kinds(x, y):
    small = np.sin(x) > 2.0 if y > 0.5 else True
    return x * x if small is True else x * 3.0


HANDED_ON = [
    largest, one_of_two, carried, after_none, not_a_number_before, pair_of_two, flag_of_both_kinds,
]  # fmt: skip


@pytest.mark.parametrize("f", HANDED_ON)
def test_whether_a_value_is_another_that_may_be_handed_on_is_refused(f):
    with pytest.raises(s2sad.UnsupportedError, match="the same object is known only at run time"):
        s2sad.grad(f)(0.7, 0.3)
