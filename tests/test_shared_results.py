"""What a function with a derivative of its own hands on is right or refused when it is written."""

from dataclasses import dataclass

import numpy as np
import pytest

import s2sad
from s2sad import checkpoint, custom_vjp, jvp, stop_gradient, value_and_grad, vjp

A = np.array([1.0, 2.0, 3.0])
same = checkpoint(lambda q: q)


@custom_vjp
def reversal(x):
    return x


reversal.defvjp(lambda ans, g, x: (-g,))
reversal.defjvp(lambda ans, t, x: -t[0])


def ruled(x):
    return x


@pytest.fixture(autouse=True)
def rules(rules_taken_back):
    s2sad.defvjp(ruled, lambda ans, g, x: (g,))
    s2sad.defjvp(ruled, lambda ans, t, x: t[0])


@custom_vjp
def tail(x):
    return x[1:]


tail.defvjp(lambda ans, g, x: (np.concatenate([np.zeros(1), g]),))
tail.defjvp(lambda ans, t, x: t[0][1:])


@dataclass
class Pair:
    a: object
    b: object


def result_written(x, f):
    y = x * 2
    z = f(y)
    z += 1.0
    return np.sum(z * y)


def argument_written(x, f):
    y = x * 2
    z = f(y)
    y += 1.0
    return np.sum(z * y)


def view(x):
    y = x * 2
    z = tail(y)
    z *= 2
    return np.sum(y * y)


def view_of_an_argument(x):
    y = np.stack([x * 2, x])
    z = same(y[0])
    y *= 2
    return np.sum(z * y)


def in_a_tuple(x):
    y = x * 2
    z, w = checkpoint(lambda q: (q, q + 1))(y)
    z *= 2
    return np.sum(y * w)


def twice_in_a_tuple(x):
    z, w = checkpoint(lambda q: (q + 1,) * 2)(x)
    z *= 2
    return np.sum(w)


def in_a_list(x):
    y = x * 2
    items = checkpoint(lambda q: [q, q * 2])(y)
    items[0] *= 2
    return np.sum(y)


def in_a_dict(x):
    y = x * 2
    q = checkpoint(lambda a: {"k": a})(y)
    y *= 2
    return np.sum(q["k"])


def from_around(x):
    y = x * 2
    z = checkpoint(lambda q: y)(x)
    z += 1.0
    return np.sum(y)


def on_one_path(x):
    y = x * 2
    z = checkpoint(lambda a: a if np.sum(a) > 3 else a + 1)(y)
    y *= 2
    return np.sum(z)


def a_dict(x):
    d = {"a": x * 2}
    e = same(d)
    e["a"] = x
    return np.sum(d["a"] * x)


def a_list(x):
    items = [x * 2]
    more = same(items)
    more.append(x)
    return np.sum(items[0]) * len(items)


def a_list_in_a_dict(x):
    d = {"a": [x * 2]}
    items = checkpoint(lambda a: a["a"])(d)
    items.append(x)
    return np.sum(d["a"][0]) * len(d["a"])


def a_growing_list(x, n=3):
    items = []
    for k in range(n):
        items.append(x * k)
    more = same(items)
    more.append(x)
    return np.sum(x) * len(items)


def an_object(x):
    p = Pair(x * 2, x)
    same(p).a = x
    return np.sum(p.a * x)


def an_object_twice(x):
    p, q = checkpoint(lambda a: (a, a))(Pair(x * 2, x))
    p.a = x
    return np.sum(q.a * x)


def a_list_of_constants(x):
    items = [x * 2]
    stop_gradient(items).append(x)
    return np.sum(items[0]) * len(items)


def one_argument_twice(x):
    return np.sum(checkpoint(lambda a, b: a * 2 if a is b else a * 3)(x, x))


def result_of_the_caller(x):
    z = same(x)
    z *= 2.0
    return np.sum(x)


REFUSED = [
    *((lambda x, f=f, g=g: g(x, f)) for f in (same, reversal, ruled)
      for g in (result_written, argument_written)),
    view, view_of_an_argument, in_a_tuple, twice_in_a_tuple, in_a_list, in_a_dict, from_around,
    on_one_path, a_dict, a_list, a_list_in_a_dict, a_growing_list, an_object, an_object_twice,
    a_list_of_constants, one_argument_twice, result_of_the_caller,
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(REFUSED)))
def test_a_write_that_the_other_name_sees_is_refused(number):
    with pytest.raises(s2sad.UnsupportedError, match="known only|decided only"):
        value_and_grad(REFUSED[number])(A.copy())
    with pytest.raises(s2sad.UnsupportedError, match="known only|decided only"):
        jvp(REFUSED[number], (A.copy(),), (np.ones(3),))


def only_read(x):
    y = x * 2
    return np.sum(same(y) * y)


def of_its_own(x):
    y = x * 2
    z = checkpoint(np.sin)(y)
    y *= 2
    return np.sum(z * y)


def read_no_more(x):
    z = same(x * 2)
    z += 1.0
    return np.sum(z)


def in_a_loop(x, n=3):
    y = x * 1.0
    for _ in range(n):
        z = same(y)
        z *= 2.0
        y = z
    return np.sum(y)


def value_of_vjp(x):
    y = x * 2
    z, _ = vjp(lambda q: q, y)
    z += 1.0
    return np.sum(z * y)


def structured_value_of_vjp(x):
    y = x * 2
    z, pullback, aux = vjp(lambda q: ({"a": q}, [q, None, "k"]), y, has_aux=True)
    z["a"] += 1.0
    aux[0][0] = 0.0
    return np.sum(z["a"] * y + aux[0])


RIGHT = [only_read, of_its_own, read_no_more, in_a_loop, value_of_vjp, structured_value_of_vjp]


@pytest.mark.parametrize("f", RIGHT)
def test_right(f):
    assert value_and_grad(f)(A)[0] == pytest.approx(f(A.copy()))
    s2sad.check_grads(f, (A.copy(),), order=1)
