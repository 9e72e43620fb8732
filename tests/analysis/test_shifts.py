"""Which maxima cancel, and that the derivatives are right where they do and where they do not."""

import math

import numpy as np
import pytest

import s2sad
from s2sad.analysis import shifts
from s2sad.check import check_grads


def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return np.sum((e / e.sum(axis=1)[:, None]) ** 2)


def logsumexp(z):
    m = z.max(axis=0)
    return np.sum(np.sin(m + np.log(np.sum(np.exp(z - m), axis=0))))


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return np.sum((z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))) ** 3)


def tempered(z):
    t = z[0, 0] ** 2 + 0.5
    m = np.min(z)
    return m - t * np.log(np.mean(np.exp((m - z) / t)))


def weighted(z):
    m = z.max(axis=-1)[..., None]
    e = np.exp(2.0 * (z - m))
    return np.sum((e @ z.T / e.sum(axis=-1, keepdims=True)) ** 2)


def smooth_minimum(z):
    s = 0.0
    for row in z:
        low = min(row[0], row[1])
        s += low - math.log(math.exp(low - row[0]) + math.exp(low - row[1]))
    return s


def scan(z):
    a = z[0]
    for row in z[1:]:
        m = np.max(a)
        a = m + np.log(np.exp(a - m) @ np.cos(z[:, :, None])[0]) + row
    return np.sum(a)


CANCELLING = (softmax, logsumexp, log_softmax, tempered, weighted, smooth_minimum)


def shifted_twice(z):
    m = z.max(axis=1, keepdims=True)
    e = np.exp(z - 2.0 * m)
    return np.sum(m + np.log(np.sum(e, axis=1, keepdims=True)))


def along_the_axis(z):
    m = z.max(axis=1, keepdims=True)
    return np.sum((np.exp(z - m) / np.sum(np.exp(z - m), axis=0)) ** 2)


def rows_and_columns(z):
    m = np.max(z @ z.T, axis=1)
    return np.sum((z @ z.T - m[:, None] + m) ** 2)


def rows_in_quotient(z):
    m = np.max(z @ z.T, axis=1)
    return np.sum(np.exp(z @ z.T - m[:, None]) / np.exp(0.5 * z @ z.T - m))


def read_later(z):
    m = np.max(z)
    e = np.exp(z - m)
    return np.sum((e / np.sum(e)) ** 2) + m**2


def without_sum(z):
    return np.sum(np.exp(z - np.max(z)))


def unequal_temperatures(z):
    m = np.max(z)
    return np.sum(np.exp((z - m) / 2.0)) / np.sum(np.exp((z - m) / 3.0))


def carried(z):
    m = s = 0.0
    for row in z:
        s = s + np.sum(np.exp(row - m) / np.sum(np.exp(row - np.max(row))))
        m = np.max(row)
    return s


def of_one_row(z):
    m = z.max(axis=1)[2]
    return m + np.log(np.sum(np.exp(z[2] - m)))


def summed_as_logarithms(z):
    m = np.max(z)
    e = np.exp(z - m)
    return np.logaddexp(e[0, 0], e[1, 1]) * np.exp(m)


REMAINING = (
    shifted_twice, along_the_axis, rows_and_columns, rows_in_quotient, read_later, without_sum,
    unequal_temperatures, carried,
    of_one_row, summed_as_logarithms,
)  # fmt: skip


def found(f):
    return shifts.cancelled(s2sad.ir(f, np.ones((3, 3))).function)


@pytest.mark.parametrize("f", CANCELLING)
def test_cancels(f):
    assert len(found(f)) == 1


@pytest.mark.parametrize("f", REMAINING)
def test_remains(f):
    assert found(f) == frozenset()


@pytest.mark.parametrize("f", (*CANCELLING, *REMAINING, scan))
def test_derivatives(f, order):
    check_grads(f, (np.random.default_rng(2).normal(size=(3, 3)),), order=order)


def test_nothing_is_left_of_the_maximum():
    source = s2sad.grad(softmax).source("f64[n,n]")
    assert source.count(".max(") == 1 and "==" not in source


def picked(w, x, labels):
    z = x @ w
    z = z - z.max(axis=1, keepdims=True)
    return np.mean((np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(len(labels)), labels]) ** 3)


def of_other_rows(w, x, rows, labels):
    z = x @ w
    z = z - z.max(axis=1, keepdims=True)
    return np.mean((np.log(np.sum(np.exp(z), axis=1)) - z[rows, labels]) ** 2)


def of_columns(w, x, labels):
    z = (x @ w).T
    z = z - z.max(axis=0)
    return np.sum((np.log(np.sum(np.exp(z), axis=0)) - z[labels, np.arange(len(labels))]) ** 2)


def test_an_entry_of_each_row(order):
    rng = np.random.default_rng(0)
    for rows, count in ((4, 4), (4, 1), (1, 1), (0, 0)):
        w, x = rng.normal(size=(3, 2)), rng.normal(size=(rows, 3))
        labels = rng.integers(0, 2, count)
        if rows:
            up_to = order if count == 4 else 1
            s2sad.check_grads(picked, (w, x, labels), order=up_to)
            s2sad.check_grads(of_columns, (w, x, labels), order=up_to)
            others = rng.permutation(rows)[:count]
            s2sad.check_grads(of_other_rows, (w, x, others, labels), order=up_to)
        for f in (picked, of_columns):
            assert count == 1 or "==" not in s2sad.grad(f).source(w, x, labels)
