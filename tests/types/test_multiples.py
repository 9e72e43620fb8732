"""Lengths that are so many times as long as others: parts of them need not be asked how long they
are, and arguments for which it is not so have code of their own."""

import numpy as np
import pytest

import s2sad
from s2sad.ir.types import Dim
from s2sad.types.signature import ArraySpec
from s2sad.types.slices import multiple_of, sliced
from s2sad.types.stated import resolved

RNG = np.random.default_rng(0)


def normal(*shape):
    return RNG.normal(size=shape)


def lstm(w, u, b, xs):
    n = u.shape[0]
    h, c = np.zeros(n), np.zeros(n)
    for x in xs:
        z = x @ w + h @ u + b
        i, f = 1.0 / (1.0 + np.exp(-z[:n])), 1.0 / (1.0 + np.exp(-z[n : 2 * n]))
        o = 1.0 / (1.0 + np.exp(-z[2 * n : 3 * n]))
        c = f * c + i * np.tanh(z[3 * n :])
        h = o * np.tanh(c)
    return np.sum(h**2)


def gated(w, u, xs):
    n = u.shape[0]
    h = np.zeros(n)
    for x in xs:
        a, r = x @ w, h @ u
        z = np.tanh(a[:n] + r[:n])
        h = (1.0 - z) * np.tanh(a[n:] + z * r[n:]) + z * h
    return np.sum(h**2)


def mixture(w, x, y):
    o = x @ w
    k = o.shape[1] // 3
    mu, scale, logit = o[:, :k], o[:, k : 2 * k], o[:, 2 * k :]
    density = logit - scale - 0.5 * ((y[:, None] - mu) / np.exp(scale)) ** 2
    return -np.mean(np.log(np.sum(np.exp(density), axis=1)))


def encoder(w, v, x, noise):
    h = np.tanh(x @ w)
    k = h.shape[1] // 2
    mu, log_var = h[:, :k], h[:, k:]
    z = mu + np.exp(0.5 * log_var) * noise
    return np.sum((z @ v - x) ** 2) - 0.5 * np.sum(1.0 + log_var - mu**2 - np.exp(log_var))


PROGRAMS = [
    (lstm, [(normal(3, 4 * n), normal(n, 4 * n), normal(4 * n), normal(3, 3)) for n in (2, 3)]),
    (gated, [(normal(3, 2 * n), normal(n, 2 * n), normal(3, 3)) for n in (2, 3)]),
    (mixture, [(normal(4, 3 * n), normal(5, 4), normal(5)) for n in (2, 3, 1)]),
    (encoder, [(normal(3, 2 * n), normal(n, 3), normal(4, 3), normal(4, n)) for n in (2, 3)]),
]


@pytest.mark.parametrize(("f", "calls"), PROGRAMS, ids=lambda v: getattr(v, "__name__", ""))
def test_parts_are_as_long_as_what_they_meet(f, calls, order):
    g = s2sad.grad(f, argnums=(0, 1))
    assert "_unbroadcast" not in g.source(*calls[0])
    for args in calls:
        s2sad.check_grads(f, args, order=order if args is calls[0] else 1)
        for found, single in zip(g(*args), (0, 1)):
            np.testing.assert_allclose(found, s2sad.grad(f, argnums=single)(*args))


def test_a_part_that_is_stretched(order):
    """Of three columns one is the mean, and meets two; of two each meets one."""
    def spread(w, x):
        h = np.tanh(x @ w)
        k = h.shape[1] // 2
        return np.sum(h[:, :k] * np.sin(h[:, k:]))

    g = s2sad.grad(spread)
    for columns in (4, 3, 2, 6, 3):
        w, x = normal(3, columns), normal(4, 3)
        if columns < 4 or columns % 2 == 0:
            s2sad.check_grads(spread, (w, x), order=order)
            again = s2sad.grad(lambda w, x: spread(w, x))(w, x)
            np.testing.assert_allclose(g(w, x), again)


def test_a_multiple_is_told_by_a_type_string(tmp_path):
    texts = ("f64[d,4*h]", "f64[h,4*h]", "f64[4*h]", "f64[t,d]")
    path = tmp_path / "cell.py"
    s2sad.grad(lstm).export(path, *texts)
    text = path.read_text()
    assert "_unbroadcast" not in text and "Arguments: w: f64[d, 4*h], u: f64[h, 4*h]" in text
    namespace = {}
    exec(text, namespace)
    for w, u, b, xs in PROGRAMS[0][1]:
        np.testing.assert_allclose(
            namespace["lstm_grad"](w, u, b, xs), s2sad.grad(lstm)(w, u, b, xs)
        )
    w, u, b, xs = PROGRAMS[0][1][0]
    with pytest.raises(ValueError, match=r"w.shape\[1\] == 4 \* u.shape\[0\]"):
        namespace["lstm_grad"](w[:, :7], u, b, xs)


def test_what_is_divided_is_told_by_a_type_string():
    text = s2sad.grad(mixture).source("f64[n,3*k]", "f64[m,n]", "f64[m]")
    assert "_unbroadcast" not in text and "w.shape[1] % 3 == 0" in text


def test_a_length_twice_as_long_by_chance_has_no_code_of_its_own():
    def dots(x, y):
        return np.sum(x[:, None] * np.sin(y)) + np.sum(y[: len(x)])

    g = s2sad.grad(dots)
    assert g.source(normal(2), normal(4)) == g.source(normal(2), normal(5))


def test_what_is_true_of_no_entries_goes_round():
    """Of two lengths of 0 each is twice the other, and as long."""
    specs = (ArraySpec("f64", (False,), same=((0, "b.0", 2, 0),)),
             ArraySpec("f64", (False,), same=((0, "a.0", 1, 0),)))  # fmt: skip
    assert len(resolved(specs, ["a", "b"])) == 2


@pytest.mark.parametrize(("axis", "start", "stop", "length"), [
    (Dim("4*u.0"), 0, Dim("u.0"), "u.0"), (Dim("4*u.0"), Dim("u.0"), Dim("2*u.0"), "u.0"),
    (Dim("4*u.0"), Dim("2*u.0"), None, "2*u.0"), (Dim("4*u.0"), Dim("3*u.0"), Dim("3*u.0"), "0"),
    (Dim("4*u.0"), Dim("3*u.0"), Dim("5*u.0"), None), (Dim("4*u.0"), Dim("v.0"), None, None),
])  # fmt: skip
def test_between_multiples(axis, start, stop, length):
    u, v = Dim("u.0", True), Dim("v.0", True)
    named = {"u.0": u, "v.0": v}
    parts = [axis, start, stop]
    for k, part in enumerate(parts):
        if isinstance(part, Dim):
            number, _, name = part.name.rpartition("*")
            parts[k] = Dim(part.name, True) if number else named[name]
    found = sliced(*parts, None)
    assert str(found) == length if length else "[" in str(found)


@pytest.mark.parametrize(("name", "expected"), [
    ("w.1[(3*u.0):]", ("w.1", 4, "u.0")), ("w.1[u.0:(2*u.0)]", ("w.1", 2, "u.0")),
    ("w.1[:u.0]", ("w.1", 1, "u.0")), ("w.1[u.0:(2*v.0)]", None), ("n[?1:]", None),
    ("w.1//3", ("w.1", 3, "w.1/3")), ("(1+w.1)//2", ("w.1", 2, "w.1/2")), ("w.1", None),
])  # fmt: skip
def test_multiple_of(name, expected):
    assert multiple_of(Dim(name)) == expected


def staggered(e, h, c):
    e, h = e.copy(), h.copy()
    for _ in range(3):
        h += c * (e[1:] - e[:-1])
        e[1:-1] += c * np.sin(h[1:] - h[:-1])
    return np.sum(e**2)


def chain(k, u):
    return np.sum((k * (u[1:] - u[:-1])) ** 2)


@pytest.mark.parametrize("f", [staggered, lambda h, e, c: staggered(e, h, c)])
def test_a_length_that_is_one_less_than_another(f, order):
    args = (normal(5), normal(4), 0.3)
    args = args if f is staggered else (args[1], args[0], args[2])
    assert "_unbroadcast" not in s2sad.grad(f, (0, 1)).source(*args)
    s2sad.check_grads(f, args, order=order)


def test_what_is_one_shorter_may_be_stretched(order):
    g = s2sad.grad(chain, (0, 1))
    for k, u in ((3, 4), (1, 4), (4, 2), (2, 2), (1, 2), (5, 6), (0, 1), (0, 0)):
        k, u = normal(k), normal(u)
        assert [bar.shape for bar in g(k, u)] == [k.shape, u.shape]
        s2sad.check_grads(chain, (k, u), order=order)


def test_a_number_less_is_told_by_a_type_string(tmp_path):
    texts = ("f64[n]", "f64[n - 1]", "float")
    text = s2sad.grad(staggered, (0, 1)).source(*texts)
    assert "Arguments: e: f64[n], h: f64[n-1], c: float." in text and "_unbroadcast" not in text
    assert text == s2sad.grad(staggered, (0, 1)).source(normal(5), normal(4), 0.3)
    with pytest.raises(ValueError, match=r"h.shape\[0\] == e.shape\[0\] - 1"):
        namespace = {}
        exec(text, namespace)
        namespace["staggered_grad"](normal(5), normal(1), 0.3)
