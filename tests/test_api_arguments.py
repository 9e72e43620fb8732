"""The contract on arguments: a gradient has the structure, shapes and dtypes of its argument."""

import collections
import dataclasses
import enum
import functools
from decimal import Decimal

import numpy as np
import pytest

from s2sad import (
    check_grads, custom_vjp, grad, hessian, hvp, jacobian, jvp, vjp,
)  # fmt: skip

A, A2 = np.array([1.0, 2.0]), np.array([2.0, 3.0])
Point = collections.namedtuple("Point", "x y")


@dataclasses.dataclass
class Data:
    u: object
    n: int = 3
    name: str = "data"


@dataclasses.dataclass(frozen=True)
class Frozen:
    u: object
    v: object


@dataclasses.dataclass
class Careful:
    """It cannot be made of a gradient: `n` is None there."""

    u: object
    n: int = 3
    twice: int = dataclasses.field(init=False, default=0)

    def __post_init__(self):
        self.twice = 2 * int(self.n)


class Plain:
    def __init__(self, a):
        self.a = a
        self.n = 3
        self.name = "plain"
        self.inner = {"k": 2.0}

    def loss(self, x):
        return np.sum(self.a * x) * self.inner["k"]


class Slotted:
    __slots__ = ("a", "__b")

    def __init__(self, a, b):
        self.a, self.__b = a, b

    def loss(self):
        return np.sum(self.a * self.__b)


class Kind(enum.Enum):
    ONE = 1
    TWO = 2


class Mode(str, enum.Enum):
    MEAN = "mean"
    SUM = "sum"


SCALARS = [
    2.0, np.float64(2.0), np.float32(2.0), np.float16(2.0), 2.0 + 1j, np.complex64(2.0 + 1j),
    np.complex128(2.0 + 1j),
]  # fmt: skip


@pytest.mark.parametrize("x", SCALARS, ids=lambda x: type(x).__name__)
@pytest.mark.parametrize("f", [lambda x: np.real(x * x), np.real, lambda x: np.real(np.sin(x)),
                               lambda x: np.real(x) * 0.0 + 1.0])  # fmt: skip
def test_scalars_keep_their_precision(x, f):
    found = grad(f)(x)
    assert np.shape(found) == () and np.asarray(found).dtype == np.asarray(x).dtype
    y, y_dot = jvp(lambda x: x * 2.0, (x,), (x,))
    assert np.asarray(y_dot).dtype == np.asarray(y).dtype


DTYPES = ["f2", "f4", "f8", "c8", "c16"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (3,), (1,), (2, 1, 3), (0,)])
def test_arrays_keep_dtype_and_shape(dtype, shape):
    x = np.ones(shape, dtype)
    wide = np.float64(2.0) * np.ones(shape)
    for f in (lambda x: np.sum(np.real(x * x)), lambda x: np.sum(np.real(x) * wide)):
        found = grad(f)(x)
        assert found.dtype == x.dtype and found.shape == shape


def test_containers():
    def f(p):
        return np.sum(p["w"][0] * p["w"][1].x) + p["b"][0] * p["w"][1].y

    p = {"w": [A, Point(2.0, np.float32(1.5))], "b": (3.0, 4, None, "text", True), "e": ()}
    found = grad(f)(p)
    assert list(found) == ["w", "b", "e"] and type(found["w"]) is list
    assert type(found["w"][1]) is Point and found["w"][1].y.dtype == np.float32
    assert found["b"] == (1.5, None, None, None, None) and found["e"] == ()
    np.testing.assert_allclose(found["w"][0], [2.0, 2.0])
    check_grads(f, (p,))


def test_subclasses_of_dict():
    for kind in (collections.OrderedDict, lambda **k: collections.defaultdict(float, **k)):
        p = kind(a=2.0, n=3)
        assert dict(grad(lambda p: p["a"] ** 2)(p)) == {"a": 4.0, "n": None}
        check_grads(lambda p: p["a"] ** 2, (p,))


def test_dataclasses():
    found = grad(lambda d: np.sum(d.u * d.u) * d.n)(Data(A))
    assert type(found) is Data and (found.n, found.name) == (None, None)
    np.testing.assert_allclose(found.u, 6 * A)
    assert grad(lambda d: d.u * d.v)(Frozen(2.0, 3.0)) == Frozen(3.0, 2.0)
    nested = grad(lambda d: d.u.u * d.u.v * d.v[0])(Frozen(Frozen(2.0, 3.0), [5.0]))
    assert nested == Frozen(Frozen(15.0, 10.0), [6.0])
    found = grad(lambda d: np.sum(d.u) * d.twice)(Careful(A))
    assert type(found) is Careful and (found.n, found.twice) == (None, None)
    np.testing.assert_allclose(found.u, [6.0, 6.0])


def test_plain_instances():
    def f(o):
        return np.sum(o.a * o.a) * o.inner["k"]

    found = grad(f)(Plain(A))
    assert type(found) is Plain and (found.n, found.name) == (None, None)
    np.testing.assert_allclose(found.a, 4 * A)
    assert found.inner == {"k": 5.0}
    y_dot = jvp(f, (Plain(A),), (Plain(A),))[1]
    np.testing.assert_allclose(y_dot, 4 * 5.0 + 5.0 * 2.0)
    np.testing.assert_allclose(vjp(f, Plain(A))[1](1.0)[0].a, 4 * A)
    assert jacobian(f)(Plain(A)).inner == {"k": 5.0}
    np.testing.assert_allclose(hessian(f)(Plain(A)).a.inner["k"], 2 * A)
    np.testing.assert_allclose(hvp(f)(Plain(A), Plain(A)).a, 4 * A + 4 * A)
    check_grads(f, (Plain(A),))


def test_instances_with_slots():
    found = grad(lambda o: o.loss())(Slotted(A, 2.0))
    assert type(found) is Slotted
    np.testing.assert_allclose(found.a, [2.0, 2.0])
    assert found._Slotted__b == 3.0


def test_self_is_an_argument_like_others():
    found = grad(Plain.loss)(Plain(A), A)
    np.testing.assert_allclose(found.a, 2 * A)
    np.testing.assert_allclose(grad(Plain.loss, 1)(Plain(A), A), 2 * A)
    check_grads(Plain.loss, (Plain(A), A))


def test_gradients_of_objects_are_objects_again():
    twice = grad(lambda o: grad(lambda o: np.sum(o.a**3))(o).a.sum())
    np.testing.assert_allclose(twice(Plain(A)).a, 6 * A)


def test_what_is_no_number_is_passed_on():
    def f(x, kind, name, function, items, dtype):
        assert kind is Kind.TWO and name == "n" and dtype == np.float64
        return function(x) * items[0]

    args = (0.5, Kind.TWO, "n", np.sin, (3, None), np.dtype(float))
    np.testing.assert_allclose(grad(f)(*args), 3 * np.cos(0.5))
    np.testing.assert_allclose(jvp(f, args, (1.0, *[None] * 5))[1], 3 * np.cos(0.5))
    np.testing.assert_allclose(vjp(f, *args)[1](1.0)[0], 3 * np.cos(0.5))


def test_a_derivative_as_argument():
    slope = grad(lambda x: x**3)
    np.testing.assert_allclose(grad(lambda g, x: g(x) * x, 1)(slope, 2.0), 36.0)


def test_the_arguments_are_left_alone():
    x, p = A.copy(), {"w": A.copy()}
    grad(lambda x, p: np.sum(x * p["w"]), (0, 1))(x, p)
    np.testing.assert_array_equal(x, A)
    np.testing.assert_array_equal(p["w"], A)


def count_kinds(x, values):
    total = x * 0.0
    for value in values:
        total = total + (x * x if isinstance(value, bool) else x)
    return total


@pytest.mark.parametrize("one, other, f", [
    (frozenset({1}), frozenset({True}), count_kinds), ({1: 0.5}, {True: 0.5}, count_kinds),
    (range(0, 3, 2), range(0, 4, 2), lambda x, r: x * r.stop),
    (Decimal("1.0"), Decimal("1.00"), lambda x, d: x * len(str(d))),
    (Point(1, 2), Point(True, 2), lambda x, p: count_kinds(x, p)),
], ids=["sets", "keys", "ranges", "decimals", "items"])  # fmt: skip
def test_arguments_that_are_equal_and_not_the_same(one, other, f):
    slope, x = grad(f), 2.0
    for value in (one, other, one, other):
        expected = (f(x + 1e-6, value) - f(x - 1e-6, value)) / 2e-6
        assert np.isclose(slope(x, value), expected)
        assert np.isclose(vjp(f, x, value)[1](1.0)[0], expected)


def test_callables_that_are_equal_and_not_the_same():
    @dataclasses.dataclass(frozen=True)
    class Scaled:
        name: str
        k: float = dataclasses.field(compare=False)

        def __call__(self, x):
            return self.k * x

    for k in (2.0, 3.0):
        f = Scaled("one", k)
        assert jvp(f, (5.0,), (1.0,)) == (5 * k, k)
        y, pullback = vjp(f, 5.0)
        assert (y, pullback(1.0)) == (5 * k, (k,))


def test_a_keyword_is_called_as_a_captured_number():
    scale = 3.0

    def f(x, *more, **given):
        return x * scale * given["scale"] * more[0]

    for _ in range(3):
        assert grad(f)(2.0, 7.0, scale=5.0) == 105.0


def test_an_object_is_called_as_the_name_that_it_would_be_called_by():
    @custom_vjp
    def f(x):
        return x * x

    @f.defvjp
    def _(ans, g, x):
        return (7 * g,)

    assert grad(f)(2.0) == 7.0


@functools.cache
def square(x):
    return x * x


def test_functions_as_arguments_and_in_objects():
    def f(x, g, data):
        return g(x) * data.u**2

    for g, value, slope in ((np.sum, 5.0, [1, 1]), (np.linalg.norm, 13**0.5, A2 / 13**0.5)):
        for _ in range(3):
            found = grad(f, (0, 2))(A2, g, Data(2.0, name=g))
            np.testing.assert_allclose(found[0], 4.0 * np.array(slope))
            assert np.isclose(found[1].u, 4.0 * value) and found[1].name is None
    assert grad(f)(3.0, square, Data(2.0)) == grad(f)(3.0, square, Data(2.0)) == 24.0


class Holder:
    def __init__(self, w):
        self.w = w


@pytest.mark.parametrize(("f", "args"), [
    (lambda parts: sum(np.mean(p["w"] ** 2) for p in parts),
     ([{"w": np.ones(3)}, {"w": np.ones(5)}],)),
    (lambda parts: sum(np.mean(p.w**2) for p in parts), (
        (Holder(np.ones(3)), Holder(np.ones(5))),)),
    (lambda w, part: np.mean(w**2) + np.mean(part["w"] ** 2), (np.ones(3), {"w": np.ones(5)})),
    (lambda w, part: np.mean(w**2) + np.mean(part["a"]["w"] ** 2) + np.mean(part["w"][0] ** 2),
     (np.ones(4), {"w": [np.ones(3)], "a": {"w": np.ones(5)}})),
    (lambda a, b: np.sum((a["w"] * np.ones(4)) ** 2) + np.mean(b["w"]), (
        {"w": np.ones((2, 4))}, {"w": np.ones(7)})),
])  # fmt: skip
def test_parts_of_one_name_have_lengths_of_their_own(f, args):
    check_grads(f, args, order=2)


class Text(str):
    pass


@pytest.mark.parametrize("mode", [Mode.MEAN, np.str_("mean"), Text("mean"), np.bytes_(b"mean")],
                         ids=lambda mode: type(mode).__name__)  # fmt: skip
def test_texts_of_other_classes(mode):
    def f(x, mode):
        return (x * 2 if mode in ("mean", b"mean") else x), mode

    for _ in range(2):
        assert grad(f, has_aux=True)(3.0, mode) == (2.0, mode)
    assert grad(lambda d: d["mean"] ** 2)({mode: 3.0, "mean": 2.0})["mean"] == 4.0


class Nameless:
    __slots__ = ()

    def __hash__(self):
        raise RuntimeError("asked for its hash")


@pytest.mark.parametrize("thing", [memoryview(np.ones(2)), Nameless()], ids=["memory", "object"])
def test_what_cannot_be_hashed_is_passed_on(thing):
    assert grad(lambda x, thing: x * x)(3.0, thing) == 6.0


def test_sets_are_results_as_they_are():
    y, _ = jvp(lambda x: (x, {3, 1}, set(), frozenset({1})), (2.0,), (1.0,))
    assert y == (2.0, {1, 3}, set(), frozenset({1}))
    assert [*map(type, y[1:])] == [set, set, frozenset]
