"""More functions of several fields, beside the gradient that one would write for them by hand."""

import math
from functools import partial

import numpy as np
from scipy.special import digamma, gammaln

from .draws import normals, rng


def lu_logdet(m):
    a = m.copy()
    n = len(a)
    for k in range(n):
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            a[i, k + 1:] -= a[i, k] * a[k, k + 1:]
    return np.sum(np.log(np.abs(np.diag(a))))


def lu_logdet_grad(m):
    a = m.copy()
    n = len(a)
    for k in range(n):
        for i in range(k + 1, n):
            a[i, k] /= a[k, k]
            a[i, k + 1:] -= a[i, k] * a[k, k + 1:]
    a_bar = np.diag(1.0 / np.diag(a))
    for k in range(n - 1, -1, -1):
        for i in range(n - 1, k, -1):
            a_bar[i, k] -= a_bar[i, k + 1:] @ a[k, k + 1:]
            a_bar[k, k + 1:] -= a[i, k] * a_bar[i, k + 1:]
            a_bar[i, k] /= a[k, k]
            a_bar[k, k] -= a_bar[i, k] * a[i, k]
    return a_bar


def hawkes(mu, alpha, beta, times, horizon):
    loglik = -mu * horizon
    a = 0.0
    last = 0.0
    for k, t in enumerate(times):
        if k > 0:
            a = math.exp(-beta * (t - last)) * (1.0 + a)
        loglik += math.log(mu + alpha * a)
        loglik -= alpha / beta * (1.0 - math.exp(-beta * (horizon - t)))
        last = t
    return -loglik


def hawkes_grad(mu, alpha, beta, times, horizon):
    a = last = 0.0
    tape = []
    for k, t in enumerate(times):
        if k > 0:
            a = math.exp(-beta * (t - last)) * (1.0 + a)
        tape.append(a)
        last = t
    mu_bar, alpha_bar, beta_bar, a_bar = horizon, 0.0, 0.0, 0.0
    for k in range(len(times) - 1, -1, -1):
        t = times[k]
        a = tape.pop()
        e = math.exp(-beta * (horizon - t))
        alpha_bar += (1.0 - e) / beta
        beta_bar += alpha / beta * ((horizon - t) * e - (1.0 - e) / beta)
        s = 1.0 / (mu + alpha * a)
        mu_bar -= s
        alpha_bar -= a * s
        a_bar -= alpha * s
        if k > 0:
            d = t - times[k - 1]
            beta_bar -= a_bar * d * a
            a_bar *= math.exp(-beta * d)
    return mu_bar, alpha_bar, beta_bar


def sir(beta, gamma, s, i, n, dt, observed):
    r = 0.0
    err = 0.0
    for obs in observed:
        new = beta * s * i / n * dt
        gone = gamma * i * dt
        s, i, r = s - new, i + new - gone, r + gone
        err += (math.log(i) - math.log(obs)) ** 2
    return err


def sir_grad(beta, gamma, s, i, n, dt, observed):
    tape = []
    for _ in observed:
        tape.append((s, i))
        new = beta * s * i / n * dt
        s, i = s - new, i + new - gamma * i * dt
    tape.append((s, i))
    beta_bar = gamma_bar = s_bar = i_bar = 0.0
    _, after = tape.pop()
    for k in range(len(observed) - 1, -1, -1):
        s, i = tape.pop()
        i_bar += 2.0 * (math.log(after) - math.log(observed[k])) / after
        new_bar = (i_bar - s_bar) * dt / n
        beta_bar += new_bar * s * i
        gamma_bar -= i_bar * i * dt
        s_bar += new_bar * beta * i
        i_bar += new_bar * beta * s - i_bar * gamma * dt
        after = i
    return beta_bar, gamma_bar


def trilateration(p, bias, anchors, ranges):
    d = np.linalg.norm(anchors - p, axis=1) + bias
    return np.sum((d - ranges) ** 2)


def trilateration_grad(p, bias, anchors, ranges):
    d = p - anchors
    norm = np.linalg.norm(d, axis=1)
    r_bar = 2.0 * (norm + bias - ranges)
    return (r_bar / norm) @ d, np.sum(r_bar)


def homography(h, pts, seen):
    u, v = pts[:, 0], pts[:, 1]
    w = h[2, 0] * u + h[2, 1] * v + 1.0
    px = (h[0, 0] * u + h[0, 1] * v + h[0, 2]) / w
    py = (h[1, 0] * u + h[1, 1] * v + h[1, 2]) / w
    return np.sum((px - seen[:, 0]) ** 2 + (py - seen[:, 1]) ** 2)


def homography_grad(h, pts, seen):
    u, v = pts[:, 0], pts[:, 1]
    w = h[2, 0] * u + h[2, 1] * v + 1.0
    px = (h[0, 0] * u + h[0, 1] * v + h[0, 2]) / w
    py = (h[1, 0] * u + h[1, 1] * v + h[1, 2]) / w
    x_bar = 2.0 * (px - seen[:, 0]) / w
    y_bar = 2.0 * (py - seen[:, 1]) / w
    w_bar = -(x_bar * px + y_bar * py)
    h_bar = np.zeros_like(h)
    h_bar[0] = x_bar @ u, x_bar @ v, np.sum(x_bar)
    h_bar[1] = y_bar @ u, y_bar @ v, np.sum(y_bar)
    h_bar[2, 0] = w_bar @ u
    h_bar[2, 1] = w_bar @ v
    return h_bar


def lqr(gain, a, b, q, r, x0, steps):
    x = x0
    cost = 0.0
    for _ in range(steps):
        u = -gain @ x
        cost += x @ q @ x + u @ r @ u
        x = a @ x + b @ u
    return cost + x @ q @ x


def lqr_grad(gain, a, b, q, r, x0, steps):
    x = x0
    tape = []
    for _ in range(steps):
        u = -gain @ x
        tape.append((x, u))
        x = a @ x + b @ u
    q2, r2 = q + q.T, r + r.T
    x_bar = q2 @ x
    gain_bar = np.zeros_like(gain)
    while tape:
        x, u = tape.pop()
        u_bar = b.T @ x_bar + r2 @ u
        gain_bar -= np.outer(u_bar, x)
        x_bar = a.T @ x_bar + q2 @ x - gain.T @ u_bar
    return gain_bar


def polygon(p, weight):
    x, y = p[:, 0], p[:, 1]
    area = 0.5 * np.abs(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    d = p - np.roll(p, 1, axis=0)
    return np.sum(np.sqrt(np.sum(d**2, axis=1))) - weight * area


def polygon_grad(p, weight):
    x, y = p[:, 0], p[:, 1]
    xn, yn = np.roll(x, -1), np.roll(y, -1)
    d = p - np.roll(p, 1, axis=0)
    d_bar = d / np.sqrt(np.sum(d**2, axis=1))[:, None]
    p_bar = d_bar - np.roll(d_bar, -1, axis=0)
    s = -0.5 * weight * np.sign(x @ yn - y @ xn)
    p_bar[:, 0] += s * (yn - np.roll(y, 1))
    p_bar[:, 1] += s * (np.roll(x, 1) - xn)
    return p_bar


def bezier(ctrl, ts, target):
    err = 0.0
    for k in range(len(ts)):
        p = ctrl.copy()
        for r in range(1, len(ctrl)):
            p[:-r] = (1.0 - ts[k]) * p[:-r] + ts[k] * p[1:len(p) - r + 1]
        err += np.sum((p[0] - target[k]) ** 2)
    return err


def bezier_grad(ctrl, ts, target):
    ctrl_bar = np.zeros_like(ctrl)
    n = len(ctrl)
    for k in range(len(ts)):
        t = ts[k]
        p = ctrl.copy()
        for r in range(1, n):
            p[:-r] = (1.0 - t) * p[:-r] + t * p[1:n - r + 1]
        p_bar = np.zeros_like(p)
        p_bar[0] = 2.0 * (p[0] - target[k])
        for r in range(n - 1, 0, -1):
            b = p_bar[:-r].copy()
            p_bar[:-r] *= 1.0 - t
            p_bar[1:n - r + 1] += t * b
        ctrl_bar += p_bar
    return ctrl_bar


def advection(u0, c, steps, target):
    u = u0.copy()
    for _ in range(steps):
        left = u[1:-1] - u[:-2]
        right = u[2:] - u[1:-1]
        least = np.where(np.abs(left) < np.abs(right), left, right)
        slope = np.where(left * right > 0.0, least, 0.0)
        face = u[1:-1] + 0.5 * (1.0 - c) * slope
        u[2:-1] -= c * (face[1:] - face[:-1])
    return np.sum((u - target) ** 2)


def advection_grad(u0, c, steps, target):
    u = u0.copy()
    tape = []
    for _ in range(steps):
        left = u[1:-1] - u[:-2]
        right = u[2:] - u[1:-1]
        same, small = left * right > 0.0, np.abs(left) < np.abs(right)
        slope = np.where(same, np.where(small, left, right), 0.0)
        tape.append((same, small))
        face = u[1:-1] + 0.5 * (1.0 - c) * slope
        u[2:-1] -= c * (face[1:] - face[:-1])
    u_bar = 2.0 * (u - target)
    while tape:
        same, small = tape.pop()
        face_bar = np.zeros_like(u_bar[1:-1])
        t = c * u_bar[2:-1]
        face_bar[1:] -= t
        face_bar[:-1] += t
        slope_bar = np.where(same, 0.5 * (1.0 - c) * face_bar, 0.0)
        left_bar = np.where(small, slope_bar, 0.0)
        right_bar = slope_bar - left_bar
        u_bar[1:-1] += face_bar + left_bar - right_bar
        u_bar[:-2] -= left_bar
        u_bar[2:] += right_bar
    return u_bar


def deblur(x, kernel, seen, lam):
    r = np.convolve(x, kernel, mode="same") - seen
    return np.sum(r**2) + lam * np.sum(np.diff(x, 2) ** 2)


def deblur_grad(x, kernel, seen, lam):
    r_bar = 2.0 * (np.convolve(x, kernel, mode="same") - seen)
    x_bar = np.convolve(r_bar, kernel[::-1], mode="same")
    t = 2.0 * lam * np.diff(x, 2)
    x_bar[2:] += t
    x_bar[1:-1] -= 2.0 * t
    x_bar[:-2] += t
    return x_bar


def dirichlet(log_alpha, counts):
    alpha = np.exp(log_alpha)
    total = np.sum(alpha)
    n = np.sum(counts, axis=1)
    ll = gammaln(total) - gammaln(n + total)
    return -np.sum(ll) - np.sum(gammaln(counts + alpha) - gammaln(alpha))


def dirichlet_grad(log_alpha, counts):
    alpha = np.exp(log_alpha)
    total = np.sum(alpha)
    n = np.sum(counts, axis=1)
    total_bar = np.sum(digamma(n + total)) - len(n) * digamma(total)
    alpha_bar = len(n) * digamma(alpha) - np.sum(digamma(counts + alpha), axis=0)
    return (alpha_bar + total_bar) * alpha


_rng, _n = partial(rng, 11), partial(normals, seed=11)


def _trilateration():
    return *_n(3), 0.3, *_n((12, 3), scale=5.0), 4.0 + _rng().random(12)


def _lqr():
    gain, a, b, x0 = _n((2, 4), (4, 4), (4, 2), 4, scale=0.3)
    return gain, a, b, np.eye(4), np.eye(2), x0, 20


def _polygon():
    corners = np.arange(12) / 2.0
    return np.stack([np.cos(corners), np.sin(corners)], axis=1) + 0.1 * _n((12, 2))[0], 0.7


#: (function, gradient by hand, argnums, maker of arguments)
CASES = [
    (lu_logdet, lu_logdet_grad, 0, lambda: (_n((8, 8))[0] + 6.0 * np.eye(8),)),
    (hawkes, hawkes_grad, (0, 1, 2), lambda: (0.5, 0.8, 1.4, np.cumsum(_rng().random(60)), 40.0)),
    (sir, sir_grad, (0, 1), lambda: (0.4, 0.1, 990.0, 10.0, 1e3, 0.5, 20 + 50 * _rng().random(50))),
    (trilateration, trilateration_grad, (0, 1), _trilateration),
    (homography, homography_grad, 0,
     lambda: (np.eye(3) + 0.1 * _n((3, 3))[0], *_n((40, 2), (40, 2)))),
    (lqr, lqr_grad, 0, _lqr),
    (polygon, polygon_grad, 0, _polygon),
    (bezier, bezier_grad, 0, lambda: (*_n((5, 2)), np.linspace(0.0, 1.0, 15), *_n((15, 2)))),
    (advection, advection_grad, 0, lambda: (*_n(60), 0.4, 20, np.zeros(60))),
    (deblur, deblur_grad, 0, lambda: (*_n(60, 7, 60), 0.3)),
    (dirichlet, dirichlet_grad, 0,
     lambda: (_n(6)[0], 1.0 * _rng().integers(0, 10, size=(40, 6)))),
]
