"""Numbers that every iteration reads of an array: read once, their cotangents added up outside."""

import numpy as np
import pytest

import s2sad


def orbit(p, x, n):
    for _ in range(n):
        x = x + 0.1 * (p[0] * x - p[1] * x * x)
    return x


def test_cotangents_of_parameters_are_added_up_as_numbers():
    p, n = np.array([0.7, 0.2]), 12
    f = s2sad.grad(orbit, argnums=(0, 1))
    p_bar, x_bar = f(p, 0.5, n)
    h = 1e-6
    for k, e in enumerate(np.eye(2)):
        numerical = (orbit(p + h * e, 0.5, n) - orbit(p - h * e, 0.5, n)) / (2 * h)
        np.testing.assert_allclose(p_bar[k], numerical, rtol=1e-7)
    source = f.source(p, 0.5, n)
    loop = source.index("for x in reversed(tape)")
    assert "p_bar[" not in source[loop : source.index("p_bar = np.zeros_like(p)")]
    assert "p_bar[1] = p_1_bar" in source and "p_bar[0] = p_0_bar" in source
    assert f(p, 0.5, 0)[0].tolist() == [0.0, 0.0]


def test_an_array_that_decides_how_often_is_not_read_ahead():
    def f(x):
        s = 0.0
        for i in range(1, len(x)):
            s += x[0] * x[i]
        for v in x[1:]:
            s += x[0] * np.sin(v)
        return s

    assert s2sad.grad(f)(np.zeros(0)).shape == (0,)
    np.testing.assert_allclose(s2sad.grad(f)(np.array([2.0, 0.0])), [0.0, 4.0])


def test_an_array_that_the_loop_writes_is_not_read_ahead():
    def f(x, n):
        y = x.copy()
        for _ in range(n):
            y[1] = y[1] * y[0]
            y[0] = y[0] + 1.0
        return y[1]

    np.testing.assert_allclose(s2sad.grad(f)(np.array([2.0, 3.0]), 2), [15.0, 6.0])


def test_a_read_in_one_branch_stays_there():
    def f(p, x):
        s = 0.0
        for v in x:
            if v > 0.0:
                s += p[3] * v
        return s

    assert s2sad.grad(f)(np.ones(2), np.array([-1.0])).tolist() == [0.0, 0.0]
    with pytest.raises(IndexError):
        s2sad.grad(f)(np.ones(2), np.array([1.0]))


@pytest.mark.parametrize("places", [(0, 1), (1, -1), (0, 0), (0, slice(0, 2))])
def test_zeros_are_written_only_where_they_are_zeros(places):
    """`-1` may be the place 1, and a slice may hold it."""
    first, second = places

    def f(x):
        return np.sin(x[first]) * 2.0 + np.sum(np.cos(x[second]))

    x, h = np.array([0.3, 0.8]), 1e-6
    numerical = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(s2sad.grad(f)(x), numerical, rtol=1e-7)
