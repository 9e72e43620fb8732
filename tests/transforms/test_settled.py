"""What stands in an array when a loop has ended is read there; what is written over is stored."""

import numpy as np
import pytest

import s2sad

X = np.array([0.3, -0.8, 0.5, 1.1, -0.4, 0.9])
M = np.cos(np.arange(36.0).reshape(6, 6)) + 4.0 * np.eye(6)


def recurrence(x):
    y = np.zeros_like(x)
    y[0] = x[0]
    for i in range(1, len(x)):
        y[i] = np.sin(2.0 * y[i - 1]) + x[i]
    return np.sum(y)


def downwards(x):
    y = x.copy()
    for i in range(len(x) - 2, -1, -1):
        y[i] = y[i + 1] ** 2 * x[i]
    return np.sum(y)


def rows(x):
    h = np.zeros((len(x) + 1, len(M)))
    for t in range(len(x)):
        h[t + 1] = np.tanh(M @ h[t] + x[t])
    return np.sum(h[-1] ** 2)


def substitution(x):
    y = np.zeros(len(x))
    for i in range(len(x)):
        s = x[i]
        for j in range(i):
            s -= M[i, j] * np.sin(y[j])
        y[i] = s / M[i, i]
    return np.sum(y * y)


def table(x):
    n = len(x)
    d = np.ones((n, n))
    for i in range(1, n):
        for j in range(1, n):
            d[i, j] = x[i] * d[i - 1, j] + x[j] * d[i, j - 1] * d[i - 1, j - 1]
    return d[n - 1, n - 1]


def factorized(x):
    n = len(x)
    a = np.outer(x, x) + 3.0 * np.eye(n)
    c = np.zeros((n, n))
    for j in range(n):
        s = a[j, j]
        for k in range(j):
            s -= c[j, k] ** 2
        c[j, j] = np.sqrt(s)
        for i in range(j + 1, n):
            s = a[i, j]
            for k in range(j):
                s -= c[i, k] * c[j, k]
            c[i, j] = s / c[j, j]
    return np.sum(c)


def exponential(x):
    """The value that was written is read again."""
    y = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = np.exp(x[i])
    return np.sum(y**2)


def handed_on(x):
    """A row is filled from itself and from the row before it."""
    above = x.copy()
    for i in range(4):
        row = np.empty_like(x)
        row[0] = x[i]
        for j in range(1, len(x)):
            row[j] = np.sin(row[j - 1]) * above[j - 1] + above[j]
        above = row
    return np.sum(above)


def handed_on_by_a_branch(x):
    above = x.copy()
    for i in range(4):
        row = np.zeros_like(x)
        for j in range(1, len(x)):
            row[j] = row[j - 1] ** 2 + np.sin(above[j]) * x[i]
        if i != 2:
            above = row
    return np.sum(above)


def written_by_the_next(x):
    above = x.copy()
    for i in range(4):
        above[1] = np.sin(above[2]) * above[1]
        row = np.zeros_like(x)
        for j in range(1, len(x)):
            row[j] = np.sin(row[j - 1]) * above[j - 1] + above[j] ** 2
        above = row
    above[3] = above[4] ** 2
    return np.sum(above)


def written_by_the_next_through_a_view(x):
    above = x.copy()
    for i in range(4):
        row = np.zeros_like(x)
        for j in range(1, len(x)):
            row[j] = np.sin(row[j - 1]) * above[j - 1] + above[j] ** 2
        end = above[3:]
        end[0] = np.sin(row[2]) * end[1]
        above = np.sin(row + above[::-1])
        last = above[::-1]
        last[0] = row[2] * np.sin(last[0])
    return np.sum(above)


def two_buffers(x):
    above, row = x.copy(), np.ones_like(x)
    for i in range(4):
        for j in range(1, len(x)):
            row[j] = np.sin(row[j - 1]) * above[j - 1] + above[j] * row[j]
        above, row = row, above
    return np.sum(above * row)


def filled_twice(x):
    above = x.copy()
    for i in range(3):
        row = np.ones_like(x)
        for k in range(2):
            for j in range(1, len(x)):
                row[j] = np.sin(row[j - 1]) * above[j - 1] + row[j] ** 2
        row[1] = row[2] * row[1]
        above = row
    return np.sum(above)


def changed_after_it_is_kept(x):
    above, rows = x.copy(), []
    for i in range(3):
        row = np.ones_like(x)
        for j in range(1, len(x)):
            row[j] = np.sin(row[j - 1]) * above[j - 1] + above[j]
        rows.append(row.copy())
        row[2] = row[3] * x[0]
        above = row
    return np.sum(above) + np.sum(rows[1] ** 2)


def factorized_by_a_branch(x):
    """Where `i == j` a row's last entry is written, else one before it."""
    n = len(x)
    a = np.outer(x, x) + 3.0 * np.eye(n)
    c = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= c[i, k] * c[j, k]
            if i == j:
                c[i, i] = np.sqrt(s)
            else:
                c[i, j] = s / c[j, j]
    return np.sum(c)


def triangles(x):
    n = len(x)
    a = np.outer(x, x) + 3.0 * np.eye(n)
    lower, upper = np.eye(n), np.zeros((n, n))
    for i in range(n):
        for j in range(i, n):
            upper[i, j] = a[i, j] - lower[i, :i] @ upper[:i, j]
        for j in range(i + 1, n):
            lower[j, i] = (a[j, i] - lower[j, :i] @ upper[:i, i]) / upper[i, i]
    return np.sum(lower) + np.sum(np.log(np.diag(upper)))


def backwards_by_slices(x):
    n = len(x)
    y = np.zeros(n)
    y[-1] = x[-1] ** 2
    for i in range(n - 2, -1, -1):
        y[i] = (x[i] - M[i, i + 1 :] @ np.sin(y[i + 1 :])) / M[i, i]
    return np.sum(y * y)


SETTLED = [recurrence, downwards, rows, substitution, table, factorized, exponential,
           factorized_by_a_branch, triangles, backwards_by_slices]  # fmt: skip


def around_the_end(x):
    """`y[i - 1]` is the last entry at first, which is written later."""
    y = x.copy()
    for i in range(len(x)):
        y[i] = np.sin(y[i - 1]) * x[i]
    return np.sum(y)


def ahead(x):
    y = x.copy()
    for i in range(len(x) - 1):
        y[i] = np.sin(y[i + 1]) * y[i]
    return np.sum(y)


def sweeps(x):
    y = x.copy()
    for _ in range(3):
        for i in range(1, len(x) - 1):
            y[i] = np.sin(y[i - 1]) + 0.3 * y[i + 1]
    return np.sum(y)


def afterwards(x):
    y = x.copy()
    for i in range(1, len(x)):
        y[i] = np.sin(y[i - 1]) * x[i]
    y[2] = 5.0
    return np.sum(y)


def diagonal_or_not(x):
    """The entry that the second branch reads is written by the first one, in the same loop."""
    c = np.outer(x, x)
    for i in range(len(x)):
        for j in range(i + 1):
            if i != j:
                c[j, j] = np.sin(c[i, j]) * c[j, j]
            else:
                c[i, i] = np.sin(c[j, j]) * x[i]
    return np.sum(c)


def rest_of_a_row(x):
    """What is read of a slice is written later: it begins with the entry itself."""
    y = x.copy()
    for i in range(len(x) - 1, -1, -1):
        y[i] = np.sin(y[: i + 1] @ y[: i + 1]) + y[i]
    return np.sum(y)


def ahead_of_a_length_that_grows(x):
    """What is read is written in the next iteration: the length is another one then."""
    y, row = np.zeros(10) + x[0], x[:1]
    for i in range(4):
        y[row.shape[0]] = np.sin(y[row.shape[0] + 1]) * x[i]
        y[row.shape[0]] *= y[row.shape[0] + 1]
        row = np.concatenate((row, x[:1]))
    return np.sum(y**2)


def one_place(x):
    y = np.zeros(2)
    s = 0.0
    for i in range(len(x)):
        y[0] = np.exp(x[i])
        s += y[0] ** 2
    return s + y[0]


def written_in_one_branch(x):
    y = np.zeros_like(x)
    s = 0.0
    for i in range(len(x)):
        e = np.exp(x[i])
        if x[i] > 0.0:
            y[i] = e
        s += e**2
    return s + np.sum(y**2)


def two_writes(x):
    y = np.zeros_like(x)
    for i in range(len(x) - 1):
        y[i + 1] = np.exp(x[i])
        y[i] = np.sin(y[i + 1]) * y[i]
    return np.sum(y)


def moving_bound(x):
    """What is read lies below `k`, what is written from `k` on, but `k` changes."""
    y = x.copy()
    k = 5
    for _ in range(4):
        for j in range(k):
            for m in range(k, len(x)):
                y[m] = y[m] + np.sin(y[j])
        k = k - 1
    return np.sum(y)


def through_indices(x):
    order = np.array([3, 1, 3, 0, 2, 1])
    y = x.copy()
    for i in range(len(x)):
        y[order[i]] = np.sin(y[order[i]]) * x[i]
    return np.sum(y)


def transposed(x):
    d = np.outer(x, x)
    for i in range(1, len(x)):
        for j in range(1, len(x)):
            d[i, j] = np.sin(d[j - 1, i]) + x[i]
    return np.sum(d)


def every_other(x):
    y = x.copy()
    for i in range(0, len(x) - 2, 2):
        y[i + 2] = np.sin(y[i]) * y[i + 1]
        y[i + 1] = y[i] ** 2
    return np.sum(y)


OTHERS = [
    around_the_end, ahead, sweeps, afterwards, one_place, written_in_one_branch, two_writes,
    diagonal_or_not, rest_of_a_row, ahead_of_a_length_that_grows,
    moving_bound, through_indices, transposed, every_other, handed_on, handed_on_by_a_branch,
    written_by_the_next, written_by_the_next_through_a_view, two_buffers, filled_twice,
    changed_after_it_is_kept,
]  # fmt: skip


def numerical(f):
    step = 1e-6
    unit = np.eye(len(X)) * step
    return np.array([(f(X + e) - f(X - e)) / (2 * step) for e in unit])


@pytest.mark.parametrize("f", SETTLED + OTHERS, ids=lambda f: f.__name__)
def test_gradient(f):
    np.testing.assert_allclose(s2sad.grad(f)(X), numerical(f), rtol=1e-6, atol=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize("f", SETTLED + OTHERS, ids=lambda f: f.__name__)
def test_second_derivative(f):
    x_dot = np.linspace(-1.0, 1.0, len(X))
    again = s2sad.grad(lambda x: s2sad.grad(f)(x) @ x_dot)(X)
    tangent = s2sad.jvp(lambda x: s2sad.grad(f)(x), (X,), (x_dot,))[1]
    step = 1e-6
    gradients = [s2sad.grad(f)(X + sign * step * x_dot) for sign in (1, -1)]
    np.testing.assert_allclose(again, tangent, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(tangent, (gradients[0] - gradients[1]) / (2 * step), rtol=1e-5,
                               atol=1e-7)  # fmt: skip


@pytest.mark.parametrize("f", SETTLED, ids=lambda f: f.__name__)
def test_nothing_is_stored(f):
    assert "tape" not in s2sad.grad(f).source(X)


@pytest.mark.parametrize("f", [handed_on, handed_on_by_a_branch], ids=lambda f: f.__name__)
def test_rows_are_neither_copied_nor_put_back(f):
    source = s2sad.grad(f).source(X)
    assert source.count("= row.copy()") == 0 and "saved" not in source
