"""What stands in a list when a loop has ended is read there; what is replaced is kept."""

import numpy as np
import pytest

import s2sad

X = np.array([0.3, -0.8, 0.5, 1.1, -0.4, 0.9])


def replaced(x):
    u = [0.0] * len(x)
    u[0] = x[0]
    for k in range(1, len(x)):
        u[k] = np.sin(u[k - 1]) * x[k]
    return u[len(x) - 1] * u[2]


def grown(x):
    u = [x[0], x[1]]
    for k in range(2, len(x)):
        u.append(np.sin(u[k - 1]) * x[k] + u[k - 2] ** 2)
    return u[len(x) - 1] * u[2]


def downwards(x):
    n = len(x)
    u = [0.0] * (n + 1)
    u[n] = x[0]
    for k in range(n - 1, -1, -1):
        u[k] = np.sin(u[k + 1]) * x[k] + u[k + 1] ** 2
    return u[0]


def of_arrays(x):
    u = [x] * 8
    for k in range(7):
        u[k + 1] = np.sin(u[k]) * x
    return np.sum(u[7] * u[3])


SETTLED = [replaced, grown, downwards, of_arrays]


def at_the_end(x):
    u = [x[0]]
    for k in range(6):
        u.append(np.sin(u[-1]) * 1.2 + x[k])
    return u[2] * u[6]


def dropped_and_grown(x):
    u = [x[0], x[1] ** 2, x[2] + 1.0]
    s = 0.0
    for k in range(len(x)):
        s += np.sin(u[0] * u[1] * u[2])
        u.pop()
        u.append(s * x[k])
    return s


def first_anew(x):
    u = [x[0], x[1], x[2]]
    s = 0.0
    for k in range(len(x)):
        s += np.sin(u[0]) * u[1]
        u[0] = u[k % 3] * u[2]
    return s


def over_again(x):
    n = len(x)
    u = [0.5] * (n + 1)
    s = 0.0
    for _ in range(3):
        u[0] = x[0] + 0.1 * s
        for k in range(n):
            u[k + 1] = np.sin(u[k] * x[1]) + x[2] * u[k + 1]
        s += u[n] * u[1]
    return s


def afterwards(x):
    u = [0.0] * len(x)
    for k in range(len(x)):
        u[k] = x[k] * k + 1.0
    s = 0.0
    for k in range(len(x)):
        s += np.sin(u[k]) * u[len(x) - 1 - k]
    u[2] = s
    for k in range(len(x)):
        s += np.sin(u[k]) * u[len(x) - 1 - k]
    return s


def from_the_end(x):
    u = [0.0] * len(x)
    for k in range(len(x)):
        u[k] = x[k] * k + np.cos(u[k - 1])
        u[k - 2] = u[k] ** 2 + u[k - 3]
    return u[1] * u[-1]


def in_a_branch(x):
    u = [0.5] * (len(x) + 1)
    for k in range(len(x)):
        if u[k] > 0.45:
            u[k + 1] = np.sin(u[k] * x[1]) + x[2] * u[k + 1]
        else:
            u[k + 1] = u[k] * u[k] + x[0]
    return u[len(x)] * u[2]


def handed_over(x):
    u = [x[0]] * 7
    v = u
    for k in range(6):
        v[k + 1] = np.sin(u[k]) * x[k]
        u = list(v)
        u[k] = u[k] * x[0]
    return u[6] * v[2]


OTHERS = [
    at_the_end, dropped_and_grown, first_anew, over_again, afterwards, from_the_end, in_a_branch,
    handed_over,
]  # fmt: skip


@pytest.mark.parametrize("f", [*SETTLED, *OTHERS], ids=lambda f: f.__name__)
def test_derivatives(f, order):
    s2sad.check_grads(f, (X,), order=order)
    assert s2sad.value_and_grad(f)(X)[0] == pytest.approx(f(X), rel=1e-13)


@pytest.mark.parametrize("f", SETTLED, ids=lambda f: f.__name__)
def test_no_item_is_put_back(f):
    source = s2sad.grad(f).source(X)
    assert "saved" not in source and "    u[" not in source.partition("u_bar")[2], source
