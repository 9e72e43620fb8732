"""Lists of whole numbers where another path has floats: their tangents are zeros, in both modes."""

import pytest

import s2sad


def chosen(x, n):
    v = []
    for k in range(n):
        v.append(k)
    w = v if x > 1.0 else [x, x * x]
    return w[1] * x


def rows_of_either(x, n):
    rows = []
    for _ in range(n):
        if x > 1.0:
            rows.append([1, 2, 3])
        else:
            rows.append([x, x * x])
    return rows[1][1] * x


def one_list_as_each_row(x, n):
    rows = []
    v = list(range(n))
    for _ in range(n):
        if x > 1.0:
            rows.append(v)
        else:
            rows.append([x, x * x])
    return rows[1][1] * x


def written_into_rows(x, n):
    rows = [[0] * n for _ in range(n)]
    for k in range(n):
        rows[k] = [x * k, x]
    v = []
    for k in range(n):
        v.append(k)
    rows[0] = v
    return rows[1][0] * rows[0][1] * x + rows[0][2]


def summed(x, n):
    v = []
    for k in range(n):
        v.append(k)
    if x <= 1.0:
        v = []
        for k in range(n):
            v.append(x * k)
    return sum(v) * x


@pytest.mark.parametrize("x", [2.0, 0.5])
@pytest.mark.parametrize(
    "f", [chosen, rows_of_either, one_list_as_each_row, written_into_rows, summed]
)
def test_both_modes_are_right(f, x):
    slope = (f(x + 1e-6, 3) - f(x - 1e-6, 3)) / 2e-6
    assert s2sad.grad(f)(x, 3) == pytest.approx(slope, rel=1e-8)
    assert s2sad.jvp(f, (x, 3), (1.0, 0)) == (f(x, 3), pytest.approx(slope, rel=1e-8))
    assert s2sad.grad(s2sad.jacfwd(f))(x, 3) == pytest.approx(s2sad.jacfwd(s2sad.grad(f))(x, 3))
