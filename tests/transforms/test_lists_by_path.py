"""Gradients of code on lists of lists: what is written by a path is pulled back by the path, in
place. Each number costs so many operations, however long the rows are."""

import ast
import math
import random
import sys

import pytest

import s2sad


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
            rest = a[i][j] + (n if i == j else 0.0)
            for k in range(j):
                rest -= low[i][k] * low[j][k]
            low[i][j] = math.sqrt(rest) if i == j else rest / low[j][j]
    total = 0.0
    for i in range(n):
        total += low[i][i] * b[i][0]
    return total


def sweep(a, b):
    n = len(a)
    u = [row[:] for row in a]
    for _ in range(2):
        for i in range(1, n - 1):
            for j in range(1, n - 1):
                near = u[i - 1][j] + u[i + 1][j] + u[i][j - 1] + u[i][j + 1]
                u[i][j] = 0.25 * near + b[i][j] * u[i][j] ** 2
    return u[1][1] * u[n - 2][1]


def shortest(a, b):
    n = len(a)
    d = [[v for v in row] for row in a]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                via = d[i][k] * b[k][j]
                if via < d[i][j]:
                    d[i][j] = via
    return d[0][n - 1] + d[n - 1][0]


def distance(a, b):
    n = len(a)
    d = [[0.5] * (n + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for j in range(1, n + 1):
            least = min(d[i - 1][j], d[i][j - 1], d[i - 1][j - 1])
            d[i][j] = (a[i - 1][0] - b[j - 1][0]) ** 2 + least * d[i - 1][j]
    return d[n][n]


def forces(a, b):
    n = len(a)
    total = [[0.0, 0.0] for _ in range(n)]
    for i in range(n):
        for j in range(n):
            if i != j:
                dx, dy = a[j][0] - a[i][0], a[j][1] - a[i][1]
                w = b[j][0] / (0.1 + dx * dx + dy * dy)
                total[i][0] += w * dx
                total[i][1] += w * dy
    return total[0][0] * total[1][1]


def rows_by_name(a, b):
    n = len(a)
    c = [row[:] for row in a]
    for i in range(1, n):
        row, above = c[i], c[i - 1]
        for j in range(1, n):
            row[j] += row[j - 1] * above[j] * b[i][j]
    return c[n - 1][n - 1]


def scale(row, k, by):
    row[k] = row[k] * by + row[0]


def rows_in_calls(a, b):
    n = len(a)
    c = [row[:] for row in a]
    for i in range(n):
        for j in range(n):
            scale(c[i], j, b[i][j])
    return c[0][n - 1] * c[n - 1][0]


def layers(a, b):
    n = len(a)
    c = [[[0.0] * n for _ in range(n)] for _ in range(2)]
    for i in range(n):
        for j in range(1, n):
            c[0][i][j] = a[i][j] * c[0][i][j - 1] + b[i][j]
            c[1][i][j] += c[0][i][j] ** 2
    return c[1][0][n - 1] + c[0][n - 1][n - 1]


def table(a, b):
    n = len(a)
    tables = {"m": [[0.0] * n for _ in range(n)]}
    for i in range(n):
        for j in range(n):
            tables["m"][i][j] += a[i][j] ** 2 * b[j][i]
            tables["m"][j][i] *= b[i][j]
    return tables["m"][0][1] * tables["m"][n - 1][0]


def weighted(a, b):
    n = len(a)
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            c[i][j] += a[i][j] * b[0][j] * b[1][i]
    return c[n - 1][0] * c[0][n - 1]


def steps_of_known_number(a, b):
    n = len(a)
    tables = {"m": [[0.0] * n for _ in range(n)], "s": 0.0}
    for i in range(n):
        for j in range(n):
            tables["m"][i][j] += a[i][j] ** 2
            tables["s"] += tables["m"][i][j] * b[j][i]
    return tables["s"]


PROGRAMS = [product, cholesky, sweep, shortest, distance, forces, rows_by_name, rows_in_calls,
            layers, table, weighted, steps_of_known_number]  # fmt: skip


def squares(n, seed=0):
    draw = random.Random(seed)
    return tuple([[draw.uniform(0.2, 0.9) for _ in range(n)] for _ in range(n)] for _ in range(2))


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_derivatives(f, order):
    s2sad.check_grads(f, squares(4), order=order)


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_no_row_is_made_in_a_loop_over_its_items(f):
    """Lists that a loop inside of a loop makes are tapes alone."""
    tree = ast.parse(s2sad.grad(f, (0, 1)).source(*squares(4)))
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For)]
    inner = [node for loop in loops for node in ast.walk(loop)
             if isinstance(node, ast.For) and node is not loop]  # fmt: skip
    for loop in inner:
        for node in ast.walk(loop):
            made = ast.unparse(node) if isinstance(node, ast.Assign) else ""
            assert "list(" not in made and "[0.0]" not in made, ast.unparse(loop)


@pytest.mark.parametrize("f", [product, forces, sweep, rows_by_name], ids=lambda f: f.__name__)
def test_no_cotangent_is_cleared_and_added_to(f):
    """What is added to an item leaves its cotangent as it is; what an item becomes of itself is
    put where its cotangent was."""
    loops = s2sad.grad(f, (0, 1)).source(*squares(4)).split("_bar = []")[-1]
    assert "[j] = 0.0" not in loops and "[k] = 0.0" not in loops


def steps(f, *args) -> int:
    """How many instructions are executed in `f` and in what it calls. Python 3.12 counts them once
    it has traced some."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    for _ in range(2):
        count = 0
        sys.settrace(trace)
        try:
            f(*args)
        finally:
            sys.settrace(before)
    return count


@pytest.mark.parametrize("f", PROGRAMS, ids=lambda f: f.__name__)
def test_work_grows_as_that_of_the_function(f):
    def generated(n):
        scope: dict = {}
        exec(s2sad.grad(f, (0, 1)).source(*squares(n)), scope)
        return scope[f"{f.__name__}_grad"]

    small, large = squares(6), squares(12)
    growth = steps(f, *large) / steps(f, *small)
    found = steps(generated(12), *large) / steps(generated(6), *small)
    assert found < 1.1 * growth
