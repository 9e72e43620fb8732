"""A long list of numbers that no derivative is taken of stays a list: its loops stay loops."""

import copy

import numpy as np
import pytest

import s2sad

X = np.linspace(0.2, 1.4, 12)
PAIRS = [(k, (3 * k + 1) % 12) for k in range(11)]
NUMBERS = [0.5, -1.0, 2.0, 0.25, 1.5, -0.5, 3.0, 1.0, -2.0, 0.75]
NEIGHBOURS = [[(k + 1) % 12, (k + 5) % 12][: 1 + k % 2] for k in range(12)]


def springs(x, pairs):
    e = 0.0
    for i, j in pairs:
        d = x[i] - x[j]
        if abs(d) > 0.9:
            continue
        e += np.sin(d) ** 2
    return e


def horner(x, c):
    s = 0.0
    for a in c:
        s = s * x + a
    return s


def laplacian(x, neighbours):
    e = 0.0
    for i, near in enumerate(neighbours):
        for j in near:
            e += (x[i] - x[j]) ** 2 / len(near)
    return e


def harvested(x, days, c):
    for day in range(days):
        if day in c:
            x = 0.5 * x
        x = x + 0.1 * x * x
    return x


def weighted(x, c):
    s = 0.0
    for k in range(len(c)):
        s += c[k] * x[k] ** 2
    return s


def first_beyond(x, c):
    s = x
    for a in c:
        s = s + a * np.sin(s)
        if s > 2.0:
            break
    return s


KEPT = [
    (springs, (X, PAIRS), "for i, j in pairs:"),
    (horner, (0.7, NUMBERS), "for a in c:"),
    (laplacian, (X, NEIGHBOURS), "in enumerate(neighbours):"),
    (harvested, (0.7, 9, [1, 4, 7, 8, 20, 21, 30, 40, 41]), "in c"),
    (weighted, (X, NUMBERS), "c[k]"),
    (first_beyond, (0.4, NUMBERS), "for a in c:"),
]


@pytest.mark.parametrize(("f", "args", "piece"), KEPT, ids=[f.__name__ for f, *_ in KEPT])
def test_loops_over_it_stay_loops(f, args, piece, order):
    source = s2sad.grad(f).source(*args)
    assert piece in source and "_0" not in source, source
    s2sad.check_grads(lambda x: f(x, *args[1:]), args[:1], order=order)
    s2sad.check_grads(f, args, order=1)


def test_exported_code_takes_a_list_of_any_length(tmp_path):
    path = tmp_path / "springs_grad.py"
    s2sad.grad(springs).export(str(path), X, PAIRS)
    names: dict = {}
    exec(path.read_text(), names)
    for pairs in (PAIRS[:1], PAIRS, PAIRS * 2):
        assert np.allclose(names["springs_grad"](X, pairs), s2sad.grad(springs)(X, pairs))


def of_sizes(x, sizes):
    """The items decide the types of what is made of them."""
    parts = (x, [x, x])
    s = 0.0
    for k in sizes:
        s += np.sum(parts[k % 2] * x) if k % 2 == 0 else x[0]
    return s


def doubled(x, c):
    c[0] = 2.0 * x
    c.append(x)
    return sum(a * a for a in c)


def unpacked(x, c):
    a, b, *rest = c
    return a * x + b * x**2 + len(rest) * x**3


def of_slices(x, c):
    return sum(a * b * x for a, b in zip(c[1:], c[:-1])) + sorted(c)[2] * x + max(c) * x**2


def repeated_rows(x, rows):
    twice = rows * 2
    twice[0][0] = 2.0 * x
    return sum(x * a * b for a, b in twice)


def in_a_dict(x, p):
    s = 0.0
    for (i, j), w in zip(p["pairs"], p["weights"]):
        s += w * x[i] * x[j]
    return s


OTHERS = [
    (repeated_rows, (0.7, [[k + 0.5, 1.0 + k] for k in range(5)])),
    (doubled, (0.7, NUMBERS)), (unpacked, (0.7, NUMBERS)), (of_slices, (0.7, NUMBERS)),
    (in_a_dict, (X, {"pairs": PAIRS[:10], "weights": NUMBERS})),
    (lambda x, c: np.sum(np.array(c) * x) + np.dot(c, c) * x, (0.7, NUMBERS)),
    (lambda x, c: [a * x for a in c][3] + (c + c)[11] * x * (NUMBERS == c), (0.7, NUMBERS)),
    (lambda x, c: np.sum(x[c] ** 2), (X, [k % 5 for k in range(9)])),
    (lambda x, c: c[int(x)] * x + c[-1] * c.index(2.0) * x, (1.7, NUMBERS)),
    (of_sizes, (X, [0, 1, 2, 3, 4, 5, 6, 7, 8])),
]  # fmt: skip


@pytest.mark.parametrize(("f", "args"), OTHERS)
def test_whatever_must_know_its_items_has_them(f, args):
    def anew(x):
        return f(x, *copy.deepcopy(args[1:]))

    try:
        anew(args[0])
    except TypeError:
        pytest.skip("no program")
    step = 1e-6
    numbers = [*NUMBERS]
    got = s2sad.grad(f)(*args)
    if np.ndim(args[0]):
        steps = step * np.eye(len(args[0]))
    else:
        steps = np.array(step)[None]
    slopes = [(anew(args[0] + h) - anew(args[0] - h)) / (2 * step) for h in steps]
    assert np.allclose(got, slopes if np.ndim(got) else slopes[0], rtol=1e-6, atol=1e-7)
    assert numbers == NUMBERS, "the caller's list was changed"


def test_a_list_of_which_a_derivative_is_taken_has_one_of_each_item():
    got = s2sad.grad(horner, argnums=1)(0.7, NUMBERS)
    assert np.allclose(got, 0.7 ** np.arange(len(NUMBERS) - 1, -1, -1))
    mixed = s2sad.grad(in_a_dict, argnums=1)(X, {"pairs": PAIRS[:10], "weights": NUMBERS})
    assert mixed["pairs"] == [(None, None)] * 10
    assert np.allclose(mixed["weights"], [X[i] * X[j] for i, j in PAIRS[:10]])


def test_a_written_list_that_is_a_row_of_a_whole_one_is_refused():
    def f(x, rows, row):
        row[0] = 2.0
        return sum(a * x for each in rows for a in each) + row[0]

    row = [1.0, 2.0, 3.0]
    assert s2sad.grad(f)(2.0, [[1.0, 2.0, 3.0] for _ in range(5)], [*row]) == 30.0
    with pytest.raises(ValueError, match=r"row is written, and is the same list as rows\[0\]"):
        s2sad.grad(f)(2.0, [row] * 5, row)


def test_rows_cannot_be_sorted_one_by_one():
    def f(x, rows):
        s = 0.0
        for a, _ in sorted(rows):
            s = s * x + a
        return s

    with pytest.raises(s2sad.UnsupportedError, match="sort"):
        s2sad.grad(f)(2.0, [[3.0, 1.0], [1.0, 2.0], [2.0, 2.0], [5.0, 0.0], [4.0, 1.0]])
