"""What NumPy may return as a view of its argument is written: right, or refused."""

import numpy as np
import pytest

import s2sad


def same_dtype(x):
    w = x.astype(float, copy=False)
    w[0] = x[1] * 2
    return x.sum() * w[0]


def diagonal_of_einsum(x):
    m = np.outer(x, x)
    w = np.einsum("ii->i", m)
    w[0] = x[1] * 2
    return m.sum() * w[0]


def grid_without_copy(x):
    w = x * 1.0
    a, b = np.meshgrid(w, w, copy=False)
    w[0] = x[1] * 2
    return a.sum() + b[0].sum()


def without_nan(x):
    w = x * 1.0
    v = np.nan_to_num(w, copy=False)
    v[0] = x[1] * 2
    return w.sum() * v[0]


@pytest.mark.parametrize(
    "f", [same_dtype, diagonal_of_einsum, grid_without_copy, without_nan], ids=lambda f: f.__name__
)
def test_written_view(f):
    x = np.array([0.7, 1.3, 0.4])
    try:
        value, gradient = s2sad.value_and_grad(f)(x.copy())
    except s2sad.UnsupportedError as refusal:
        assert refusal.span is not None
        return
    assert value == pytest.approx(f(x.copy()))
    steps = np.eye(3) * 1e-6
    expected = [(f(x + h) - f(x - h)) / 2e-6 for h in steps]
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-8)
