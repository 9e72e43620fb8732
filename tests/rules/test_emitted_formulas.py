"""What rules of linear algebra and assembly leave behind costs what the textbook's formula does.

Each row: a function, and what its gradient must not contain, or must.
"""

from __future__ import annotations

import numpy as np
import pytest

import s2sad
from s2sad.api import jvp_of

A, V, T = np.eye(3), np.ones(3), np.ones((4, 3))


def eigenvalues(a, c):
    return np.sum(np.linalg.eigh(a)[0] * c)


def eigenvectors(a, c):
    return np.sum(np.linalg.eigh(a)[1] @ c)


def singular_values(a, c):
    return np.sum(np.linalg.svd(a, full_matrices=False)[1] * c)


def triangle(a, c):
    return np.sum(np.linalg.qr(a)[1] @ c)


def solution(a, c):
    return np.sum(np.linalg.solve(a, c) ** 2)


def least_squares(a, c):
    return np.sum(np.linalg.lstsq(a, c)[0] ** 2)


def log_determinant(a, c):
    return np.linalg.slogdet(a)[1]


def diagonal(a, c):
    return np.sum(np.diag(a) * c)


def row(a, c):
    return np.sum(np.take(a, 1, axis=0) * c)


def corner(a, c):
    return np.sum(np.concatenate((a[0], c)) ** 2)


def middle(a, c):
    return np.median(c)


def padded(a, c):
    return np.sum(np.pad(c, 2) ** 2)


def framed(a, c):
    return np.sum(np.pad(a, ((0, 0), (1, 2)), "constant", constant_values=(0, 0)) ** 2)


def attention_over_lists(a, c):
    keys, values, total = [], [], 0.0
    for row in a:
        keys.append(row * c)
        values.append(np.sin(row))
        scores = np.exp(np.array(keys) @ row)
        total += np.sum((scores / scores.sum()) @ np.array(values))
    return total


def padded_by_its_edge(a, c):
    return np.sum(np.pad(a, 1, mode="edge") ** 2)


def padded_around(a, c):
    return np.sum(np.pad(c, 1, mode="wrap") ** 2)


def rolled(a, c):
    return np.sum(np.roll(c, 1) * c)


def repeated(a, c):
    return np.sum(np.tile(c, 4) ** 2)


def means(a, c):
    return np.sum(a.mean(axis=1) ** 2)


def windows(a, c):
    return np.sum(np.lib.stride_tricks.sliding_window_view(a, 2, axis=0) ** 2)


def norm_of_letters(a, c):
    return np.einsum("ij,ij->", a, a)


def total_of_letters(a, c):
    return np.einsum("ij->", a)


def contraction(a, c):
    return np.sum(np.tensordot(a, c, axes=1) ** 2)


def part_of_a_shape(a, c):
    return np.sum(c[: int(np.prod((2, 1)))])


def chain(a, c):
    return np.sum(np.einsum("ij,jk,k->i", a, a, c, optimize=True) ** 2)


def spectral_norm(a, c):
    return np.linalg.norm(a, 2)


#: function, its arguments, what must not stand in the gradient, what must
FORMULAS = [
    (padded_by_its_edge, (A, V), ["arange", "np.add.at"], ["[0] += ", "[:, -1] += "]),
    (padded_around, (A, V), ["arange", "np.add.at"], ["[0] += ", "[-1] += "]),
    (norm_of_letters, (A, V), ["einsum"], ["2.0 * a"]),
    (total_of_letters, (A, V), ["einsum"], ["ones_like"]),
    (contraction, (A, V), ["transpose"], ["np.tensordot("]),
    (part_of_a_shape, (A, V), ["prod", "int("], ["[:2]"]),
    (eigenvalues, (A, V), ["zeros", "!="], [".T"]),
    (eigenvectors, (A, V), ["zeros"], ["np.where(", "np.abs("]),
    (singular_values, (A, V), ["zeros", "solve", "/"], []),
    (triangle, (A, V), ["zeros", "inv("], ["solve("]),
    (solution, (A, V), ["inv("], ["np.linalg.solve(a.T"]),
    (least_squares, (T, np.ones(4)), ["svd", "zeros"], []),
    (log_determinant, (A, V), ["slogdet", "exp"], ["np.linalg.inv(a).T"]),
    (diagonal, (A, V), ["eye", "@"], ["a_bar["]),
    (row, (A, V), ["add.at", "eye"], ["a_bar[1]"]),
    (corner, (A, V), ["eye", "@"], ["a_bar[0]"]),
    (middle, (A, V), ["add.at", "sort(np.argsort"], ["argsort"]),
    (padded, (A, V), ["where", "eye"], ["[2:-2]"]),
    (attention_over_lists, (A, V), ["_unbroadcast"], []),
    (framed, (A, V), ["concatenate", "shape"], ["[:, 1:-2]"]),
    (rolled, (A, V), ["take", "eye"], ["np.roll("]),
    (repeated, (A, V), ["add.at", "eye"], ["reshape("]),
    (means, (A, V), ["_spread"], ["np.full_like(a, "]),
    (windows, (A, V), ["add.at", "enumerate"], ["for i in range(2):"]),
    (chain, (A, V), ["t, a, c)"], ["t, a, c, optimize=True)"]),
    (spectral_norm, (A, V), ["moveaxis"], ["np.linalg.svd(a, "]),
]


@pytest.mark.parametrize("f, args, never, always", FORMULAS, ids=[r[0].__name__ for r in FORMULAS])
def test_gradient_is_the_formula(f, args, never, always, monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")
    by_vector = (middle, padded, padded_around, part_of_a_shape, rolled, repeated)
    argnum = 1 if f in by_vector else 0
    text = s2sad.grad(f, argnum).source(*args).split('"""')[-1]
    code = "\n".join(line.split("#")[0] for line in text.splitlines())
    assert not [part for part in never if part in code], code
    assert all(part in code for part in always), code


def test_stored_outputs_are_used_and_not_computed_again(monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")
    text = s2sad.value_and_grad(eigenvalues).source(A, V)
    assert text.count("eigh(a)") == 1 + text.count("# def") + text.count("# return")


def test_a_sum_of_products_has_no_tangents_of_zeros(monkeypatch):
    monkeypatch.setenv("S2SAD_CACHE", "off")
    text = jvp_of(lambda a, c: np.einsum("ij,j->i", a, c), (1,)).source(A, V, V)
    assert text.splitlines()[-2:] == [
        "def lambda__jvp(a, c, c_dot):",
        '    return np.einsum("ij,j->i", a, c), np.einsum("ij,j->i", a, c_dot)',
    ]
