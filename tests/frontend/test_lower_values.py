"""Lowered functions, run by a small evaluator, do what the Python functions do."""

import copy
import re

import pytest
from untyped_eval import relowered

SCALE = 3
LOG = []


def note(x):
    LOG.append(x)
    return x


class Context:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        note(f"enter {self.name}")
        return self

    def __exit__(self, *error):
        note(f"exit {self.name}")


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x

    def scaled(self, by=2):
        return Point(self.x * by)


class Wide(Point):
    def scaled(self, by=2):
        wide = super().scaled(by)
        wide.x += 1
        return wide


# --- assignment -----------------------------------------------------------------------------


def swap(a, b):
    a, b = b, a
    (a, c), *d = (a, b), b, a
    [e, *f, g] = [a, b, c, *d]
    return a, b, c, d, e, f, g


def chained_targets(a):
    x = y = [a]
    x.append(1)
    i, z = 0, [5, 6]
    i, z[i] = 1, a
    return x, y, i, z


def augmented(x, p):
    x[note(0)] += note(2)
    x[1:] *= 2
    p.x -= 1
    n = 5
    n **= 2
    n //= 2
    n %= 7
    m = x
    m += [9]
    return x, p, n


def annotated(a):
    b: int = a + 1
    c: float
    c = b
    return c


def deleting(x, d):
    del x[0], x[-1]
    del d["a"]
    y = 1
    del y
    y = 2
    return x, d, y


def walrus(x):
    if (n := len(x)) > 2 and (m := n + 1) > 3:
        return n, m
    return n


def walrus_in_branches(a):
    b = 0
    c = (b := a + 1) if a > 1 else a
    a > 2 and (b := 7)
    return b, c


# --- loops ----------------------------------------------------------------------------------


def nested_exits(n):
    total = 0
    for i in range(n):
        if i == 3:
            continue
        for j in range(i):
            if j == 5:
                break
            if i * j > 20:
                return "early", i, j, total
            total += j
        else:
            total += 100
        if total > 400:
            break
    else:
        return "whole", total
    return "broken", total, i


def loop_variable_after(n):
    i = "none"
    for i in range(n):
        last = i
    return i, last if n else None


def unpacking_loop(pairs):
    out = []
    for k, (a, *b) in enumerate(pairs):
        out.append((k, a, b))
    for out[0], k in [(1, 2)]:
        pass
    return out, k


def while_with_walrus(x):
    seen = []
    while (v := x.pop()) > 0:
        if v == 3:
            continue
        if v == 5:
            break
        seen.append(v)
    else:
        seen.append("end")
    return v, seen


def while_and(n):
    i = 0
    while note(i) < n and note(i * 2) < 7:
        i += 1
    return i


def endless(n):
    while True:
        n -= 1
        if n % 7 == 0:
            return n
        if n < -5:
            break
        while True:
            if note(n) % 2:
                break
            n -= 1
    return "out", n


def else_with_outer_exit(xs):
    for x in xs:
        for y in x:
            if y < 0:
                break
        else:
            continue
        return x
    return None


def search(xs, wanted):
    for i, x in enumerate(xs):
        if x == wanted:
            found = i
            break
    else:
        return -1
    return found


def collatz(n):
    steps = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    return steps


# --- branches, short circuits ---------------------------------------------------------------


def returns_in_branches(a, b):
    if a > 0:
        if b > 0:
            return "both"
        a = -a
    elif b > 0:
        return "b"
    else:
        b = 7
    if a == b:
        return "same"
    return a, b


def only_on_one_side(a):
    if a:
        x = 1
    else:
        y = 2
    return x if a else y


def chained_comparison(a, b, c):
    return note(a) < note(b) <= note(c) != note(4), a < b, not a


def and_or(a, b, c):
    return (note(a) and note(b) or note(c)), (note(a) or note(b) and note(c))


def memberships(a, b):
    return a in b, a not in b, a is None, a is not None, a == 1, -a, +a, ~a


# --- calls and data -------------------------------------------------------------------------


def spread(a, *rest, k=1, **named):
    return a, rest, k, sorted(named.items())


def calls(a, b, d):
    return spread(*b, a, *b, k=3, **d), spread(a, **d, z=1), max(*b), Point(a).scaled(by=b[0]).x


def positional_only(a, /, b=2, *, c=SCALE):
    return a, b, c


def displays(a, b):
    d = {"x": a, **b, a: 2, (1, 2): 3}
    e = {"u": 1, "v": [a, *d], None: 0}
    return d, e, (a, *d), [*d], {}, [], ()


def slices(x, i):
    x[i, None, ..., 1:2] if i is None else None
    return x[i], x[1:], x[:-1], x[::2], x[i:], x[-1]


def texts(a, w):
    return f"{a!r:>{w}} {a:.2f} {{}} {a=}" + f"x{w}"


def text_conversions(a):
    return f"{a!s}|{a!a}|{a}"


def attributes(p):
    p.x = p.x + 1
    q = p.scaled()
    q.x += p.x
    return q, p


def printing(x):
    note("a")
    for i in range(note(x)):
        note(i)
    note("b")


# --- comprehensions -------------------------------------------------------------------------


def comprehensions(n):
    i = "outside"
    squares = [i * i for i in range(n) if i % 2 if i != 3]
    pairs = [(i, j) for i in range(n) for j in range(i) if (i + j) % 2]
    table = {i: [j for j in range(i)] for i in range(3)}
    total = sum(k for k in range(n))
    return i, squares, pairs, table, total, max((a, b) for a, b in [(n, 1), (1, n)])


def comprehension_walrus(n):
    last = None
    values = [last := i + 1 for i in range(n)]
    return values, last


def late_binding_in_comprehension(n):
    return [f() for f in [lambda: i for i in range(n)]], [
        [f() for f in fs] for fs in [[lambda: (i, j) for i in range(2)] for j in range(2)]
    ]


# --- closures -------------------------------------------------------------------------------


def late_binding(n):
    fs = []
    for i in range(n):
        fs.append(lambda: i)
    k = 1
    g = lambda x, k=k: x + k + m  # noqa: E731
    k, m = 100, 10
    return [f() for f in fs], g(1)


def recursive_inner(n):
    def fact(m):
        return 1 if m < 2 else m * fact(m - 1)

    return fact(n)


def factorial(n):
    return 1 if n < 2 else n * factorial(n - 1)


def captured_parameter(x, y=2):
    def inner(z, *, w=y):
        return x * z + w

    x = x + 1
    return inner(3), inner(3, w=0), list(map(inner, [1, 2]))


def two_levels(x):
    scale = 3

    def outer(y):
        def inner(z):
            return x * z + scale

        return inner(y) + x

    return outer(4)


def assigns_further_out(x):
    total = 1

    def outer(y):
        def add(z):
            nonlocal total
            total = total * 2 + z

        add(y)
        add(x)
        return total

    total += 1
    return outer(4), total


def decorated(x):
    def twice(f):
        return lambda v: f(f(v))

    @twice
    @twice
    def add(v):
        return v + x

    return add(1)


def with_contexts(n):
    with Context("a") as a, Context("b"):
        note(a.name)
        for i in range(n):
            with Context(i):
                if i == 1:
                    continue
                if i == 3:
                    return i
        if n == 0:
            return "none"
    return "end"


def importing(x):
    import math
    import os.path as path
    from math import sin as sine, tau

    return math.cos(x) + sine(x) + tau, path.join("a", "b")


def imports_missing(flag):
    if flag:
        import not_there_at_all

        return not_there_at_all
    return 1


def asserting(x):
    assert x != 1
    assert x != 2, "two"
    assert x != 3, note(f"message {x}")
    return x


def raising(x):
    if x == 0:
        raise ValueError
    if x == 1:
        cause = KeyError(x)
        raise ValueError(f"one {x}") from cause
    elif x == 2:
        y = 5
    else:
        raise TypeError("else")
    return y


def reads_globals():
    return SCALE, len([1]), __name__


def declares_global(x):
    global SCALE
    return SCALE + x


def nothing():
    """Only a docstring."""


CASES = [
    (swap, [(1, 2)]),
    (chained_targets, [(7,)]),
    (augmented, [([1, 2, 3], Point(4))]),
    (annotated, [(1,)]),
    (deleting, [([1, 2, 3], {"a": 1, "b": 2})]),
    (walrus, [([],), ([1, 2, 3],)]),
    (walrus_in_branches, [(0,), (2,), (3,)]),
    (nested_exits, [(0,), (1,), (4,), (6,), (7,), (9,), (12,)]),
    (loop_variable_after, [(0,), (3,)]),
    (unpacking_loop, [([(1, 2, 3), (4,)],)]),
    (while_with_walrus, [([0, 1, 2],), ([5, 1],), ([0, 3, 4],), ([1, 5, 2, 3],)]),
    (while_and, [(0,), (2,), (9,)]),
    (endless, [(1,), (8,), (20,), (-1,), (13,)]),
    (else_with_outer_exit, [([],), ([[1], [2]],), ([[1], [2, -1]],), ([[]],)]),
    (search, [([1, 2], 2), ([1, 2], 3), ([], 1)]),
    (collatz, [(1,), (27,)]),
    (returns_in_branches, [(1, 1), (1, -1), (1, -2), (-1, 1), (-1, 0), (7, 0), (-1, -1)]),
    (only_on_one_side, [(0,), (1,)]),
    (chained_comparison, [(1, 2, 3), (2, 1, 3), (1, 1, 1), (1, 5, 4), (1, 3, 4)]),
    (and_or, [(a, b, c) for a in (0, 1) for b in (0, 2) for c in (0, 3)]),
    (memberships, [(1, [1]), (2, (1,))]),
    (calls, [(1, (2, 3), {"p": 1})]),
    (positional_only, [(1,), (1, 3)]),
    (spread, [(1, 2, 3)]),
    (displays, [(1, {"q": 5})]),
    (slices, [([1, 2, 3, 4], 1)]),
    (texts, [(1.5, 8)]),
    (text_conversions, [("é",)]),
    (attributes, [(Point(2),)]),
    (printing, [(2,)]),
    (comprehensions, [(0,), (5,)]),
    (comprehension_walrus, [(0,), (3,)]),
    (late_binding_in_comprehension, [(3,)]),
    (late_binding, [(0,), (3,)]),
    (recursive_inner, [(5,)]),
    (factorial, [(5,)]),
    (captured_parameter, [(2,), (2, 5)]),
    (assigns_further_out, [(3,)]),
    (two_levels, [(2,)]),
    (decorated, [(3,)]),
    (with_contexts, [(0,), (2,), (6,)]),
    (importing, [(0.5,)]),
    (imports_missing, [(False,), (True,)]),
    (raising, [(0,), (1,), (2,), (3,)]),
    (reads_globals, [()]),
    (declares_global, [(1,)]),
    (nothing, [()]),
    (Wide.scaled, [(Wide(3),), (Wide(3), 5)]),
]


def outcome(f, args):
    LOG.clear()
    args = copy.deepcopy(args)
    try:
        value = f(*args)
    except Exception as error:
        value = type(error), error.args, type(error.__cause__)
    return value, args, list(LOG)


def case_id(part) -> str:
    """Stable from run to run: runners in parallel must agree on the names of tests."""
    return part.__name__ if callable(part) else re.sub(r" at 0x[0-9a-f]+", "", str(part))[:40]


@pytest.mark.parametrize(
    "f, args", [(f, args) for f, all_args in CASES for args in all_args], ids=case_id
)
def test_same_as_python(f, args):
    assert outcome(relowered(f), args) == outcome(f, args)


@pytest.mark.parametrize("x, args, log", [(1, (), []), (2, ("two",), []), (3, ("message 3",), [3])])
def test_failing_asserts(x, args, log):
    """pytest rewrites the asserts of this file, so there is no original to compare with."""
    error, _, logged = outcome(relowered(asserting), (x,))
    assert error[:2] == (AssertionError, args)
    assert logged == [f"message {v}" for v in log]
    assert relowered(asserting)(0) == 0


def test_the_function_sees_its_globals_and_closure_as_they_are_now(monkeypatch):
    scale = 2

    def f(x):
        return x * scale + SCALE

    g = relowered(f)
    assert g(1) == 5
    scale = 10
    monkeypatch.setitem(globals(), "SCALE", 100)
    assert g(1) == 110


def test_lambdas():
    fs = [lambda x: x + 1, lambda x, *, k=2: x * k, lambda *a: sum(v * v for v in a)]
    g = [relowered(f) for f in fs]
    assert [g[0](1), g[1](3), g[1](3, k=5), g[2](1, 2)] == [2, 6, 15, 5]


def test_a_context_is_left_once_and_after_the_value_is_made():
    def f():
        with Context("c"):
            return note("value")

    assert outcome(relowered(f), ()) == ("value", (), ["enter c", "value", "exit c"])
