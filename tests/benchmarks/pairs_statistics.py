"""Statistics, signals and finance beside the gradient that a person would write."""

import math

import numpy as np
from scipy.special import digamma, gammaln

from .draws import normals as _n
from .draws import rng as _rng


def negative_binomial(beta, log_r, x, y):
    mu = np.exp(x @ beta)
    r = np.exp(log_r)
    ll = gammaln(y + r) - gammaln(r) + r * np.log(r / (r + mu)) + y * np.log(mu / (r + mu))
    return -np.sum(ll)


def negative_binomial_grad(beta, log_r, x, y):
    mu = np.exp(x @ beta)
    r = np.exp(log_r)
    eta_bar = r * (mu - y) / (r + mu)
    r_bar = digamma(r) - digamma(y + r) - np.log(r / (r + mu)) - 1.0 + (r + y) / (r + mu)
    return x.T @ eta_bar, r * np.sum(r_bar)


def cox(beta, x, event):
    eta = x @ beta
    risk = np.cumsum(np.exp(eta)[::-1])[::-1]
    return -np.sum(event * (eta - np.log(risk)))


def cox_grad(beta, x, event):
    eta = x @ beta
    e = np.exp(eta)
    risk = np.cumsum(e[::-1])[::-1]
    return x.T @ (np.cumsum(event / risk) * e - event)


def soft_dtw(x, y, gamma):
    n, m = len(x), len(y)
    r = np.full((n + 1, m + 1), 1e10)
    r[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d = (x[i - 1] - y[j - 1]) ** 2
            a, b, c = r[i - 1, j], r[i, j - 1], r[i - 1, j - 1]
            low = min(a, b, c)
            s = math.exp((low - a) / gamma) + math.exp((low - b) / gamma)
            s += math.exp((low - c) / gamma)
            r[i, j] = d + low - gamma * math.log(s)
    return r[n, m]


def soft_dtw_grad(x, y, gamma):
    n, m = len(x), len(y)
    r = np.full((n + 1, m + 1), 1e10)
    r[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            d = (x[i - 1] - y[j - 1]) ** 2
            a, b, c = r[i - 1, j], r[i, j - 1], r[i - 1, j - 1]
            low = min(a, b, c)
            s = math.exp((low - a) / gamma) + math.exp((low - b) / gamma)
            s += math.exp((low - c) / gamma)
            r[i, j] = d + low - gamma * math.log(s)
    r_bar = np.zeros_like(r)
    r_bar[n, m] = 1.0
    x_bar = np.zeros_like(x)
    for i in range(n, 0, -1):
        for j in range(m, 0, -1):
            t = r_bar[i, j]
            d = x[i - 1] - y[j - 1]
            x_bar[i - 1] += 2.0 * d * t
            soft = r[i, j] - d**2
            r_bar[i - 1, j] += t * math.exp((soft - r[i - 1, j]) / gamma)
            r_bar[i, j - 1] += t * math.exp((soft - r[i, j - 1]) / gamma)
            r_bar[i - 1, j - 1] += t * math.exp((soft - r[i - 1, j - 1]) / gamma)
    return x_bar


def black_scholes(s, sigma, k, r, t):
    d1 = (math.log(s / k) + (r + 0.5 * sigma**2) * t) / (sigma * math.sqrt(t))
    d2 = d1 - sigma * math.sqrt(t)
    n1 = 0.5 * (1.0 + math.erf(d1 / math.sqrt(2.0)))
    n2 = 0.5 * (1.0 + math.erf(d2 / math.sqrt(2.0)))
    return s * n1 - k * math.exp(-r * t) * n2


def black_scholes_grad(s, sigma, k, r, t):
    root = math.sqrt(t)
    d1 = (math.log(s / k) + (r + 0.5 * sigma**2) * t) / (sigma * root)
    d2 = d1 - sigma * root
    n1 = 0.5 * (1.0 + math.erf(d1 / math.sqrt(2.0)))
    c = math.sqrt(2.0 * math.pi)
    d1_bar = s * math.exp(-0.5 * d1**2) / c
    d2_bar = -k * math.exp(-r * t) * math.exp(-0.5 * d2**2) / c
    s_bar = n1 + (d1_bar + d2_bar) / (s * sigma * root)
    sigma_bar = (d1_bar + d2_bar) * (root - d1 / sigma) - d2_bar * root
    return s_bar, sigma_bar


def asian(s0, sigma, r, dt, noise, strike):
    s = np.full(noise.shape[1], s0)
    total = np.zeros(noise.shape[1])
    for z in noise:
        s = s * np.exp((r - 0.5 * sigma**2) * dt + sigma * np.sqrt(dt) * z)
        total += s
    return np.mean(np.maximum(total / len(noise) - strike, 0.0))


def asian_grad(s0, sigma, r, dt, noise, strike):
    s = np.full(noise.shape[1], s0)
    total = np.zeros(noise.shape[1])
    tape = []
    for z in noise:
        s = s * np.exp((r - 0.5 * sigma**2) * dt + sigma * np.sqrt(dt) * z)
        tape.append(s)
        total += s
    total_bar = np.where(total / len(noise) > strike, 1.0 / total.size, 0.0) / len(noise)
    log_bar = np.zeros_like(total)
    sigma_bar = 0.0
    for z in noise[::-1]:
        log_bar += total_bar * tape.pop()
        sigma_bar += np.sum(log_bar * (np.sqrt(dt) * z - sigma * dt))
    return np.sum(log_bar) / s0, sigma_bar


def biquad(b, a, x, target):
    y = np.zeros_like(x)
    x1 = x2 = y1 = y2 = 0.0
    for n in range(len(x)):
        out = b[0] * x[n] + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2
        x2, x1 = x1, x[n]
        y2, y1 = y1, out
        y[n] = out
    return np.sum((y - target) ** 2)


def biquad_grad(b, a, x, target):
    y = np.zeros_like(x)
    x1 = x2 = y1 = y2 = 0.0
    b0, b1, b2 = b
    a1, a2 = a
    for n in range(len(x)):
        out = b0 * x[n] + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x2, x1 = x1, x[n]
        y2, y1 = y1, out
        y[n] = out
    y_bar = 2.0 * (y - target)
    t1 = t2 = 0.0
    for n in range(len(x) - 1, -1, -1):
        t = y_bar[n] - a1 * t1 - a2 * t2
        y_bar[n] = t
        t2, t1 = t1, t
    b_bar = np.array([y_bar @ x, y_bar[1:] @ x[:-1], y_bar[2:] @ x[:-2]])
    return b_bar, -np.array([y_bar[1:] @ y[:-1], y_bar[2:] @ y[:-2]])


def gaussian_nll(mu, lower, x):
    cov = lower @ lower.T + 0.1 * np.eye(len(mu))
    d = x - mu
    _, logdet = np.linalg.slogdet(cov)
    return 0.5 * len(x) * logdet + 0.5 * np.sum(d * np.linalg.solve(cov, d.T).T)


def gaussian_nll_grad(mu, lower, x):
    cov = lower @ lower.T + 0.1 * np.eye(len(mu))
    inverse = np.linalg.inv(cov)
    s = (x - mu) @ inverse
    cov_bar = 0.5 * (len(x) * inverse - s.T @ s)
    return -np.sum(s, axis=0), 2.0 * cov_bar @ lower


def arma(phi, theta, y):
    e = np.zeros(len(y))
    for t in range(1, len(y)):
        e[t] = y[t] - phi * y[t - 1] - theta * e[t - 1]
    s2 = np.mean(e**2)
    return 0.5 * len(y) * np.log(s2)


def arma_grad(phi, theta, y):
    e = np.zeros(len(y))
    for t in range(1, len(y)):
        e[t] = y[t] - phi * y[t - 1] - theta * e[t - 1]
    e_bar = e / np.mean(e**2)
    phi_bar = theta_bar = 0.0
    for t in range(len(y) - 1, 0, -1):
        phi_bar -= e_bar[t] * y[t - 1]
        theta_bar -= e_bar[t] * e[t - 1]
        e_bar[t - 1] -= theta * e_bar[t]
    return phi_bar, theta_bar


def bootstrap(rates, guess):
    loss, level = 0.0, 1.0
    discounts = 0.0
    k = 0
    while k < len(rates):
        d = (1.0 - rates[k] * discounts) / (1.0 + rates[k])
        discounts += d
        level *= d
        loss += (level - guess[k]) ** 2
        k += 1
    return loss


def bootstrap_grad(rates, guess):
    level = 1.0
    discounts = 0.0
    tape = []
    k = 0
    while k < len(rates):
        d = (1.0 - rates[k] * discounts) / (1.0 + rates[k])
        tape.append((d, discounts, level))
        discounts += d
        level *= d
        k += 1
    rates_bar = np.zeros_like(rates)
    level_bar = discounts_bar = 0.0
    while k > 0:
        k -= 1
        d, discounts, level = tape.pop()
        level_bar += 2.0 * (level * d - guess[k])
        d_bar = level_bar * level + discounts_bar
        level_bar *= d
        t = d_bar / (1.0 + rates[k])
        rates_bar[k] = -t * (discounts + d)
        discounts_bar -= t * rates[k]
    return rates_bar


def mixture_em(pi_logits, mu, log_sigma, x):
    logw = pi_logits - np.log(np.sum(np.exp(pi_logits)))
    z = (x[:, None] - mu) / np.exp(log_sigma)
    joint = logw - log_sigma - 0.5 * z**2
    top = np.max(joint, axis=1)
    return -np.sum(top + np.log(np.sum(np.exp(joint - top[:, None]), axis=1)))


def mixture_em_grad(pi_logits, mu, log_sigma, x):
    e = np.exp(pi_logits)
    w = e / np.sum(e)
    sigma = np.exp(log_sigma)
    z = (x[:, None] - mu) / sigma
    joint = np.log(w) - log_sigma - 0.5 * z**2
    r = np.exp(joint - np.max(joint, axis=1)[:, None])
    r /= np.sum(r, axis=1)[:, None]
    logw_bar = -np.sum(r, axis=0)
    rz = r * z
    return (logw_bar - w * np.sum(logw_bar), -np.sum(rz, axis=0) / sigma,
            -logw_bar - np.sum(rz * z, axis=0))


def _counts():
    g = _rng()
    return 0.3 * g.normal(size=4), 0.5, g.normal(size=(100, 4)), g.poisson(2.0, 100).astype(float)


def _cox():
    g = _rng()
    return 0.3 * g.normal(size=4), g.normal(size=(100, 4)), (g.random(100) < 0.7).astype(float)


def _biquad():
    g = _rng()
    return np.array([0.2, 0.3, 0.1]), np.array([-0.5, 0.2]), g.normal(size=200), g.normal(size=200)


def _bootstrap():
    g = _rng()
    return 0.03 + 0.01 * g.random(40), g.random(40)


#: (function, gradient by hand, argnums, maker of arguments)
CASES = [
    (negative_binomial, negative_binomial_grad, (0, 1), _counts),
    (cox, cox_grad, 0, _cox),
    (soft_dtw, soft_dtw_grad, 0, lambda: (*_n(20, 25), 0.7)),
    (black_scholes, black_scholes_grad, (0, 1), lambda: (100.0, 0.2, 95.0, 0.03, 0.7)),
    (asian, asian_grad, (0, 1), lambda: (100.0, 0.3, 0.03, 0.05, _n((20, 100))[0], 100.0)),
    (biquad, biquad_grad, (0, 1), _biquad),
    (gaussian_nll, gaussian_nll_grad, (0, 1), lambda: _n(5, (5, 5), (60, 5))),
    (arma, arma_grad, (0, 1), lambda: (0.4, 0.3, _n(200)[0])),
    (bootstrap, bootstrap_grad, 0, _bootstrap),
    (mixture_em, mixture_em_grad, (0, 1, 2), lambda: _n(4, 4, 4, 100)),
]
