"""Matrices that are symmetric by the way they are made, and those that are not."""

import numpy as np
import pytest

import s2sad

G = np.random.default_rng(3)
A, X, Y = G.normal(size=(3, 3)), G.normal(size=(3, 2)), G.normal(size=3)


def of_product(a, x, y):
    return a @ a.T + np.eye(3)


def of_product_with_number(a, x, y):
    return 2.0 * a.T @ a + 0.1 * np.identity(3)


def of_diagonal(a, x, y):
    return np.diag(np.exp(y)) + (a @ a.T) / y[0] ** 2


def of_distances(a, x, y):
    return np.exp(-0.5 * np.sum((x[:, None, :] - x[None, :, :]) ** 2, axis=2)) + y @ y * np.eye(3)


def of_differences(a, x, y):
    return np.cos(y[:, None] - y[None, :]) + np.eye(3) + np.abs(y[:, None] - y)


def of_sums(a, x, y):
    return (y[:, None] + y[None, :]) ** 3 + y[:, None] * y[None, :] + 5.0 * np.eye(3)


def of_halves(a, x, y):
    return 0.25 * (a + a.T) + (a * a.T) + 5.0 * np.eye(3)


SYMMETRIC = (of_product, of_product_with_number, of_diagonal, of_distances, of_sums, of_halves)


def of_skew(a, x, y):
    return a - a.T + 5.0 * np.eye(3)


def of_ratios(a, x, y):
    return np.exp(a) / np.exp(a).T + 5.0 * np.eye(3)


def of_unequal_factors(a, x, y):
    return a @ np.exp(a).T + np.eye(3)


def of_one_side(a, x, y):
    return y[:, None] - y[None, :] + 3.0 * np.eye(3)


def of_cube(a, x, y):
    return (y[:, None] - y[None, :]) ** 3 + np.eye(3)


def of_rows(a, x, y):
    return a @ a.T * y + 3.0 * np.eye(3)


def of_quotient(a, x, y):
    return y[:, None] / y[None, :] + 3.0 * np.eye(3)


def of_columns(a, x, y):
    return np.sum((x[:, None, :] - x[None, :, :]) ** 2, axis=1) @ x.T + 3.0 * np.eye(3)


def of_inverses(a, x, y):
    stack = np.exp(0.1 * (a[:, None, :] - a[None, :, :]) ** 2)
    return np.sum(np.linalg.inv(stack), axis=2) + 3.0 * np.eye(3)


def of_three_axes(a, x, y):
    cube = a[:, :, None] * np.exp(a)[None, :, :] * y
    return np.sum(cube + cube.T, axis=2) + 5.0 * np.eye(3)


OTHER = (of_three_axes, of_unequal_factors, of_one_side, of_cube, of_rows, of_quotient, of_columns,
         of_differences, of_inverses, of_skew, of_ratios)  # fmt: skip


def quadratic(matrix):
    def f(a, x, y):
        k = matrix(a, x, y)
        return 0.5 * y @ np.linalg.solve(k, y) + 0.5 * np.linalg.slogdet(k)[1]

    return f


@pytest.mark.parametrize("matrix", [*SYMMETRIC, *OTHER])
def test_derivatives(matrix, order):
    s2sad.check_grads(quadratic(matrix), (A, X, Y), order=order)


def systems(matrix):
    """How many systems the gradient solves."""
    source = s2sad.grad(quadratic(matrix), argnums=(0, 1, 2)).source(A, X, Y)
    lines = [line for line in source.splitlines() if not line.strip().startswith("#")]
    return "\n".join(lines).count("linalg.solve(")


@pytest.mark.parametrize("matrix", SYMMETRIC)
def test_one_system_is_solved(matrix):
    assert systems(matrix) == 1


@pytest.mark.parametrize("matrix", OTHER)
def test_two_systems_are_solved(matrix):
    assert systems(matrix) == 2


def test_products_with_a_matrix_and_its_transpose_are_one(order):
    def f(a):
        t = a @ a.T
        return np.sum(np.sin(0.5 * (t + t.T)))

    s2sad.check_grads(f, (A,), order=order)
    lines = s2sad.grad(f).source(A).splitlines()
    assert sum(line.count(" @ ") for line in lines if "#" not in line) == 2


def test_constants_in_a_product_are_one(order):
    def f(x):
        return np.sum(np.linalg.cholesky(x @ x.T + np.eye(3)) ** 2)

    s2sad.check_grads(f, (A,), order=order)
    assert s2sad.grad(f).source(A).count("0.25") == 1
