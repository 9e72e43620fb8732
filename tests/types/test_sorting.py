"""`sorted`, `max` and `min` of tuples whose first items decide."""

import numpy as np
import pytest

import s2sad

PROGRAMS = {
    "items": lambda x: sum(q * v for q, (_, v) in enumerate(sorted({"b": x, "a": x * x}.items()))),
    "items backwards": lambda x: sorted({(1, 0): x, (0, 1): x * x}.items(), reverse=True)[1][1],
    "pairs": lambda x: sorted([(2, x), (1, x * x)])[0][1],
    "largest item": lambda x: max({"b": x * x, "a": x}.items())[1],
    "smallest of tuples": lambda x: min((1, x), (0, x * x))[1],
    "largest of equals": lambda x: max((1, x), (1, x * x))[1] + max((1, x * x), (1, x))[1],
    "words": lambda x: sum(x ** len(word) for word in sorted("bb a".split())),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_first_items_decide(name):
    f = PROGRAMS[name]
    value, slope = s2sad.value_and_grad(f)(0.3)
    assert value == f(0.3)
    assert slope == pytest.approx((f(0.3 + 1e-6) - f(0.3 - 1e-6)) / 2e-6, rel=1e-7)


def test_what_the_run_decides_is_refused_where_it_is_no_number():
    with pytest.raises(s2sad.UnsupportedError, match="depends on values known only at run time"):
        s2sad.grad(lambda x: sorted([(1, "a", x), (1, "a", x * x)])[0][2])(1.0)


def weighed(rows):
    return sum((k + 1) * row[0] * row[1] for k, row in enumerate(rows))


def pairs_of(x):
    return [(v, v * w) for v, w in zip(x, x[::-1])]


def squares_backwards(x):
    rows = [[v, v * w] for v, w in zip(x, x[::-1])]
    rows.sort(key=lambda row: row[0] * row[0], reverse=True)
    return weighed(rows)


def in_place(x):
    pairs = pairs_of(x)
    pairs.sort()
    return weighed(pairs)


AT_RUN_TIME = {
    "pairs": lambda x: weighed(sorted(pairs_of(x))),
    "pairs backwards": lambda x: weighed(sorted(pairs_of(x), reverse=True)),
    "by the second": lambda x: weighed(sorted(pairs_of(x), key=lambda pair: pair[1])),
    "by equal keys": lambda x: weighed(sorted(pairs_of(x), key=lambda pair: pair[0] > 0)),
    "equal keys, backwards": lambda x: weighed(
        sorted(pairs_of(x), key=lambda pair: pair[0] > 0, reverse=True)),
    "by two keys": lambda x: weighed(sorted(pairs_of(x), key=lambda p: (p[0] > 0, -p[1]))),
    "a zip": lambda x: weighed(sorted(zip(x, x[::-1]))),
    "an enumeration": lambda x: weighed(
        [(v, k) for k, v in sorted(enumerate(x), key=lambda item: item[1])]),
    "numbers": lambda x: weighed(
        [(v, k) for k, v in enumerate(sorted(x, key=lambda v: abs(v), reverse=True))]),
    "indices": lambda x: sum(
        (k + 1) * x[i] ** 2 for k, i in enumerate(sorted(range(len(x)), key=lambda i: x[i]))),
    "lists": squares_backwards, "in place": in_place,
}  # fmt: skip


@pytest.mark.parametrize("order", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", [np.array, list])
@pytest.mark.parametrize("name", AT_RUN_TIME)
def test_rows_are_sorted_as_the_run_decides(name, kind, order):
    f, x = AT_RUN_TIME[name], kind([0.7, -0.4, 0.2, 1.3, -1.1])
    # from Python 3.12 on sum() of floats rounds once
    assert s2sad.value_and_grad(f)(x)[0] == pytest.approx(f(x), rel=1e-12)
    s2sad.check_grads(f, (x,), order=order)


def test_sorted_numbers_keep_their_dtype():
    def f(x):
        items = []
        for v in x:
            items.append(v * v)
        return np.sum(np.sin(np.array(sorted(items))))

    x = np.array([0.7, 0.2, 0.5], np.float32)
    value, x_bar = s2sad.value_and_grad(f)(x)
    assert value.dtype == f(x).dtype == x_bar.dtype == s2sad.jvp(f, (x,), (x,))[1].dtype
    np.testing.assert_allclose(x_bar, 2.0 * x * np.cos(x * x), rtol=1e-6)


def least_key(x):
    large = {k for k in range(len(x)) if x[k] > 0.5}
    return x[min(large, key=lambda k: k % 2)] ** 2


def greatest_key(x):
    large = {k for k in range(len(x)) if x[k] > 0.5}
    return x[max(large, key=lambda k: k // 2)] ** 2


def sorted_by_key(x):
    large = {k for k in range(len(x)) if x[k] > 0.5}
    return x[sorted(large, key=lambda k: k % 2)[0]] ** 2


@pytest.mark.parametrize("f", [least_key, greatest_key, sorted_by_key])
def test_which_of_equals_in_a_set_comes_first_is_not_known(f):
    np.testing.assert_allclose(s2sad.grad(f)(np.array([0.1, 0.2, 3.0, 0.3])), [0.0, 0.0, 6.0, 0.0])
    with pytest.raises(ValueError, match=r"two items have one key; let it decide: \(key, item\)"):
        s2sad.grad(f)(np.array([1.0, 2.0, 3.0, 4.0]))
