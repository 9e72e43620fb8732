"""Writes into items of one list of lists, beside others: right, or refused."""

import math
import random

import pytest
from seeds import seeds

import s2sad
from s2sad.errors import UnsupportedError

A = [[2.0, 0.5], [0.5, 3.0]]
B = [[1.0, 0.2], [0.3, 1.0]]


def product(a, b):
    n = len(a)
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i][j] += a[i][k] * b[k][j]
    return sum(c[i][i] * c[i][0] for i in range(n))


def cholesky(a, b):
    n = len(a)
    low = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = a[i][j] - sum(low[i][k] * low[j][k] for k in range(j))
            low[i][j] = math.sqrt(rest) if i == j else rest / low[j][j]
    return sum(low[i][i] * b[i][0] for i in range(n))


def forces(a, b):
    total = [[0.0, 0.0] for _ in a]
    for i in range(len(a)):
        for j in range(len(a)):
            if i != j:
                far = 0.1 + sum((a[i][k] - a[j][k]) ** 2 for k in range(2))
                for k in range(2):
                    total[i][k] += b[j][k] * (a[j][k] - a[i][k]) / far**1.5
    return sum(f * f for row in total for f in row)


def numerical(f, a, b, step=1e-6):
    def shifted(i, j, by):
        moved = [list(row) for row in a]
        moved[i][j] += by
        return f(moved, [list(row) for row in b])

    return [
        [(shifted(i, j, step) - shifted(i, j, -step)) / (2 * step) for j in range(len(a[i]))]
        for i in range(len(a))
    ]


def made_of_copies(a, b):
    c = [list(row) for row in [[0.0] * len(a) for _ in a]]
    d = [row[:] for row in c]
    for i in range(len(a)):
        for j in range(len(a)):
            c[i][j] += a[i][j] * b[j][i]
            d[i][j] += a[j][i] * c[i][j]
    return d[0][1] * c[1][1]


@pytest.mark.parametrize("f", [product, cholesky, forces, made_of_copies])
def test_textbook_code(f):
    value, gradient = s2sad.value_and_grad(f)(A, B)
    assert value == pytest.approx(f(A, B), rel=1e-14)
    for found, expected in zip(gradient, numerical(f, A, B)):
        assert found == pytest.approx(expected, rel=1e-6)


def handed_on_before(a, b):
    c = [[0.0, 0.0] for _ in range(2)]
    d = [[v for v in row] for row in a]
    for i in range(2):
        c[i] = d[i]
        c[i][0] = 5.0
    return d[0][0] * a[0][0]


def handed_on_after(a, b):
    c = [[0.0, 0.0] for _ in range(2)]
    d = [[v for v in row] for row in a]
    total = 0.0
    for i in range(2):
        for j in range(2):
            c[j][0] = 2.0 * d[i][j]
            total += d[j][0] * c[j][0]
        c.append(d[i])
    return total


def handed_on_by_a_tuple(a, b):
    c = [[0.0, 0.0] for _ in range(2)]
    d = [[v for v in row] for row in a]
    pairs = [(k, d[k]) for k in range(2)]
    for k, row in pairs:
        c[k] = row
    for i in range(2):
        c[i][0] = 5.0
    return d[0][0] * a[0][0]


@pytest.mark.parametrize("f", [handed_on_before, handed_on_after, handed_on_by_a_tuple])
def test_an_item_of_two_lists_is_refused(f):
    with pytest.raises(UnsupportedError, match="earlier write|twice"):
        s2sad.grad(f)(A, B)


def grow(rows, by):
    for i in range(len(rows)):
        for j in range(len(rows[i])):
            rows[i][j] = rows[i][j] * by


def handed_on_by_a_branch(a, b):
    q, r = [[0.5 * a[0][0], 1.0]], [[a[0][0], a[0][1]]]
    if a[0][0] > 0.0:
        r[0] = q[0]
    grow(q, 3.0 * a[0][0])
    return r[0][1]


def handed_on_by_a_branch_and_written_there(a, b):
    q, r = [[0.5 * a[0][0], 1.0]], [[a[0][0], a[0][1]]]
    if a[0][0] > 0.0:
        r[0] = q[0]
    grow(r, 3.0 * a[0][0])
    return q[0][1]


def handed_on_by_a_loop(a, b):
    q, r = [[0.5 * a[0][0], 1.0]], [[a[0][0], a[0][1]]]
    for _ in range(2):
        q = [row[:] for row in r]
        r[0] = q[0]
    grow(q, 3.0 * a[0][0])
    return r[0][1]


def named_by_a_branch(a, b):
    q, row = [[0.5 * a[0][0], 1.0]], [1.0, a[0][0]]
    if a[0][0] > 0.0:
        row = q[0]
    grow(q, 3.0 * a[0][0])
    return row[1]


@pytest.mark.parametrize("f", [
    handed_on_by_a_branch, handed_on_by_a_branch_and_written_there, handed_on_by_a_loop,
    named_by_a_branch,
])  # fmt: skip
def test_what_may_be_an_item_of_a_list_is_unknown_when_its_items_are_written(f):
    with pytest.raises(UnsupportedError, match="earlier write"):
        s2sad.grad(f)(A, B)


# --- random programs ---


def written_program(seed: int) -> str:
    """Three lists of lists, whose items are written, moved from one to another and read."""
    draw = random.Random(seed)
    lists = ["p", "q", "r"]
    lines = ["def f(a, b):"]
    for name in lists:
        lines.append("    " + draw.choice([
            f"{name} = [[0.5 * v for v in row] for row in {draw.choice('ab')}]",
            f"{name} = [[0.1 * a[0][0]] * 2 for _ in range(2)]",
            f"{name} = [[a[0][1], b[1][0]] for _ in range(2)]",
        ]))  # fmt: skip
    lines += ["    s = 0.0", "    for i in range(2):", "        for j in range(2):"]
    for depth in (12, 12, 12, 8, 8, 4):
        k = "i" if depth < 12 else draw.choice("ij")
        k = k if depth > 4 else "1"
        one, two = draw.sample(lists, 2)
        lines.append(" " * depth + draw.choice([
            f"{one}[{k}][0] = 0.3 * {two}[{k}][1] + s",
            f"{one}[{k}][1] += {two}[1 - {k}][0] * a[{k}][0]",
            f"{one}[{k}][0] *= {one}[{k}][1]",
            f"s += {one}[{k}][0] * {two}[{k}][1]",
            f"s += {one}[{k}][0] * {two}[{k}][1]",
            f"{one}[{k}] = {two}[{k}]" if draw.random() < 0.3 else f"s += {one}[0][0]",
            f"{one}.append({two}[{k}])" if draw.random() < 0.3 else f"s += {two}[0][1]",
            f"{one} = list({two})" if draw.random() < 0.3 else f"s += {one}[1][1]",
            f"{one}[{k}] = [s, {two}[{k}][0]]",
        ]))  # fmt: skip
    return "\n".join([*lines, "    return s + p[0][0] + q[1][1] * r[0][1]"]) + "\n"


@pytest.mark.parametrize("seed", seeds(20, 60))
def test_random_programs(seed, tmp_path):
    source = written_program(seed)
    file = tmp_path / f"apart_{seed}.py"
    file.write_text(source)
    scope: dict = {}
    exec(compile(source, str(file), "exec"), scope)
    f = scope["f"]
    try:
        value, gradient = s2sad.value_and_grad(f)(A, B)
    except UnsupportedError:
        return
    assert value == pytest.approx(f(A, B), rel=1e-12), source
    for found, expected in zip(gradient, numerical(f, A, B)):
        assert found == pytest.approx(expected, rel=1e-5, abs=1e-7), source
