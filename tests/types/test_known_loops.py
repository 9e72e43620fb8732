"""Loops over known items of one kind stay loops; what must know an item has it written out."""

import collections
import itertools
import math

import numpy as np
import pytest

import s2sad

TABLE = [(0.1 * k, 1.0 + 0.3 * k) for k in range(8)]
PAIRS = tuple(TABLE)
POINTS = [-0.9, -0.5, 0.0, 0.5, 0.9]
WEIGHTS = [0.24, 0.48, 0.57, 0.48, 0.24]
THREE = ((-0.77, 5 / 9), (0.0, 8 / 9), (0.77, 5 / 9))
BONDS = [(0, 1), (1, 2), (2, 3), (3, 0), (0, 2), (1, 3)]
Position = collections.namedtuple("Position", "height, width")
POSITIONS = [Position(*pair) for pair in TABLE]
LENGTHS = {(0, 1): 1.0, (1, 2): 1.1, (2, 3): 0.9, (3, 0): 1.2, (0, 2): 1.5}
TABLEAU = [[], [0.5], [0.0, 0.5], [0.0, 0.0, 1.0]]
X = np.array([0.4, 0.7, -0.3])
P = np.array([[0.1, 0.2], [1.3, 0.1], [0.9, 1.4], [-0.2, 1.1]])


def of_a_list(x):
    s = 0.0
    for a, b in TABLE:
        s += a * np.sin(b * x)
    return s


def of_a_tuple(x):
    s = 1.0
    for a, b in PAIRS:
        s = s * x + a * s * b
    return s


def backwards(x):
    s = 1.0
    for a, b in reversed(TABLE):
        s = np.sin(s) * x + a * b
    return s


def of_a_display(x):
    s = 0.0
    for c in (1.0, -0.5, 0.25, 0.125, 0.5, 2.0, 0.75, -1.0, 1.5):
        s = s * x + c
    return s


def of_two(x):
    s = 0.0
    for p, w in zip(POINTS, WEIGHTS):
        s += w * math.exp(-((x * p + x) ** 2))
    return s


def numbered(x):
    s = 0.0
    for k, (a, b) in enumerate(TABLE):
        s += a * b * x**k
    return s


def nested(x):
    s = 0.0
    for a, v in THREE:
        for b, w in THREE:
            s += v * w * np.exp(-(a + b) * x[0] - a * b * x[1])
    return s


def deeply_nested(x):
    s = 0.0
    for a in (0.1, 0.2, 0.3):
        for b in (1.0, 2.0):
            for c in (0.5, 0.7, 0.9):
                for d in (1.5, 2.5):
                    s += a * np.sin(b * x + c) * np.cos(d * x * s)
    return s


def bonds(p):
    e = 0.0
    for i, j in BONDS:
        e += (np.sqrt(np.sum((p[i] - p[j]) ** 2)) - 1.0) ** 2
    return e


def bonds_by_key(p):
    e = 0.0
    for (i, j), length in LENGTHS.items():
        e += (np.sqrt(np.sum((p[i] - p[j]) ** 2)) - length) ** 2
    return e


def by_index(x):
    s = 0.0
    for k in range(8):
        a, b = TABLE[k]
        s += a * np.cos(b * x) + PAIRS[k][1] * x
    return s


def left_early(x):
    s = 0.0
    for a, b in TABLE:
        s += a * np.exp(b * x)
        if s > 1.5:
            break
    return s


def stages(x):
    ks = []
    for row in TABLEAU:
        y = x
        for a, k in zip(row, ks):
            y = y + 0.1 * a * k
        ks.append(np.array([y[1], -np.sin(y[0]), y[2] * y[0]]))
    return np.sum(ks[-1])


def comprehended(x):
    return sum([a * np.sin(b * x) for a, b in TABLE]) + sum(w * x**2 for w in WEIGHTS)


def of_computed_items(x):
    s = 1.0
    for part in [x[0] * x[1], x[1], x[2] ** 2, x[0], x[1] * x[2], np.sin(x[0])]:
        s = s * np.cos(part)
        s = s + part
    return s


def from_a_whole_number(x):
    s = 0
    for a, b in TABLE:
        s = s + a * np.sin(b * x)
    return np.sum(s)


def of_all_pairs(x):
    s = 0.0
    for a, b in itertools.product([0.1, 0.2, 0.3], [1.0, 2.0]):
        s += np.sin(a * x[0]) * np.cos(b * x[1])
    return s


KEPT = {
    of_a_list: 0.7, of_a_tuple: 0.3, backwards: 0.3, of_a_display: 0.3, of_two: 0.7,
    numbered: 0.3, nested: X, deeply_nested: 0.3, bonds: P, bonds_by_key: P, by_index: 0.4,
    left_early: 0.3, stages: X, comprehended: 0.4, of_computed_items: X, from_a_whole_number: X,
    of_all_pairs: X,
}  # fmt: skip


@pytest.mark.parametrize("f", KEPT, ids=lambda f: f.__name__)
def test_a_loop_over_known_items_stays_a_loop(f, order):
    x = KEPT[f]
    s2sad.check_grads(f, (x,), order=order)
    assert s2sad.value_and_grad(f)(x)[0] == pytest.approx(f(x), rel=1e-14)
    source = s2sad.grad(f).source(x)
    assert "for " in source and source.count("\n") < 70


@pytest.mark.parametrize("f", KEPT, ids=lambda f: f.__name__)
def test_the_exported_gradient_of_a_kept_loop_is_the_gradient(f, tmp_path):
    x = KEPT[f]
    path = tmp_path / "made.py"
    s2sad.grad(f).export(path, x)
    made = {}
    exec(path.read_text(), made)
    derivative = made[f"{f.__name__}_grad"]
    captured = {name: globals()[name] for name in derivative.__kwdefaults__ or ()}
    captured |= {name: globals()[name] for name in keyword_only(derivative)}
    np.testing.assert_allclose(derivative(x, **captured), s2sad.grad(f)(x), rtol=1e-13)


def keyword_only(f):
    code = f.__code__
    return code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]


def test_a_table_outside_of_the_function_is_one_list():
    assert body(of_a_list, 0.7) == '''\
def of_a_list_grad(x, *, TABLE):
    x_bar = 0.0
    for a, b in TABLE:
        # s += a * np.sin(b * x)
        x_bar += a * np.cos(b * x) * b
    return x_bar
'''


def test_two_lists_of_one_length_are_gone_through_together():
    assert "for p, w in zip(POINTS, WEIGHTS):" in body(of_two, 0.7)


def test_a_table_of_another_length_needs_no_new_code(monkeypatch):
    derivative = s2sad.grad(of_a_list)
    made = {}
    exec(derivative.source(0.7), made)
    longer = [*TABLE, (0.5, 2.0), (0.25, -1.0)]
    monkeypatch.setitem(globals(), "TABLE", longer)
    expected = sum(a * b * math.cos(b * 0.7) for a, b in longer)
    assert made["of_a_list_grad"](0.7, TABLE=longer) == pytest.approx(expected, rel=1e-13)
    assert derivative(0.7) == pytest.approx(expected, rel=1e-13)


def of_named_tuples(x):
    s = 0.0
    for p in POSITIONS:
        s += p.height * np.sin(p.width * x)
    return s


def test_a_table_of_named_tuples_is_one_list(order):
    s2sad.check_grads(of_named_tuples, (0.7,), order=order)
    assert "for height, width in POSITIONS:" in body(of_named_tuples, 0.7)


@pytest.mark.parametrize("table", [TABLE, PAIRS], ids=["list", "tuple"])
def test_a_table_that_is_an_argument_is_one_list(table, order):
    def f(x, table):
        s = 0.0
        for a, b in table:
            s += a * np.sin(b * x)
        return s * (2.0 if isinstance(table, tuple) else 1.0)

    s2sad.check_grads(lambda x: f(x, table), (0.7,), order=order)
    assert "for a, b in table:" in s2sad.grad(f).source(0.7, table)


def of_slices(x):
    s = 0.0
    for a, b in TABLE[2:]:
        s += a * np.sin(b * x)
    for a, b in PAIRS[::-1]:
        s = s * a + b * x
    for w in WEIGHTS[4:0:-1]:
        s = s * x + w
        s = np.sin(s)
        s = s * w
    return s


def of_beginnings(x):
    s = 0.0
    for k in range(len(TABLE)):
        for a, b in TABLE[:k]:
            s += a * np.sin(b * x) * k
    return s


@pytest.mark.parametrize("f", [of_slices, of_beginnings], ids=lambda f: f.__name__)
def test_a_part_of_a_table_is_a_slice_of_it(f, order):
    s2sad.check_grads(f, (0.7,), order=order)
    assert s2sad.value_and_grad(f)(0.7)[0] == pytest.approx(f(0.7), rel=1e-14)
    source = body(f, 0.7)
    assert "[0][0]" not in source and "TABLE[" in source, source


def unpacked(x):
    a, b, c, d, e, f, g, h = [a * x + b for a, b in TABLE]
    return a * b + c * d * e + f * g * h


def test_what_is_unpacked_is_known_item_by_item(order):
    s2sad.check_grads(unpacked, (0.7,), order=order)
    assert "needed to unpack" not in body(unpacked, 0.7)


@pytest.mark.parametrize("argnums", [0, 1])
def test_items_that_a_derivative_is_taken_of(argnums):
    def f(ws, x):
        s = 0.0
        for a, b in ws:
            t = np.sin(a * x)
            u = np.cos(b * s)
            v = t * u + b
            s = v * x + s
        return s

    ws = [(0.1 * k, 1.0 + 0.2 * k) for k in range(6)]
    s2sad.check_grads(f, (ws, 0.3), order=1)
    got = s2sad.grad(f, argnums)(ws, 0.3)
    assert np.ndim(got) == 0 if argnums else type(got[0]) is tuple


def of_few(x):
    s = 0.0
    for c in (1.0, -0.5, 0.25, 2.0, 0.5):
        s = s * x + c
    return s


def of_names(x):
    s = 0.0
    for name, k in (("sin", 0), ("cos", 1), ("exp", 2), ("tanh", 0), ("sinh", 1)):
        s += getattr(np, name)(x[k])
    return s


def of_functions(x):
    s = 0.0
    for f in (np.sin, np.cos, np.exp, np.tanh, np.sinh, np.cosh):
        s += np.sum(f(x))
    return s


def of_axes(x):
    s = 0.0
    for shape in ((3, 1), (1, 3), (3,), (1, 1, 3), (1, 3, 1)):
        s += np.sum(np.reshape(x, shape) * np.ones(shape))
    return s


def of_shapes(x):
    s = 0.0
    for a in [x, x[:2], np.array([x[0]]), 2.0 * x, x[1:]]:
        s += np.sum(a * a) + a.shape[0] * a[0]
    return s


def of_none(x):
    s = 0.0
    for a in (0.5, None, 2.0, None, 1.5, 0.25):
        s += x[0] if a is None else a * x[1]
    return s


def of_flags(x):
    s = 0.0
    for flag, a in ((True, 1.0), (False, 2.0), (True, 0.5), (False, 1.5), (True, 3.0)):
        s += (np.sin if flag else np.cos)(a * x[0])
    return s


def of_keys(x):
    s = 0.0
    table = {0: x[0], 1: x[1], 2: np.array([1.0, 2.0]), "three": 2.0, 4: 1}
    for key in (0, 1, 2, 4, 0):
        s += np.sum(table[key] * x[2])
    return s


WRITTEN_OUT = (of_few, of_names, of_functions, of_axes, of_shapes, of_none, of_flags, of_keys)


@pytest.mark.parametrize("f", WRITTEN_OUT, ids=lambda f: f.__name__)
def test_what_must_know_its_items_has_them_written_out(f, order):
    x = 0.3 if f is of_few else X
    s2sad.check_grads(f, (x,), order=order)
    assert "for " not in body(f, x).replace("# for ", "")


def written_items(x):
    out = []
    for a in [x * 1.0, x * 2.0, x * 3.0, x * 4.0, x * 5.0]:
        a[0] = 1.0
        out.append(a)
    return np.sum(out[0] * out[3])


def test_items_that_the_loop_writes_into_are_written_out(order):
    s2sad.check_grads(written_items, (X,), order=order)


def test_a_list_that_is_written_before_the_loop_is_what_was_written(order):
    def f(x, table):
        table[1] = (x, 2.0)
        s = 0.0
        for a, b in table:
            s += a * np.sin(b * x)
        return s

    s2sad.check_grads(lambda x: f(x, [(1.0, 2.0)] * 6), (0.7,), order=order)


def sums(y, n):
    ks = [y * i for i in range(n)]
    squares = [y * y for _ in range(n - 3)]
    return np.sum(sum(ks) * 2 + sum(squares, np.zeros(2)))


def test_a_sum_that_has_a_start_value_may_be_empty_beside_one_that_has_none():
    np.testing.assert_allclose(s2sad.grad(sums)(np.ones(2), 3), [6.0, 6.0])
    np.testing.assert_allclose(s2sad.grad(sums)(np.ones(2), 5), [24.0, 24.0])


def body(f, x):
    return s2sad.grad(f).source(x).partition("\n\n\n")[2]


def keeps_some(x):
    items = []
    while x[len(items)] > 0.1:
        items.append(x[len(items)])
    first = filter(lambda v: v > 0.5, items)
    return sum(first)


def test_a_loop_that_cannot_be_written_out_is_refused_for_what_asks_for_it():
    with pytest.raises(s2sad.UnsupportedError) as caught:
        s2sad.grad(keeps_some)(np.array([0.7, 0.4, 0.05]))
    assert "filter(lambda" in str(caught.value)
