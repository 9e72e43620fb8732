"""Gaussian mixture: log posterior of the mixture under a Wishart prior, two ways, and by hand.

`alphas` (K), `means` (K, d), `factors` (K, d (d + 1) / 2): of each inverse covariance the logs of
the diagonal of its square root, then its strictly lower triangle, column after column. `x` (n, d).
Šrajer, Kukelova, Fitzgibbon 2018, "A benchmark of selected algorithmic differentiation tools".
"""

import math

import numpy as np


def lower_triangle(d):
    """Rows and columns of a strictly lower triangle, column after column."""
    columns, rows = np.triu_indices(d, 1)
    return rows, columns


def log_gamma_distribution(a, p):
    """The log of the multivariate gamma function."""
    total = 0.25 * p * (p - 1) * math.log(math.pi)
    for j in range(1, p + 1):
        total += math.lgamma(a + 0.5 * (1 - j))
    return total


def wishart_constant(d, gamma, m):
    n = d + m + 1
    scale = n * d * (math.log(gamma) - 0.5 * math.log(2))
    return scale - log_gamma_distribution(0.5 * n, d)


def objective(alphas, means, factors, x, gamma, m):
    """In whole arrays."""
    n, d = x.shape
    count = len(alphas)
    logs = factors[:, :d]
    scales = np.zeros((count, d, d))
    rows, columns = lower_triangle(d)
    scales[:, rows, columns] = factors[:, d:]
    scales[:, np.arange(d), np.arange(d)] = np.exp(logs)
    centered = x[:, None, :] - means
    scaled = np.einsum("kab,nkb->nka", scales, centered)
    inner = alphas + np.sum(logs, axis=1) - 0.5 * np.sum(scaled**2, axis=2)
    largest = np.max(inner, axis=1)
    mixture = np.log(np.sum(np.exp(inner - largest[:, None]), axis=1)) + largest
    top = np.max(alphas)
    normalizer = n * (np.log(np.sum(np.exp(alphas - top))) + top)
    squares = np.sum(np.exp(2 * logs)) + np.sum(factors[:, d:] ** 2)
    prior = 0.5 * gamma**2 * squares - m * np.sum(logs)
    constant = -0.5 * n * d * math.log(2 * math.pi) - count * wishart_constant(d, gamma, m)
    return constant + np.sum(mixture) - normalizer + prior


def objective_loops(alphas, means, factors, x, gamma, m):
    """Number by number, as one would write it in C."""
    n, d = x.shape
    count = len(alphas)
    diagonals = np.zeros((count, d))
    sums = np.zeros(count)
    for k in range(count):
        for a in range(d):
            diagonals[k, a] = math.exp(factors[k, a])
            sums[k] += factors[k, a]
    centered = np.zeros(d)
    scaled = np.zeros(d)
    inner = np.zeros(count)
    total = 0.0
    for i in range(n):
        for k in range(count):
            for a in range(d):
                centered[a] = x[i, a] - means[k, a]
                scaled[a] = diagonals[k, a] * centered[a]
            place = d
            for b in range(d):
                for a in range(b + 1, d):
                    scaled[a] += factors[k, place] * centered[b]
                    place += 1
            square = 0.0
            for a in range(d):
                square += scaled[a] * scaled[a]
            inner[k] = alphas[k] + sums[k] - 0.5 * square
        total += log_sum_exp(inner)
    prior = 0.0
    for k in range(count):
        square = 0.0
        for a in range(d):
            square += diagonals[k, a] * diagonals[k, a]
        for place in range(d, factors.shape[1]):
            square += factors[k, place] * factors[k, place]
        prior += 0.5 * gamma * gamma * square - m * sums[k]
    constant = -0.5 * n * d * math.log(2 * math.pi) - count * wishart_constant(d, gamma, m)
    return constant + total - n * log_sum_exp(alphas) + prior


def log_sum_exp(values):
    largest = values[0]
    for k in range(1, len(values)):
        if values[k] > largest:
            largest = values[k]
    total = 0.0
    for k in range(len(values)):
        total += math.exp(values[k] - largest)
    return math.log(total) + largest


def gradient_by_hand(alphas, means, factors, x, gamma, m):
    """The gradient with respect to alphas, means and factors, derived on paper."""
    n, d = x.shape
    logs = factors[:, :d]
    rows, columns = lower_triangle(d)
    scales = np.zeros((len(alphas), d, d))
    scales[:, rows, columns] = factors[:, d:]
    scales[:, np.arange(d), np.arange(d)] = np.exp(logs)
    centered = x[:, None, :] - means
    scaled = np.einsum("kab,nkb->nka", scales, centered)
    inner = alphas + logs.sum(axis=1) - 0.5 * (scaled**2).sum(axis=2)
    share = np.exp(inner - inner.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    weight = np.exp(alphas - alphas.max())
    alphas_bar = share.sum(axis=0) - n * weight / weight.sum()
    means_bar = np.einsum("nk,nka,kab->kb", share, scaled, scales)
    scales_bar = -np.einsum("nk,nka,nkb->kab", share, scaled, centered)
    factors_bar = np.empty_like(factors)
    diagonal = np.einsum("kaa->ka", scales_bar) * np.exp(logs)
    factors_bar[:, :d] = diagonal + share.sum(axis=0)[:, None] + gamma**2 * np.exp(2 * logs) - m
    factors_bar[:, d:] = scales_bar[:, rows, columns] + gamma**2 * factors[:, d:]
    return alphas_bar, means_bar, factors_bar


def make(d, count, n, rng):
    """Arguments of these sizes."""
    size = d * (d + 1) // 2
    return (
        rng.normal(size=count), rng.random((count, d)), 0.5 * rng.normal(size=(count, size)),
        rng.normal(size=(n, d)), 1.0, 0,
    )  # fmt: skip


def read(path, points=None):
    """Arguments from a file of the suite, of the first so many points."""
    lines = path.read_text(encoding="utf-8").split("\n")
    d, count, n = map(int, lines[0].split())
    rows = [np.array(line.split(), dtype=float) for line in lines[1:] if line.strip()]
    alphas = np.concatenate(rows[:count])
    means, factors = np.array(rows[count : 2 * count]), np.array(rows[2 * count : 3 * count])
    x = np.array(rows[3 * count : 3 * count + n])
    gamma, m = rows[-1]
    return alphas, means, factors, x[:points], float(gamma), int(m)
