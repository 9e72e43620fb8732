"""Products of matrices of `scipy.sparse`, and of those that the program makes of its numbers."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
from scipy import sparse

import s2sad

DENSE = np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]])
ARRAY, MATRIX, COLUMNS = sparse.csr_array(DENSE), sparse.csr_matrix(DENSE), sparse.csc_array(DENSE)
ROWS, COLS = np.array([0, 0, 1, 1]), np.array([0, 2, 1, 1])
INDICES, STARTS = np.array([0, 2, 1]), np.array([0, 2, 3])
X, D = np.array([1.0, 2.0, -1.0]), np.array([1.0, 2.0, 3.0, 0.5])


def captured(x):
    return np.sum((ARRAY @ x) ** 2) + np.sum((x[:2] @ COLUMNS) ** 3)


def transposed(x):
    return np.sum((ARRAY.T @ x[:2]) ** 3) + np.sum((ARRAY.T @ (ARRAY @ x)) ** 2)


def older_class(x):
    return np.sum((MATRIX * x) ** 2) + np.sum(MATRIX.dot(np.outer(x, x)) ** 2)


def in_a_loop(x):
    for _ in range(3):
        x = x - 0.1 * (ARRAY.T @ (ARRAY @ x))
    return np.sum(x**2)


def by_entries(d, x):
    a = sparse.csr_matrix((d, (ROWS, COLS)), shape=(2, 3))
    return np.sum((a @ x) ** 2) + np.sum((a.T @ x[:2]) ** 3) + np.sum((a @ np.outer(x, x)) ** 2)


def by_rows(d, x):
    a = sparse.csr_array((d[:3], INDICES, STARTS), shape=(2, 3))
    return np.sum((a @ x) ** 2) + np.sum((x[:2] @ a) ** 3) + d[3]


PROGRAMS = [(captured, (X,)), (transposed, (X,)), (older_class, (X,)), (in_a_loop, (X,)),
            (by_entries, (D, X)), (by_rows, (D, X))]  # fmt: skip
for_every_program = pytest.mark.parametrize(
    "f, args", [pytest.param(f, args, id=f.__name__) for f, args in PROGRAMS]
)


@for_every_program
def test_derivatives_agree_with_differences(f, args, order):
    s2sad.check_grads(f, args, order=order)


def test_a_matrix_as_argument():
    def f(a, x):
        return np.sum((a @ x) ** 2)

    expected = 2.0 * DENSE.T @ DENSE @ X
    np.testing.assert_allclose(s2sad.grad(f, 1)(ARRAY, X), expected)
    np.testing.assert_allclose(s2sad.grad(f, 1)(MATRIX, X), expected)


@pytest.mark.parametrize("f", [captured, in_a_loop])
def test_products_are_written_as_products(f):
    source = s2sad.grad(f).source(X)
    assert "ARRAY @" in source and "ARRAY.T @" in source
    assert "toarray" not in source and "unbroadcast" not in source


def test_exported_gradient_runs_and_is_read_again(tmp_path, order):
    path = tmp_path / "exported.py"
    s2sad.grad(by_entries, 1).export(path, D, X)
    spec = importlib.util.spec_from_file_location("exported_by_entries", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    given = {"ROWS": ROWS, "COLS": COLS}
    np.testing.assert_allclose(
        module.by_entries_grad(D, X, **given), s2sad.grad(by_entries, 1)(D, X)
    )

    def total(d, x):
        return np.sum(module.by_entries_grad(d, x, ROWS=ROWS, COLS=COLS))

    s2sad.check_grads(total, (D, X), order=order)


@pytest.mark.parametrize(
    "f, message",
    [
        (lambda x: np.sum(ARRAY * x), "only the product of a sparse matrix"),
        (lambda x: np.sum(ARRAY.multiply(x)), r"multiply\(\) of a sparse matrix"),
        (lambda x: np.sum(sparse.csr_array(np.diag(x)) @ x), "of a dense array"),
    ],
)
def test_what_is_not_followed_is_refused_by_name(f, message):
    with pytest.raises(s2sad.UnsupportedError, match=message):
        s2sad.grad(f)(X)
