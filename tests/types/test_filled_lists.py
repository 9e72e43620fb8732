"""Lists of None that are filled later are lists of what is put in, of any length."""

import math

import numpy as np
import pytest

import s2sad

X = np.array([0.3, 0.5, -0.4])
M = np.array([[0.5, 0.1], [0.2, 0.7]])


def backwards(x, n):
    best = [None] * (n + 1)
    best[n] = x
    for k in range(n - 1, -1, -1):
        best[k] = np.sin(best[k + 1]) * x + best[k + 1]
    return best[0]


def riccati(q, a, b, n):
    cost, gain = [None] * (n + 1), [None] * n
    cost[n] = q
    for k in range(n - 1, -1, -1):
        gain[k] = np.linalg.solve(q + b.T @ cost[k + 1] @ b, b.T @ cost[k + 1] @ a)
        cost[k] = q + a.T @ cost[k + 1] @ (a - b @ gain[k])
    return np.sum(cost[0] * a) + np.sum(gain[0])


def first_in_a_branch(x, n):
    u = [None] * n
    for k in range(n):
        if k == 0:
            u[k] = x
        else:
            u[k] = np.sin(u[k - 1]) * 1.1 + x * k
    return u[n - 1] * u[1]


def comprehended(x, n):
    u = [None for _ in range(n)]
    for k in range(n):
        u[k] = x * k
    return sum(v * v for v in u)


def over_and_over(x, n):
    u = [None] * n
    for k in range(n):
        u[k] = x * k
    for _ in range(3):
        for k in range(1, n):
            u[k] = np.sin(u[k - 1]) * u[k] + x
    return np.sum(u[n - 1] * u[n // 2])


def first_item_anew(x, n):
    u = [None] * n
    u[0] = x
    for k in range(n - 1):
        u[k + 1] = np.sin(u[k]) * x
        u[0] = u[k + 1] * u[0]
    return np.sum(u[n - 1] * u[0])


def in_rows(x, n):
    t = [[None] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            if i == 0 or j == 0:
                t[i][j] = x * (i + j)
            else:
                t[i][j] = math.sin(t[i - 1][j]) + 0.3 * t[i][j - 1]
    return t[n - 1][n - 1]


def until(x, n):
    u = [None] * (3 * n)
    u[0] = x
    k = 0
    while u[k] < 2.0 and k < n:
        u[k + 1] = u[k] * 1.3 + 0.1 * u[k] ** 2
        k += 1
    return u[k] * u[k - 1]


def stacked(x, n):
    rows = [None] * n
    for k in range(n):
        rows[k] = np.sin(k * x)
    return np.sum(np.array(rows) ** 2 * np.arange(3.0))


FILLED = [
    (backwards, (0.4, 7)), (backwards, (X[:1], 7)), (riccati, (M, M + 0.2, np.eye(2), 8)),
    (first_in_a_branch, (0.3, 7)), (comprehended, (0.3, 6)), (over_and_over, (X, 7)),
    (first_item_anew, (X, 7)), (in_rows, (0.3, 5)), (until, (0.4, 6)), (stacked, (X, 5)),
]  # fmt: skip


@pytest.mark.parametrize(("f", "args"), FILLED, ids=[f.__name__ for f, _ in FILLED])
def test_a_list_of_none_is_filled_in_a_loop(f, args, order):
    x, *rest = args

    def total(x):
        return np.sum(f(x, *rest))

    s2sad.check_grads(total, (x,), order=order)
    assert s2sad.value_and_grad(total)(x)[0] == pytest.approx(total(x), rel=1e-13)
    (pulled,) = s2sad.vjp(total, x)[1](1.0)
    np.testing.assert_allclose(pulled, s2sad.grad(total)(x), rtol=1e-12)
    if np.ndim(f(*args)) == 0:
        source = s2sad.grad(f).source(*args)
        assert "was generated for n ==" not in source and source.count("\n") < 60


def known(x):
    best = [None] * 101
    best[100] = x
    for k in range(99, -1, -1):
        best[k] = x + 0.9 * best[k + 1] / (1.0 + best[k + 1])
    return best[0]


def test_a_list_of_known_length_is_one_list_too(order):
    s2sad.check_grads(known, (0.7,), order=order)
    source = s2sad.grad(known).source(0.7)
    assert "best = [None] * 101" in source and source.count("\n") < 35


def of_few(x):
    rows = [None] * 3
    for k in range(3):
        rows[k] = np.sin(k * x)
    return np.sum(np.stack(rows) * np.arange(9.0).reshape(3, 3))


def test_few_items_are_known_one_by_one():
    assert "None" not in s2sad.grad(of_few).source(X)


def asked(x, n):
    u = [None] * n
    for k in range(0, n, 2):
        u[k] = x * k + x * x
    s = 0.0
    for k in range(n):
        if u[k] is not None:
            s += u[k] ** 2
    return s


def compared(x, n):
    u = [None] * n
    for k in range(0, n, 2):
        u[k] = x * k + 1.0
    return sum(v * v for v in u if v != None)  # noqa: E711


def taken_for_true(x, n):
    u = [None] * n
    for k in range(0, n, 2):
        u[k] = x * k + 1.0
    s = 0.0
    for k in range(n):
        if u[k]:
            s += u[k] * u[k]
        else:
            s -= x
    return s + (u[1] or x) ** 2


def of_a_class(x, n):
    u = [None] * n
    for k in range(0, n, 2):
        u[k] = x * k + 1.0
    return sum(v * v for v in u if isinstance(v, float))


def handed_on(x, n):
    def scaled(a, b=None):
        return a if b is None else a * b

    u = [None] * n
    for k in range(1, n):
        u[k] = x * k + 1.0
    return sum(scaled(x * x, v) for v in u)


def carried(x, n):
    u = [None] * n
    for k in range(0, n, 2):
        u[k] = x * k + 1.0
    last, s = 0.5 * x, 0.0
    for k in range(n):
        last = u[k]
        if last is None:
            last = x
        s += last * last
    return s


def remembered(x, n):
    memo, s = [None] * n, 0.0
    for k in [0, 3, 2, 3, 1, 0, 3, 5, 5, 2]:
        if memo[k] is None:
            memo[k] = math.sin(x * k)
        s += memo[k]
    return s


def contained(x, n):
    u = [None] * n
    for k in range(n):
        u[k] = x * k + 1.0
    return x * 3 if None in u else sum(u) * x


ASKED = (asked, compared, taken_for_true, of_a_class, handed_on, carried, remembered, contained)


@pytest.mark.parametrize("f", ASKED, ids=lambda f: f.__name__)
def test_whether_an_item_is_none_is_known(f, order):
    s2sad.check_grads(lambda x: f(x, 8), (0.4,), order=order)
    assert s2sad.value_and_grad(f)(0.4, 8)[0] == pytest.approx(f(0.4, 8), rel=1e-14)


def test_who_computes_with_what_was_not_filled_gets_the_error_of_python():
    def f(x, n):
        u = [None] * n
        for k in range(1, n):
            u[k] = x * k
        return u[0] * u[1]

    with pytest.raises(TypeError):
        f(0.5, 6)
    with pytest.raises(TypeError):
        s2sad.value_and_grad(f)(0.5, 6)


def test_what_was_not_filled_is_none_in_the_result():
    def f(x, n):
        u = [None] * n
        for k in range(0, n, 2):
            u[k] = x * k
        return u

    assert s2sad.jvp(lambda x: f(x, 5), (0.5,), (1.0,))[0] == f(0.5, 5)


def test_equal_numbers_in_a_list_are_one_number_and_a_count(order):
    def f(x):
        u = [0.5] * 40
        for k in range(39):
            u[k + 1] = np.sin(u[k]) * x + u[k + 1]
        for k in [2, 0, 1, 2, 1, 3, 5, 4]:
            u[k] = u[k] * x
        return u[39] * u[1]

    s2sad.check_grads(f, (0.4,), order=order)
    assert "[0.5] * 40" in s2sad.grad(f).source(0.4)
