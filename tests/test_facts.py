"""What of the arguments decides the code beyond their types: no more than it must be."""

import re

import numpy as np
import pytest

import s2sad


def turned(a, b):
    return np.sum(np.cross(a[:, :3], b) ** 2)


def test_the_length_of_one_axis_leaves_the_others_free():
    gradient = s2sad.grad(turned)
    codes = set()
    for n in (2, 3, 7):
        gradient(np.ones((n, 5)), np.arange(3.0 * n).reshape(n, 3))
        codes.add(gradient.latest)
    assert len(codes) == 1


def test_generated_code_says_which_length_it_was_made_for():
    source = s2sad.grad(turned).source("f64[n,5]", "f64[n,3]")
    assert "if a.shape[1] != 5:" in source and "a.shape[0]" not in source
    namespace = {}
    exec(source, namespace)
    with pytest.raises(ValueError, match=r"generated for a.shape\[1\] == 5"):
        namespace["turned_grad"](np.ones((2, 4)), np.ones((2, 3)))


def residuals(batch, layers):
    x = batch
    for weight, bias in layers:
        x = x @ weight - bias
    return np.sum(x**2)


def total(x):
    found = 0.0
    for entry in x:
        found += entry**2
    return found


ONE_OUTPUT = [(np.ones((3, 1)), np.ones(1))]


@pytest.mark.parametrize(("f", "args", "others", "expected"), [
    (residuals, ("f64[1,3]", ONE_OUTPUT), (np.ones((2, 3)), ONE_OUTPUT), "batch.shape[0] == 1"),
    (residuals, (np.ones((2, 3)), ONE_OUTPUT), (np.ones((2, 3)), [(np.ones((3, 2)), np.ones(2))]),
     "layers_0_0.shape[1] == 1"),
    (total, ("f64[1]",), (np.ones(3),), "x.shape == (1,)"),
])  # fmt: skip
def test_generated_code_says_which_axes_have_length_1(f, args, others, expected):
    namespace = {}
    exec(s2sad.hessian(f).source(*args), namespace)
    exec(s2sad.grad(f).source(*args), namespace)
    for mode in ("grad", "hessian"):
        with pytest.raises(ValueError, match=re.escape(f"was generated for {expected}")):
            namespace[f"{f.__name__}_{mode}"](*others)


def test_a_type_string_without_the_length_is_refused():
    with pytest.raises(s2sad.UnsupportedError, match="vectors of np.cross"):
        s2sad.grad(turned).source("f64[n,m]", "f64[n,3]")


def trapezoid(y, x):
    return np.sum(0.5 * (y[1:] + y[:-1]) * (x[1:] - x[:-1]) ** 2)


def trapezoid_of(data):
    return trapezoid(data["y"], data["x"])


Y, X = np.array([0.3, -1.2, 0.8, 2.0]), np.array([0.0, 0.7, 1.1, 1.9])
TWO = np.array([0.3, -1.2])


def test_lengths_that_are_equal_need_no_helper():
    for source in (s2sad.grad(trapezoid).source(Y, X), s2sad.grad(trapezoid_of).source(
            {"y": Y, "x": X}), s2sad.grad(trapezoid).source("f64[n]", "f64[n]")):  # fmt: skip
        assert "_unbroadcast" not in source and ".shape[0]:\n        raise ValueError" in source


def test_lengths_that_are_not_are_broadcast(order):
    for f, args in ((trapezoid, (TWO, X)), (trapezoid, (Y, X)), (trapezoid, (Y, TWO)),
                    (trapezoid_of, ({"y": TWO, "x": X},)), (trapezoid, (TWO, TWO))):  # fmt: skip
        s2sad.check_grads(f, args, order=order)
    assert "_unbroadcast" in s2sad.grad(trapezoid).source(TWO, X)
    assert "_unbroadcast" in s2sad.grad(trapezoid).source("f64[n]", "f64[m]")
    assert "_unbroadcast" in s2sad.grad(trapezoid_of).source({"y": "f64[n]", "x": "f64[m]"})


def ldl_inplace(a):
    for j in range(a.shape[0]):
        a[j + 1 :, j] -= a[j + 1 :, :j] @ (a[j, :j] * np.diag(a)[:j])
    return np.sum(a)


def test_letters_of_type_strings_state_equal_lengths():
    source = s2sad.grad(ldl_inplace).source("f64[n,n]")
    any_matrix = s2sad.grad(ldl_inplace).source("f64[n,m]")
    assert "a: f64[n, n]" in source and "a: f64[n, m]" in any_matrix
    assert source.count("_unbroadcast(") < any_matrix.count("_unbroadcast(")
    namespace: dict = {}
    exec(source, namespace)
    a = np.arange(16.0).reshape(4, 4) / 9
    expected = s2sad.grad(ldl_inplace)(a)
    np.testing.assert_allclose(namespace["ldl_inplace_grad"](a), expected)
    with pytest.raises(ValueError, match=r"generated for a.shape\[1\] == a.shape\[0\]"):
        namespace["ldl_inplace_grad"](a[:3])
    source = s2sad.grad(trapezoid_of).source({"y": "f64[n]", "x": "f64[n]"})
    assert "_unbroadcast" not in source and ".shape[0]:\n        raise ValueError" in source


@pytest.mark.parametrize("key", ["y", "==", None, 1])
def test_lengths_are_found_by_any_key(key):
    gradient = s2sad.grad(lambda x, data: trapezoid(data[key], x), (0, 1))
    for y in (Y, TWO):
        x_bar, bars = gradient(X, {key: y})
        y_bar, expected = s2sad.grad(trapezoid, (0, 1))(y, X)
        np.testing.assert_array_equal(x_bar, expected)
        np.testing.assert_array_equal(bars[key], y_bar)


def test_one_derivative_serves_both():
    gradient = s2sad.grad(trapezoid)
    codes = []
    for y, x in ((Y, X), (TWO, X), (X, Y), (TWO, Y), (TWO, TWO)):
        bar = gradient(y, x)
        codes.append(gradient.latest)
        pulled = s2sad.vjp(trapezoid, y, x)[1](1.0)[0]
        np.testing.assert_array_equal(pulled, bar)
    assert len(set(codes)) == 2 and codes[0] is codes[2] is codes[4]


def test_generated_code_says_which_lengths_are_equal():
    namespace = {}
    exec(s2sad.grad(trapezoid).source(Y, X), namespace)
    np.testing.assert_array_equal(namespace["trapezoid_grad"](TWO, TWO),
                                  s2sad.grad(trapezoid)(TWO, TWO))  # fmt: skip
    with pytest.raises(ValueError, match=r"generated for x.shape\[0\] == y.shape\[0\]"):
        namespace["trapezoid_grad"](TWO, X)


def aligned(a, b):
    u, _, vh = np.linalg.svd(a.T @ b)
    return np.sum((u @ vh) ** 3)


def test_the_derivative_of_a_decomposition_does_not_ask_whether_a_matrix_is_square():
    source = s2sad.grad(aligned).source(np.ones((4, 3)), np.ones((4, 3)))
    assert "raise ValueError" in source and source.count("if ") == 1 and "[:n" not in source
    source = s2sad.grad(aligned).source(np.ones((4, 2)), np.ones((4, 3)))
    assert "generated for" not in source and "if b.shape[1] > " in source


def test_lengths_that_make_no_difference_are_not_asked_for():
    gradient = s2sad.grad(lambda y, x: np.sum(y[1:]) * np.sum(x[1:] ** 2))
    gradient(Y, X)
    one = gradient.latest
    gradient(TWO, X)
    assert gradient.latest is one


def clenshaw(c, x):
    b1 = b2 = 0
    for a in c[:0:-1]:
        b1, b2 = a + 2 * x * b1 - b2, b1
    return np.sum(c[0] + x * b1 - b2)


def of_range(x, n):
    s = 0
    for k in range(n):
        s = s + x * k
    return np.sum(s * x)


def of_rows(x, y):
    s = 0.0
    for a, b in zip(x, y[1:]):
        s = s + a * b
    return np.sum(s)


def rows(n):
    return np.linspace(0.3, 1.7, 2 * n).reshape(n, 2)


@pytest.mark.parametrize("f, others", [
    (clenshaw, [(np.arange(1.0, n + 1.0), X) for n in (2, 1, 3, 7, 2, 1)]),
    (of_range, [(X, n) for n in (2, 0, 3, -1, 1)]),
    (of_rows, [(rows(n), rows(m)) for n, m in ((3, 4), (0, 4), (3, 0), (3, 1), (1, 2), (5, 6))]),
])  # fmt: skip
def test_arguments_for_which_a_loop_runs_too_rarely_have_code_of_their_own(f, others):
    gradient, pair = s2sad.grad(f), s2sad.value_and_grad(f)
    for args in (*others, *others):
        value, slope = pair(*args)
        assert value == pytest.approx(f(*args))
        assert gradient(*args) == pytest.approx(slope)
        s2sad.check_grads(f, args, order=1)


def test_arguments_that_are_long_enough_share_their_code():
    gradient = s2sad.grad(clenshaw)
    codes = set()
    for n in (3, 5, 9, 3, 4):
        gradient(np.arange(1.0, n + 1.0), X)
        codes.add(gradient.latest)
    assert len(codes) == 1 and gradient.entry is not gradient.by_key


LEVELS = {"rates": np.array([1.0, 2.0, 3.0]), "times": 2}


def remembered(x):
    states = {}
    for t in range(len(LEVELS["rates"])):
        states[t] = np.tanh(x * states.get(t - 1, np.ones(2)) + LEVELS["rates"][t])
    for t in range(LEVELS["times"]):
        states[t] = states[t] * x
    return sum(np.sum(s) for s in states.values())


def test_captured_values_are_facts_while_they_are_what_they_were(monkeypatch):
    gradient = s2sad.grad(remembered)
    for rates, times in ((3, 2), (4, 2), (4, 3), (3, 2)):
        monkeypatch.setitem(LEVELS, "rates", np.arange(1.0, 1.0 + rates))
        monkeypatch.setitem(LEVELS, "times", times)
        slope = (remembered(0.7 + 1e-6) - remembered(0.7 - 1e-6)) / 2e-6
        assert gradient(0.7) == pytest.approx(slope)
        assert s2sad.jvp(remembered, (0.7,), (1.0,))[1] == pytest.approx(slope)
        assert s2sad.vjp(remembered, 0.7)[1](1.0)[0] == pytest.approx(slope)


def test_generated_code_says_which_captured_values_it_was_made_for():
    namespace = {}
    exec(s2sad.grad(remembered).source(0.7), namespace)
    others = {"rates": np.ones(5), "times": 2}
    with pytest.raises(ValueError, match=r"generated for rates.shape == \(3,\)"):
        namespace["remembered_grad"](0.7, LEVELS=others)
    with pytest.raises(ValueError, match="generated for times == 2"):
        namespace["remembered_grad"](0.7, LEVELS=LEVELS | {"times": 1})


def oscillator(s, k, dt, n):
    total = 0.0
    for _ in range(n):
        x, v = s
        s = np.array([x + dt * v, v - dt * k * x])
        total += x * v
    return np.sum(s**2) + total


def chosen_state(s, k):
    if k > 1.0:
        s = np.array([k, k**2])
    return np.sum(s**3)


@pytest.mark.parametrize(("f", "rest", "types"), [
    (oscillator, (1.5, 0.1, 4), ("float", "float", "int")), (chosen_state, (0.5,), ("float",)),
])  # fmt: skip
def test_a_state_that_comes_as_long_as_it_leaves_has_code_of_its_own(f, rest, types, order):
    assert "generated for s.shape == (2,)" in s2sad.grad(f).source(np.ones(2), *rest)
    assert "generated for s.shape == (2,)" in s2sad.grad(f).source("f64[2]", *types)
    assert "s.shape ==" not in s2sad.grad(f).source("f64[n]", *types)
    args = np.array([0.5, -1.5]), *(r for r in rest if isinstance(r, float))
    s2sad.check_grads(lambda s, *floats: f(s, *floats, *rest[len(floats) :]), args, order=order)


def test_a_state_that_has_another_length_before_the_loop(order):
    gradient = s2sad.grad(oscillator)
    with pytest.raises(ValueError, match="unpack"):
        gradient(np.ones(3), 1.5, 0.1, 4)
    codes = set()
    for n in (3, 5, 2, 4):
        s = np.arange(1.0, n + 1.0)
        np.testing.assert_allclose(gradient(s, 1.5, 0.1, 0), 2.0 * s)
        codes.add(gradient.latest)
    assert len(codes) == 2  # one of them for two entries
    s2sad.check_grads(chosen_state, (np.array([0.5, -1.5, 2.0]), 0.5), order=order)
    s2sad.check_grads(chosen_state, (np.array([0.5, -1.5, 2.0]), 1.5), order=order)


def test_zeros_of_a_known_shape_are_made_of_it():
    def f(s, n):
        orbit = np.zeros((n, 2))
        for i in range(n):
            s = np.array([s[0] * s[1], s[0] - s[1]])
            orbit[i] = s
        return np.sum(orbit**2)

    source = s2sad.grad(f).source(np.ones(2), 4)
    assert "np.zeros(2)" in source and "zeros_like" not in source


def decay(rate, count):
    y = np.zeros(count)
    y[0] = 1.0
    for i in range(1, count):
        y[i] = y[i - 1] * (1.0 - rate)
    return y


def misfit(rate, data, count):
    return np.sum((decay(rate, count) - data) ** 2)


def filtered(w, x, target):
    n, k = len(x), len(w)
    y = np.zeros(n - k + 1)
    for i in range(n - k + 1):
        y[i] = w @ x[i : i + k]
    return np.mean((y - target) ** 2)


def halved(w, x, target):
    y = np.empty(len(x) // 2)
    for i in range(len(y)):
        y[i] = w * x[2 * i] + x[2 * i + 1]
    return np.mean((y - target) ** 2)


def every_third(w, x, target):
    return np.mean((w * x[::3] - target) ** 2)


def in_fours(w, x, target):
    return np.mean(((w * x).reshape(-1, 4).mean(axis=1) - target) ** 2)


def on_a_grid(w, n, target):
    return np.sum((np.exp(w * np.linspace(0.0, 1.0, 2 * n + 1)) - target) ** 2)


@pytest.mark.parametrize(("f", "args", "others", "said"), [
    (misfit, (0.1, np.ones(4), 4), (0.1, np.ones(1), 4), "data.shape[0] == count"),
    (filtered, (np.array([0.5, 1.5]), np.arange(5.0), np.ones(4)),
     (np.array([0.5, 1.5]), np.arange(2.0), np.ones(4)),
     "target.shape[0] == x.shape[0] - w.shape[0] + 1"),
    (halved, (0.5, np.arange(7.0), np.ones(3)), (0.5, np.arange(3.0), np.ones(3)),
     "target.shape[0] == x.shape[0] // 2"),
    (every_third, (0.5, np.arange(7.0), np.ones(3)), (0.5, np.arange(3.0), np.ones(4)),
     "target.shape[0] == (x.shape[0] + 2) // 3"),
    (in_fours, (0.5, np.arange(8.0), np.ones(2)), (0.5, np.arange(4.0), np.ones(3)),
     "target.shape[0] == x.shape[0] // 4"),
    (on_a_grid, (0.5, 3, np.ones(7)), (0.5, 3, np.ones(1)), "target.shape[0] == 2 * n + 1"),
])  # fmt: skip
def test_an_argument_that_is_as_long_as_others_say(f, args, others, said, order):
    gradient, numbers = s2sad.grad(f), [k for k, a in enumerate(args) if not isinstance(a, int)]
    source = gradient.source(*args)
    assert f"generated for {said}" in source and "_unbroadcast" not in source, source

    def of_numbers(*values):
        given = dict(zip(numbers, values))
        return f(*(given.get(k, arg) for k, arg in enumerate(args)))

    s2sad.check_grads(of_numbers, tuple(args[k] for k in numbers), order=order)
    args = others  # other lengths are broadcast, in the derivative, too
    s2sad.check_grads(of_numbers, tuple(args[k] for k in numbers), order=order)
    namespace = {}
    exec(source, namespace)
    with pytest.raises(ValueError, match="generated for"):
        namespace[f"{f.__name__}_grad"](*others)


def test_numbers_that_say_how_long_an_argument_is_share_their_code():
    gradient, codes = s2sad.grad(misfit), set()
    for count in (3, 5, 8):
        gradient(0.1, np.ones(count), count)
        codes.add(gradient.latest)
    assert len(codes) == 1
    with pytest.raises(ValueError, match="broadcast"):
        gradient(0.1, np.ones(4), 3)


def listed(p, x, target):
    found = [np.sin(p * v) for v in x]
    return np.sum((np.array(found) - target) ** 2)


def appended(p, x, target):
    found = [p]
    for k, v in enumerate(x):
        found.append(found[-1] * v + k)
    return np.sum((np.array(found)[1:] - target) ** 2) + len(found) * p


def by_rows(p, x, target):
    found = []
    for i in range(len(x)):
        found.append(np.array([p * x[i], x[i] ** 2]))
        found.append(np.array([x[i], p]))
    return np.sum((np.stack(found)[::2, 0] - target) ** 2)


@pytest.mark.parametrize("f", [listed, appended, by_rows])
def test_a_list_is_as_long_as_what_it_was_made_of(f, order):
    args = 0.5, np.arange(4.0), np.ones(4)
    source = s2sad.grad(f).source(*args)
    assert "_unbroadcast" not in source, source
    s2sad.check_grads(f, args, order=order)
    s2sad.check_grads(f, (0.5, np.arange(3.0), np.ones(1)), order=order)


def test_a_list_that_does_not_grow_in_each_round(order):
    def f(p, x, target):
        found = []
        for v in x:
            if v > 1.0:
                found.append(p * v)
        return np.sum((np.array(found) - target) ** 2)

    def until(p, x, target):
        found = []
        for v in x:
            found.append(p * v)
            if v > 1.0:
                break
        return np.sum((np.array(found) - target) ** 2)

    for g, length in ((f, 3), (until, 2), (f, 1), (until, 1)):
        s2sad.check_grads(g, (0.5, 0.25 + np.arange(4.0), np.ones(length)), order=order)


def of_itself(x, y):
    return np.sum((np.concatenate((x[:-1], x[:-1])) - x) ** 3) + y @ y


def of_each_other(x, y):
    halves = np.sum((np.concatenate((y[1:], y[1:])) - x) ** 3)
    return halves + np.sum((x[: len(x) // 2 + 1] * x[len(x) // 2 - 1 :] - y) ** 3)


@pytest.mark.parametrize("f", [of_itself, of_each_other])
def test_lengths_that_are_said_in_circles(f, order):
    for n, m in ((2, 2), (4, 3), (3, 3), (2, 3)):
        args = np.arange(1.0, n + 1.0), np.linspace(0.5, 1.5, m)
        try:
            f(*args)
        except ValueError:
            with pytest.raises(ValueError, match="broadcast"):
                s2sad.grad(f)(*args)
        else:
            s2sad.check_grads(f, args, order=order)
