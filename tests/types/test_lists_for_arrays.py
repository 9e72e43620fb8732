"""NumPy's functions take lists of unknown length, and lists in them, for arrays."""

import linecache
import textwrap

import numpy as np
import pytest

import s2sad

X = np.array([0.3, 0.7, 1.1, 0.9])
#: how `v` is made
ROWS = "for j in range(3):\n        row.append(x[i] * x[j])"
ROWS_OF_ARRAYS = "for j in range(3):\n        row.append(x * x[j] + x[i])"
PAIRS = "row = (x[i], x * x[i])"
NUMBERS = "row = x[i] ** 2"
CALLS = {
    ROWS: [
        "np.ravel(v)", "np.reshape(v, -1)", "np.stack(v)", "np.stack(v, axis=1)", "np.vstack(v)",
        "np.concatenate(v)", "np.transpose(v)", "np.mean(v, axis=0)", "np.array(v[0] + v[1])",
    ],
    ROWS_OF_ARRAYS: [
        "np.array(v)", "np.stack(v)", "np.stack(v, axis=1)", "np.vstack(v)", "np.hstack(v)",
        "np.concatenate(v)", "np.dstack(v)", "np.ravel(v)", "np.stack(v[1])", "np.sum(v, axis=1)",
        "np.array([np.stack(row) for row in v])",
    ],
    PAIRS: ["np.stack([b for a, b in v])", "np.concatenate([p[1] * p[0] for p in v])"],
    NUMBERS: ["np.array(v * 2)", "np.array(3 * v[1:])", "np.outer(v, v)", "np.polyval(v, 0.3)"],
}  # fmt: skip
PROGRAMS = [(made, call) for made, calls in CALLS.items() for call in calls]


def program(made: str, call: str):
    text = f"v = []\nfor i in range(n):\n    row = []\n    {made}\n    v.append(row)\n"
    text = textwrap.indent(f"{text}return np.sum(np.sin({call}))\n", "    ")
    text, path = f"def f(x, n):\n{text}", f"<{len(linecache.cache)} of lists for arrays>"
    linecache.cache[path] = len(text), None, text.splitlines(keepends=True), path
    names = {"np": np}
    exec(compile(text, path, "exec"), names)
    return names["f"]


@pytest.mark.parametrize(("made", "call"), PROGRAMS, ids=lambda text: text.split("\n")[0])
def test_both_modes_are_right(made, call):
    f = program(made, call)
    steps = 1e-6 * np.eye(len(X))
    slopes = [(f(X + step, 3) - f(X - step, 3)) / 2e-6 for step in steps]
    np.testing.assert_allclose(s2sad.grad(f)(X, 3), slopes, rtol=1e-6, atol=1e-7)
    tangents = [s2sad.jvp(f, (X, 3), (1e6 * step, 0))[1] for step in steps]
    np.testing.assert_allclose(tangents, slopes, rtol=1e-6, atol=1e-7)


def rows_of_the_run(x):
    table = np.outer(np.arange(float(int(x[0] * 3))), x)
    rows, total = list(table * 2), 0.0
    while rows:
        row = rows.pop()
        total += row @ row + total * row[1]
    return total


def test_rows_whose_number_the_run_decides_are_a_list(order):
    s2sad.check_grads(rows_of_the_run, (np.array([1.2, 0.5]),), order=order)
