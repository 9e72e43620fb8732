"""What a function reads may change between two calls: each derivative is that of the function as
it is when it is called, in the first call after a change and in the later ones."""

import abc
import array
import collections
import dataclasses
import functools
import linecache
import math
import os
import types

import numpy as np
import pytest
import scipy.stats

import s2sad
from s2sad import grad, jvp, vjp

#: what makes a function, and the changes of its surroundings, which are made one after the other
CASES = []
X = 1.7


def case(make):
    CASES.append(make)
    return make


def slope(f):
    return (f(X + 1e-6) - f(X - 1e-6)) / 2e-6


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
def test_each_call_sees_the_present(make):
    f, *changes = make()
    first, second, slopes = grad(f), grad(grad(f)), []
    for change in (lambda: None, *changes):
        change()
        slopes.append(slope(f))
        for _ in range(3):
            assert np.isclose(first(X), slope(f), rtol=1e-5)
            assert np.isclose(second(X), slope(first), rtol=1e-5, atol=1e-5)
            assert np.isclose(jvp(f, (X,), (1.0,))[1], slope(f), rtol=1e-5)
            y, pullback = vjp(f, X)
            assert y == f(X) and np.isclose(pullback(1.0)[0], slope(f), rtol=1e-5)
    assert not np.any(np.isclose(np.diff(slopes), 0.0))  # each change mattered


def assigns(holder, name, value):
    return lambda: setattr(holder, name, value)


# --- functions ---


@case
def code():
    def f(x):
        return x * x

    def cube(x):
        return x**3

    def with_default(x, k):
        return k * x**4

    def give_both():
        f.__code__, f.__defaults__ = with_default.__code__, (5.0,)

    return f, assigns(f, "__code__", cube.__code__), give_both


@case
def defaults_that_move():
    def helper(x, p, q=2.0):
        return p * q * x * x

    change = assigns(helper, "__defaults__", (7.0, 11.0))
    return lambda x: helper(x, 3.0), change, assigns(helper, "__defaults__", (13.0,))


@case
def keyword_defaults():
    def helper(x, *, q=2.0):
        return x**q

    change = assigns(helper, "__kwdefaults__", {"q": 3.0})
    return lambda x: helper(x), change, lambda: helper.__kwdefaults__.update(q=4)


@case
def default_of_a_function_with_a_rule():
    @s2sad.custom_vjp
    def helper(x, k=2.0):
        return k * x * x

    @helper.defvjp
    def _(ans, g, x, k):
        return 2 * k * x * g, None

    @helper.defjvp
    def _(ans, t, x, k):
        return 2 * k * x * t[0]

    return lambda x: helper(x) * x, assigns(helper.f, "__defaults__", (3.0,))


@case
def single_dispatch():
    @functools.singledispatch
    def area(x):
        return x * x

    return lambda x: area(x), lambda: area.register(float)(lambda x: x**3)


@case
def vectorized():
    made = np.vectorize(lambda x: x * x)
    return lambda x: made(x) * 1.0, assigns(made, "pyfunc", lambda x: x**3)


@case
def keywords_of_a_partial():
    def helper(x, k=1.0, n=2):
        return k * x**n

    made = functools.partial(helper, k=2.0, n=2)
    changes = [{"k": 3.0}, {"n": 3}]
    return lambda x: made(x), *(functools.partial(made.keywords.update, c) for c in changes)


# --- classes ---


class Base:
    k = 2.0

    def power(self, x):
        return x**2

    @property
    def p(self):
        return 3.0


def derived():
    class Above(Base):
        pass

    class Below(Above):
        k = 5.0

        def all_of_super(self, x):
            return super().power(x) * super().k * super().p

    return Above, Below


@case
def what_super_finds_outside():
    above, below = derived()
    held = below()
    changes = [("power", lambda self, x: x**3), ("k", 7.0), ("p", property(lambda self: 9.0))]
    return lambda x: held.all_of_super(x), *(assigns(above, *change) for change in changes)


@case
def what_super_finds_of_an_instance_made_inside():
    above, below = derived()
    changes = [("power", lambda self, x: x**3), ("k", 7.0), ("p", property(lambda self: 9.0))]
    return lambda x: below().all_of_super(x), *(assigns(above, *change) for change in changes)


@case
def what_an_instance_is_called_by():
    class Square:
        def __call__(self, x):
            return x**2

    held = Square()
    return lambda x: held(x), assigns(Square, "__call__", lambda self, x: x**3)


@case
def classes_that_are_asked_for():
    class Abstract(abc.ABC):
        pass

    class Other:
        pass

    class Start:
        pass

    class Own(Start):
        pass

    held = Own()

    def f(x):
        one = x * x if isinstance(held, Abstract) else x
        two = one * x if issubclass(Own, Other) else one
        return two * 3 if callable(held) else two

    return (f, lambda: Abstract.register(Own), assigns(Own, "__bases__", (Other,)),
            assigns(Own, "__call__", lambda self: None))  # fmt: skip


@case
def bases_of_a_class():
    class One:
        def power(self, x):
            return x**2

    class Other:
        def power(self, x):
            return x**3

    class Own(One):
        pass

    return (lambda x: Own().power(x), assigns(Own, "__bases__", (Other,)),
            assigns(Other, "power", lambda self, x: x**4),
            assigns(Own, "power", lambda self, x: x**5),
            functools.partial(delattr, Own, "power"))  # fmt: skip


@case
def texts_of_an_object():
    class Own:
        n = 1

        def __str__(self):
            return "a" * self.n

    held = Own()
    return lambda x: x * len(str(held)) * len(f"{held}"), assigns(held, "n", 2)


@case
def methods_that_a_class_did_not_have():
    class Own:
        pass

    held = Own()

    def f(x):
        truth = x * x if held else x
        try:
            item = held[0] * x
        except TypeError:
            item = x * x
        try:
            return truth + item * (2 if 3 in held else 5)
        except TypeError:
            return truth + item

    return (f, assigns(Own, "__bool__", lambda self: False),
            assigns(Own, "__getitem__", lambda self, k: (7, 3, 8)[k]),
            assigns(Own, "__contains__", lambda self, item: False))  # fmt: skip


@case
def descriptors():
    class Scale:
        v = 2.0

        def __get__(self, instance, owner):
            return self.v

    class Own:
        scale = Scale()

        def power(self, x, n):
            return x**n

        square = functools.partialmethod(power, n=2)

    change = functools.partial(Own.__dict__["square"].keywords.update, n=3)
    return (lambda x: Own().scale * Own().square(x), assigns(Own.__dict__["scale"], "v", 3.0),
            assigns(Scale, "__get__", lambda self, instance, owner: 7.0), change)  # fmt: skip


def with_scale(f):
    """A function of an object without an attribute, which it or its class gets later."""
    cls = type("Settings", (), {})
    held = cls()
    changes = [assigns(held, "scale", 4.0), lambda: delattr(held, "scale"),
               assigns(cls, "scale", 6.0)]  # fmt: skip
    return functools.partial(f, held), *changes


@case
def attribute_that_is_asked_for():
    def f(held, x):
        return x * x * held.scale if hasattr(held, "scale") else x

    held, *changes = with_scale(f)
    return lambda x: f(held.args[0], x), *changes


@case
def attribute_with_a_default():
    def f(held, x):
        return x * x * getattr(held, "scale", 5.0)

    held, *changes = with_scale(f)
    return lambda x: f(held.args[0], x), *changes


@case
def attribute_that_is_missed():
    def f(held, x):
        try:
            return x * x * held.scale
        except AttributeError:
            return 3 * x

    held, *changes = with_scale(f)
    return lambda x: f(held.args[0], x), *changes


@case
def defaults_of_a_namedtuple():
    pair = collections.namedtuple("Pair", "a b", defaults=(2.0,))

    def f(x):
        return pair(x * x).b * x * x

    return f, assigns(pair.__new__, "__defaults__", (7.0,))


@case
def defaults_of_a_dataclass():
    @dataclasses.dataclass
    class Power:
        a: float
        n: int = 2
        k: float = 3.0

    def f(x):
        made = Power(x)
        return made.k * made.a**made.n

    return f, assigns(Power.__init__, "__defaults__", (3, 5.0))


def of_module(text, **names):
    """`f` of a module of this text, and the names of the module."""
    names.update(np=np, math=math)
    path = f"<{len(linecache.cache)} of tests>"
    linecache.cache[path] = len(text), None, text.splitlines(keepends=True), path
    exec(compile(text, path, "exec"), names)
    return names["f"], names


@case
def global_with_the_name_of_a_parameter():
    f, names = of_module("""
def power(v):
    return v**k

def f(k):
    return power(k) * k
""", k=2)
    return f, lambda: names.update(k=3), lambda: names.update(k=4)


@case
def builtin_that_the_module_hides():
    f, names = of_module("""
def f(x):
    return abs(x) * x
""")
    return f, lambda: names.update(abs=lambda x: x * x), lambda: names.update(abs=math.sin)



def test_a_global_that_is_gone_is_missed():
    f, names = of_module("""
def f(x):
    return x * k
""", k=3)
    g = grad(f)
    assert g(X) == g(X) == g(X) == 3
    del names["k"]
    with pytest.raises(s2sad.UnsupportedError, match="the name 'k' is not defined"):
        g(X)


# --- modules ---


@case
def module_of_another_name():
    names = {"xp": math}
    mine = types.ModuleType("mine")
    mine.cos = lambda x: 5 * x * x
    f = types.FunctionType((lambda x: xp.cos(x)).__code__, names)  # noqa: F821
    return f, lambda: names.update(xp=mine), lambda: names.update(xp=np)


@case
def module_that_makes_its_names():
    values = {"k": 2.0, "n": 2, "pow": 3.0}
    lazy = types.ModuleType("lazy")
    lazy.__getattr__ = values.__getitem__
    changes = [{"k": 3.0}, {"n": 3}, {"pow": 5.0}]
    return lambda x: lazy.k * lazy.pow * x**lazy.n, *(
        functools.partial(values.update, c) for c in changes
    )


# --- containers ---


class OwnList(list):
    pass


class OwnDict(dict):
    pass


class OwnSet(set):
    pass


HOLD_TWO_AT_N = {
    "ordered dict": collections.OrderedDict(n=2), "default dict": collections.defaultdict(int, n=2),
    "counter": collections.Counter("nn"), "own dict": OwnDict(n=2), "chain": collections.ChainMap(
        {}, {"n": 2}), "user dict": collections.UserDict(n=2),
}  # fmt: skip
HOLD_TWO_AT_0 = {
    "deque": collections.deque([2, 3]), "array": array.array("i", [2, 3]), "own list": OwnList([2]),
    "bytes": bytearray([2, 3]), "user list": collections.UserList([2]),
    "objects": np.array([2, 3], dtype=object),
}  # fmt: skip
CONTAINERS = {**{k: (v, "n") for k, v in HOLD_TWO_AT_N.items()},
              **{k: (v, 0) for k, v in HOLD_TWO_AT_0.items()}}  # fmt: skip


def changed_item(held, key):
    return lambda x: x ** held[key] * len(held), lambda: held.__setitem__(key, 3)


for _name, _pair in CONTAINERS.items():
    _make = functools.partial(changed_item, *_pair)
    _make.__name__ = _name
    case(_make)


@case
def view_of_a_dict():
    behind = {"n": 2}
    held = types.MappingProxyType(behind)
    return lambda x: x ** held["n"], lambda: behind.update(n=3)


@case
def lengths():
    held = [collections.deque([1]), OwnSet([1]), collections.OrderedDict(a=1)]
    one, two, three = held

    def f(x):
        return x * len(one) + x * len(two) + x * len(three)

    return f, lambda: one.append(2), lambda: two.add(2), lambda: three.update(b=2)


@case
def member_of_a_set():
    held = OwnSet([2])
    return lambda x: x * x if 2 in held else x, held.clear


@case
def environment():
    os.environ["S2SAD_TEST_SCALE"] = "2.0"
    change = functools.partial(os.environ.__setitem__, "S2SAD_TEST_SCALE", "3.0")
    return lambda x: x * x * float(os.environ["S2SAD_TEST_SCALE"]), change


@case
def attributes_of_a_librarys_object():
    held, frozen = np.polynomial.Polynomial([1.0, 2.0]), scipy.stats.norm(loc=1.0)

    def f(x):
        return held.coef[1] * x * frozen.pdf(x)

    def change():
        held.coef[:] = 7.0

    return f, change, lambda: frozen.kwds.update(loc=2.0)


# --- rules ---


class Settings:
    scale = 2.0

    def __init__(self):
        self.inner, self.n = types.SimpleNamespace(w=2.0), 2

    @property
    def p(self):
        return self.n * 1.0

    def method(self, x):
        return self.n * x


class Slotted:
    __slots__ = ("w",)


def ruled(read, *changes):
    """A function whose derivative is what its rule reads."""

    @s2sad.custom_vjp
    def f(x):
        return x

    @f.defvjp
    def _(ans, g, x):
        return (g * read(x),)

    return f, read, changes


def test_what_a_rule_reads():
    class Own(Settings):
        pass

    held, slotted = Own(), Slotted()
    slotted.w, table = 2.0, {"a": lambda x: 2.0 * x}
    for f, read, changes in (
        ruled(lambda x: held.scale, assigns(Settings, "scale", 3.0), assigns(Own, "scale", 4.0)),
        ruled(lambda x: Own.scale, assigns(Own, "scale", 5.0)),
        ruled(lambda x: held.inner.w, assigns(held.inner, "w", 3.0)),
        ruled(lambda x: held.p + held.method(x), assigns(held, "n", 3),
              assigns(Own, "method", lambda self, x: x**3)),
        ruled(lambda x: slotted.w, assigns(slotted, "w", 5.0)),
        ruled(lambda x: table["a"](x), lambda: table.update(a=lambda x: x**4)),
        ruled(lambda x: getattr(held, "late", 1.0), assigns(held, "late", 3.0)),
    ):  # fmt: skip
        first = grad(lambda x: f(x) * 1.0)
        for change in (lambda: None, *changes):
            change()
            for _ in range(3):
                assert first(X) == read(X) == vjp(f, X)[1](1.0)[0]


def test_a_rule_that_is_given_while_code_is_made():
    """As another thread might do it."""

    @s2sad.custom_vjp
    def f(x):
        return x * x

    f.defvjp(lambda ans, g, x: (3.0 * g,))

    later = [lambda ans, g, x: (5.0 * g,)]

    class Own:
        @property
        def scale(self):  # it is asked after the rule was read
            if later:
                f.defvjp(later.pop())
            return 1.0

    held = Own()
    first = grad(lambda x: grad(f)(x) * x + held.scale)
    assert first(X) == 3.0
    assert first(X) == first(X) == 5.0


# --- what has no key ---


def test_a_captured_value_that_holds_itself_or_a_set():
    held = [1.0, 2.0]

    def f(x):
        return held[0] * x * x

    first = grad(f)
    assert first(3.0) == first(3.0) == 6.0
    held[1:] = [{1, 2}]
    assert first(3.0) == first(3.0) == 6.0
    held[0] = 2.0
    assert first(3.0) == first(3.0) == 12.0
    held.append(held)
    assert first(3.0) == first(3.0) == 12.0
    held[:] = [5.0]
    assert first(3.0) == first(3.0) == 30.0


# --- what is differentiated ---


def around(f):
    return lambda x: f(x) * x


@pytest.mark.parametrize("transform", [grad, s2sad.jacobian, s2sad.elementwise_grad,
                                       lambda f: lambda x: vjp(f, x)[1](1.0)[0],
                                       lambda f: lambda x: jvp(f, (x,), (1.0,))[1]])  # fmt: skip
def test_what_was_named_is_changed(transform):
    class Power:
        k = 2.0

        def __call__(self, x):
            return self.k * x**2

    class Fourth(Power):
        def __call__(self, x):
            return x**4

    power, partial = Power(), functools.partial(lambda x, k=1.0, n=2: k * x**n, k=2.0)
    for f, *changes in (
        (power, assigns(Power, "k", 3.0), assigns(Power, "__call__", lambda self, x: x**3),
         assigns(power, "__class__", Fourth)),
        (partial, lambda: partial.keywords.update(k=3.0), lambda: partial.keywords.update(n=3)),
        (functools.partial(Power()), assigns(Power, "__call__", lambda self, x: x**5)),
    ):  # fmt: skip
        first, second = transform(f), transform(transform(f))
        outer = grad(around(transform(f)))
        for change in (lambda: None, *changes):
            change()
            for _ in range(3):
                assert np.isclose(first(X), slope(f), rtol=1e-5)
                assert np.isclose(second(X), slope(first), rtol=1e-5)
                assert np.isclose(outer(X), slope(first) * X + first(X), rtol=1e-5)
