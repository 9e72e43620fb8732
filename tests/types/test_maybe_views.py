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


def several_axes_moved(x):
    m = np.outer(x, x)
    w = np.moveaxis(m, [0, 1], [1, 0])
    w[0, 1] = x[1] * 3
    return m[1, 0] * m[0, 1]


def view_by_keyword(x):
    m = np.outer(x, x + 1)
    w = np.transpose(a=m)
    w[0, 1] = x[1] * 3
    return m[1, 0] * m[0, 1]


def matrix_transposed(x):
    m = np.outer(x, x + 1)
    w = np.linalg.matrix_transpose(m) if hasattr(np.linalg, "matrix_transpose") else m.T
    w[0, 1] = x[1] * 3
    return m[1, 0] * m[0, 1]


def conjugate_of_reals(x):
    w = x * 1.0
    v = w.conj()
    v[0] = x[1] * 2
    return w.sum() * v[0]


def called_dtype(x):
    w = x * 1.0
    v = np.float64(w)
    v[0] = x[1] * 2
    return w.sum() * v[0]


def first_power(x):
    m = np.outer(x, x)
    w = np.linalg.matrix_power(m, 1)
    w[0, 0] = x[1] * 2
    return m.sum() * w[0, 0]


def no_difference(x):
    w = x * 1.0
    v = np.diff(w, n=0)
    v[0] = x[1] * 2
    return w.sum() * v[0]


def order_asked_for(x):
    m = np.outer(x, x + 1)
    w = np.asarray(m.T, order="C")
    w[0, 1] = x[1] * 3
    return m[1, 0] * m[0, 1] * w[0, 1]


def dtype_required(x):
    w = np.require(x, dtype=complex)
    w[0] = x[1] * 2
    return x[0] * x[1] + w.real.sum()


@pytest.mark.parametrize("f", [
    same_dtype, diagonal_of_einsum, grid_without_copy, without_nan, several_axes_moved,
    view_by_keyword, matrix_transposed, conjugate_of_reals, called_dtype, first_power,
    no_difference, order_asked_for, dtype_required,
], ids=lambda f: f.__name__)  # fmt: skip
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


DATA = np.array([[1.0, 2.0], [3.0, 4.0]])


@pytest.mark.parametrize("f, kind", [
    (lambda x: np.sum(np.asmatrix(DATA) * x), "matrix"),
    (lambda x: np.sum(np.ma.masked_less(DATA, 2.0) * x), "MaskedArray"),
], ids=["matrix", "masked"])  # fmt: skip
def test_an_array_with_other_operations_is_refused(f, kind):
    with pytest.raises(s2sad.UnsupportedError, match=f"returns a {kind}, whose operations"):
        s2sad.grad(f)(np.eye(2))
