"""Methods that a class has of its own are asked as Python asks them: those of objects, namedtuples
and instances outside of the function; where they are not followed, it is refused."""

import functools
import operator
from collections import Counter, OrderedDict, namedtuple
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pytest

import s2sad
from s2sad.errors import UnsupportedError


class Pair(NamedTuple):
    x: float
    y: float

    def __add__(self, other):
        return Pair(self.x + other.x, self.y + other.y)

    def __radd__(self, other):
        return 100.0 * self.x

    def __mul__(self, k):
        return Pair(self.x * k, self.y * k)

    def __reversed__(self):
        return iter((5 * self.x,))


class Strange(NamedTuple):
    x: float
    y: float

    def __len__(self):
        return 5

    def __bool__(self):
        return False

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return self.y < other.y

    def __contains__(self, item):
        return item == 7

    def __getitem__(self, k):
        return 10.0 * k

    def __iter__(self):
        return iter((self.x, self.x))

    def __call__(self, z):
        return z * self.x

    def __neg__(self):
        return 3 * self.x

    def __abs__(self):
        return 4 * self.x


class Twice(NamedTuple):
    """Asks the methods of tuples."""

    x: float
    y: float

    def __add__(self, other):
        return tuple.__add__(self, other)

    def __getitem__(self, k):
        return 2 * tuple.__getitem__(self, k)


class Longer(Twice):
    def __len__(self):
        return super().__len__() + 1


class Backwards(NamedTuple):
    x: float

    def __lt__(self, other):
        return self.x > other.x


class Named(namedtuple("Named", "x y")):
    @property
    def x(self):
        return 5 * self[0]

    def index(self, k):
        return k * self[0]

    def __getattr__(self, name):
        return 7.0 * self[0]


class Cost:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return Cost(1.1 * self.v + (other.v if isinstance(other, Cost) else other))

    __radd__ = __add__


class Area:
    def __init__(self, side):
        self.side = side

    def __radd__(self, other):
        return other + self.side**2


class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __iter__(self):
        return iter((self.x, self.y))

    def __rmul__(self, k):
        return Vector(k * self.x, k * self.y)


class Base:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return self.v + other.v

    def __lt__(self, other):
        return self.v < other.v

    def __eq__(self, other):
        return False


class Derived(Base):
    def __radd__(self, other):
        return self.v * other.v

    def __gt__(self, other):
        return False

    def __eq__(self, other):
        return True


class Declining:
    def __init__(self, v):
        self.v = v

    def __iadd__(self, other):
        return NotImplemented

    def __add__(self, other):
        return self.v + other

    def __eq__(self, other):
        return NotImplemented


class Converted:
    def __init__(self, v):
        self.v = v

    def __float__(self):
        return 4 * self.v

    def __round__(self, digits=None):
        return 9.0 * self.v

    def __divmod__(self, other):
        return self.v * other, 2.0

    def __delattr__(self, name):
        self.v = 5.0 * self.v


class Outside:
    def __init__(self, v):
        self.v = v

    def __add__(self, other):
        return 10 * self.v * other

    def __radd__(self, other):
        return 20 * self.v * other

    def __getitem__(self, k):
        return self.v * k

    def __iter__(self):
        return iter((self.v, 2 * self.v))

    def __eq__(self, other):
        return True

    def __contains__(self, other):
        return True

    def __neg__(self):
        return 3 * self.v


@dataclass(frozen=True)
class Point:
    a: float
    b: float


class Part:
    def __init__(self, items):
        self.items = items

    def __getitem__(self, k):
        if isinstance(k, slice):
            return [self.items[i] for i in range(*k.indices(len(self.items)))]
        return self.items[k]


class Shape:
    def __new__(cls, v):
        return object.__new__(Circle)


class Circle(Shape):
    def __init__(self, v):
        self.v = 3 * v


OUTSIDE, PAIR, POINT = Outside(2.0), Pair(1.0, 2.0), Point(1.0, 2.0)


def unpacked(x):
    a, b, *_ = Pair(x, 1.0) * 2
    return a + 10 * b


def in_place(x):
    pair, other = Pair(x, 1.0), Declining(x)
    pair += Pair(x, x)
    other += x
    return pair.x * pair.y + other


def deleted(x):
    thing = Converted(x)
    del thing.v
    return thing.v * x


def written_sum(x):
    u = x * np.array([1.0, 2.0])
    total = sum([u])
    total[0] = 5.0 * u[1]
    return u[0] * total[0]


PROGRAMS = {
    "namedtuple +": lambda x: (Pair(x, 1.0) + Pair(x, 2.0))[0],
    "namedtuple *": lambda x: (Pair(x, 1.0) * x).x,
    "namedtuple from the right": lambda x: (1, x) + Pair(x, x),
    "list beside a namedtuple": lambda x: [1, x] + Pair(x, x),
    "number beside a namedtuple": lambda x: x + Pair(x, x),
    "global namedtuple": lambda x: (PAIR + Pair(x, x)).x * (Pair(x, x) + PAIR).y,
    "unpacked": unpacked,
    "in place": in_place,
    "len": lambda x: len(Strange(x, 1.0)) * x,
    "bool": lambda x: x if Strange(x, 1.0) else 2 * x,
    "not": lambda x: x if not Strange(x, 1.0) else 2 * x,
    "==": lambda x: x if Strange(x, 1.0) == Strange(2 * x, 3.0) else 2 * x,
    "!= of tuples": lambda x: x if Strange(x, 1.0) != Strange(x, 1.0) else 2 * x,
    "<": lambda x: x if Strange(x, 1.0) < Strange(x - 1, 3.0) else 2 * x,
    "in": lambda x: x if 7 in Strange(x, 1.0) else 2 * x,
    "[]": lambda x: Strange(x, 1.0)[2] * x,
    "for": lambda x: sum([v * v for v in Strange(x, 1.0)]),
    "sum": lambda x: sum(Strange(x, 1.0)),
    "*": lambda x: (lambda a, b: a + b)(*Strange(x, 1.0)),
    "()": lambda x: Strange(x, 1.0)(x),
    "-": lambda x: -Strange(x, 1.0),
    "abs": lambda x: abs(Strange(x, 1.0)),
    "reversed": lambda x: sum(reversed(Pair(x, x))),
    "methods of tuples": lambda x: (Twice(x, 1.0) + Twice(2 * x, 3.0))[2] * Twice(x, x)[1],
    "super of a namedtuple": lambda x: len(Longer(x, x)) * x,
    "property over a field": lambda x: Named(x, x).x,
    "method over one of tuples": lambda x: Named(x, x).index(2),
    "__getattr__": lambda x: Named(x, x).other,
    "sorted": lambda x: sorted([Backwards(5.0), Backwards(4.0), Backwards(6.0)])[0].x * x,
    "min": lambda x: min([Backwards(5.0), Backwards(4.0), Backwards(6.0)]).x * x,
    "max": lambda x: max([Backwards(5.0), Backwards(4.0), Backwards(6.0)]).x * x,
    "min of objects": lambda x: min([Base(x), Base(2 * x)]).v,
    "sum of objects": lambda x: sum([Cost(x), Cost(x)]).v,
    "sum to a number": lambda x: sum([Area(x), Area(2 * x)]),
    "sum of what is iterable": lambda x: sum([Vector(x, 1.0), Vector(2.0, x)], Vector(0.0, x)).x,
    "reduce": lambda x: functools.reduce(operator.add, [Vector(x, x)], Vector(x, x * x)).y,
    "sum of one array": written_sum,
    "derived first": lambda x: Base(x) + Derived(5.0),
    "derived second": lambda x: Derived(5.0) + Base(x),
    "derived <": lambda x: x if Base(x) < Derived(5.0) else 2 * x,
    "derived ==": lambda x: x if Base(x) == Derived(5.0) else 2 * x,
    "declined ==": lambda x: x if Declining(x) == Declining(x) else 2 * x,
    "divmod": lambda x: divmod(Converted(x), 3.0)[0],
    "round": lambda x: round(Converted(x)),
    "float": lambda x: float(Converted(x)),
    "del": deleted,
    "global +": lambda x: OUTSIDE + x,
    "+ global": lambda x: x + OUTSIDE,
    "global []": lambda x: OUTSIDE[x],
    "for global": lambda x: sum([v * x for v in OUTSIDE]),
    "== global": lambda x: x if x == OUTSIDE else 2 * x,
    "in global": lambda x: x if x in OUTSIDE else 2 * x,
    "- global": lambda x: x * -OUTSIDE,
    "dataclass == global": lambda x: x if Point(1.0, 2.0) == POINT else 2 * x,
    "global == dataclass": lambda x: x if POINT == Point(x, 2.0) else 2 * x,
    "bounds of a slice": lambda x: sum(Part([x, 2 * x, 3 * x])[1:]),
    "popitem from the front": lambda x: OrderedDict(a=x, b=x**3).popitem(last=False)[1],
    "popitem from the end": lambda x: OrderedDict(a=x, b=x**3).popitem()[1],
    "__new__ of a derived class": lambda x: Shape(x).v,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_class_is_asked(name):
    f, x, h = PROGRAMS[name], 3.0, 1e-4
    value, gradient = s2sad.value_and_grad(f)(x)
    assert value == pytest.approx(f(x), abs=1e-12)
    assert gradient == pytest.approx((f(x + h) - f(x - h)) / (2 * h), rel=1e-6)


def test_arguments_that_are_namedtuples():
    assert s2sad.grad(lambda p: (p + p)[0])(Pair(3.0, 1.0)) == Pair(2.0, 0.0)


def test_an_object_outside_that_changes():
    held = Outside(2.0)
    f = s2sad.grad(lambda x: x * -held)
    assert f(1.0) == 6.0
    held.v = 7.0
    assert f(1.0) == 21.0


# --- what is refused ---


class Row(list):
    def __add__(self, other):
        return Row([a + b for a, b in zip(self, other)])


class Turned(tuple):
    def __iter__(self):
        return iter(self[::-1])


class Missing(dict):
    def __missing__(self, key):
        return 2.0


class Made(namedtuple("Made", "x y")):
    def __new__(cls, x, y):
        return super().__new__(cls, x, 2 * y)


class Hooked:
    def __init__(self, v):
        self.v = v

    def __getattribute__(self, name):
        found = object.__getattribute__(self, name)
        return 5 * found if name == "v" else found


class Meta(type):
    def __call__(cls, v):
        made = super().__call__(v)
        made.v = 7 * made.v
        return made

    def __instancecheck__(cls, thing):
        return True


class Doubled(metaclass=Meta):
    def __init__(self, v):
        self.v = v


class Single:
    first = None

    def __new__(cls, *args):
        if cls.first is None:
            cls.first = super().__new__(cls)
        return cls.first

    def __init__(self, v):
        self.v = v


class Steps:
    def __init__(self, x):
        self.x, self.k = x, 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.k >= 3:
            raise StopIteration
        self.k += 1
        return self.k * self.x


class Node:
    def __init__(self, v, children=()):
        self.v, self.children, self.update = v, set(children), lambda: None


class Number(float):
    pass


NUMBER, MISSING = Number(3.0), Missing(a=2.0)
REFUSED = {
    "list": (lambda p: (p + p)[0], Row([3.0, 1.0]), "whose own __add__"),
    "tuple": (lambda p: [v for v in p][0], Turned([3.0, 1.0]), "whose own __iter__"),
    "dict": (lambda p: p["a"] * p["b"], Missing(a=3.0), "whose own __missing__"),
    "global dict": (lambda x: MISSING["b"] * x, 3.0, "whose own __missing__"),
    "counter": (lambda p: p["a"] * p["b"], Counter(a=3.0), "whose own"),
    "__new__ of a namedtuple": (lambda x: Made(x, x).y, 3.0, "__new__"),
    "__new__ of an argument": (lambda p: p.x * p.y, Made(3.0, 2.0), "__new__"),
    "__getattribute__": (lambda x: Hooked(x).v * x, 3.0, "__getattribute__"),
    "__getattribute__ of an argument": (lambda p: p.v, Hooked(3.0), "__getattribute__"),
    "__call__ of a metaclass": (lambda x: Doubled(x).v, 3.0, "__call__"),
    "__instancecheck__": (lambda x: isinstance(x, Doubled) * x, 3.0, "__instancecheck__"),
    "an object that exists": (lambda x: Single(x).v, 3.0, "exists already"),
    "iterator class": (lambda x: sum([v for v in Steps(x)]), 3.0, "__next__"),
    "next with a default": (lambda x: next(Steps(x), 0.0), 3.0, "default"),
    "class made by type()": (lambda x: type("T", (), {"k": 2.0}).k * x, 3.0, "made by type()"),
    "number of a derived class": (lambda x: NUMBER * x, 3.0, "derived from float"),
    "set of objects": (lambda x: Node(x, (Node(x),)).v, 3.0, "an item of a set is an object"),
    "attribute of a dict": (lambda p: p.a, {"a": 3.0}, "the attribute 'a' of a dict"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_followed_is_refused(name):
    f, x, message = REFUSED[name]
    Single(1.0)
    with pytest.raises(UnsupportedError) as caught:
        s2sad.grad(f)(x)
    assert message in str(caught.value)


def test_next_of_an_iterator_class():
    assert s2sad.grad(lambda x: next(Steps(x)) * x)(3.0) == 6.0
