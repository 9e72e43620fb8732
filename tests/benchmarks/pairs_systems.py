"""Functions of engineering, finance and more, beside the gradient that one would write by hand."""

import math
from functools import partial

import numpy as np

from .draws import normals, rng


def item_response(theta, a, b, answers):
    z = a * (theta[:, None] - b)
    loglik = np.sum(answers * z - np.logaddexp(0.0, z))
    return -loglik + 0.5 * np.sum(theta**2)


def item_response_grad(theta, a, b, answers):
    d = theta[:, None] - b
    z_bar = 1.0 / (1.0 + np.exp(-a * d)) - answers
    d_bar = a * z_bar
    return theta + np.sum(d_bar, axis=1), np.sum(z_bar * d, axis=0), -np.sum(d_bar, axis=0)


def kepler(a, e, n, times, seen):
    cost = 0.0
    for t, p in zip(times, seen):
        m = n * t
        u = m
        for _ in range(6):
            u = u - (u - e * math.sin(u) - m) / (1.0 - e * math.cos(u))
        x = a * (math.cos(u) - e)
        y = a * math.sqrt(1.0 - e * e) * math.sin(u)
        cost += (x - p[0]) ** 2 + (y - p[1]) ** 2
    return cost


def kepler_grad(a, e, n, times, seen):
    a_bar = e_bar = n_bar = 0.0
    w = math.sqrt(1.0 - e * e)
    for t, p in zip(times, seen):
        m = n * t
        u = m
        us = []
        for _ in range(6):
            us.append(u)
            u = u - (u - e * math.sin(u) - m) / (1.0 - e * math.cos(u))
        c, s = math.cos(u), math.sin(u)
        x_bar = 2.0 * (a * (c - e) - p[0])
        y_bar = 2.0 * (a * w * s - p[1])
        a_bar += x_bar * (c - e) + y_bar * w * s
        e_bar -= a * (x_bar + y_bar * s * e / w)
        u_bar = a * (y_bar * w * c - x_bar * s)
        m_bar = 0.0
        for u in reversed(us):
            c, s = math.cos(u), math.sin(u)
            d = 1.0 - e * c
            f = (u - e * s - m) / d
            q = u_bar / d
            m_bar += q
            e_bar += q * (s - f * c)
            u_bar = q * f * e * s
        n_bar += t * (m_bar + u_bar)
    return a_bar, e_bar, n_bar


def seir(contact, beta, sigma, gamma, s0, e0, days, seen):
    s, e, i = s0, e0, np.zeros(len(s0))
    cost = 0.0
    for day in range(days):
        force = beta * (contact @ i)
        infections = s * (force + 1e-3)
        onsets = sigma * e
        s = s - infections
        e = e + infections - onsets
        i = i + onsets - gamma * i
        cost = cost + np.sum((onsets - seen[day]) ** 2)
    return cost


def seir_grad(contact, beta, sigma, gamma, s0, e0, days, seen):
    s, e, i = s0, e0, np.zeros(len(s0))
    tape = []
    for day in range(days):
        mixing = contact @ i
        rate = beta * mixing + 1e-3
        tape.append((s, e, i, mixing, rate))
        infections = s * rate
        onsets = sigma * e
        s = s - infections
        e = e + infections - onsets
        i = i + onsets - gamma * i
    contact_bar = np.zeros_like(contact)
    beta_bar = sigma_bar = gamma_bar = 0.0
    s_bar, e_bar, i_bar = np.zeros_like(s), np.zeros_like(s), np.zeros_like(s)
    for day in range(days - 1, -1, -1):
        s, e, i, mixing, rate = tape.pop()
        gamma_bar -= i_bar @ i
        onsets_bar = 2.0 * (sigma * e - seen[day]) + i_bar - e_bar
        sigma_bar += onsets_bar @ e
        infections_bar = e_bar - s_bar
        force_bar = infections_bar * s
        s_bar = s_bar + infections_bar * rate
        e_bar = e_bar + sigma * onsets_bar
        beta_bar += force_bar @ mixing
        mixing_bar = beta * force_bar
        contact_bar += np.outer(mixing_bar, i)
        i_bar = (1.0 - gamma) * i_bar + contact.T @ mixing_bar
    return contact_bar, beta_bar, sigma_bar, gamma_bar


def american_pde(sigma, r, strike, s, dt, steps):
    payoff = np.maximum(strike - s, 0.0)
    v = payoff.copy()
    ds = s[1] - s[0]
    si = s[1:-1]
    a = 0.5 * dt * (sigma * si / ds) ** 2
    b = 0.5 * dt * r * si / ds
    for _ in range(steps):
        inner = (a - b) * v[:-2] + (1.0 - 2.0 * a - r * dt) * v[1:-1] + (a + b) * v[2:]
        v[1:-1] = np.maximum(inner, payoff[1:-1])
    return v[len(v) // 2]


def american_pde_grad(sigma, r, strike, s, dt, steps):
    payoff = np.maximum(strike - s, 0.0)
    v = payoff.copy()
    ds = s[1] - s[0]
    si = s[1:-1]
    a = 0.5 * dt * (sigma * si / ds) ** 2
    b = 0.5 * dt * r * si / ds
    low, mid, high = a - b, 1.0 - 2.0 * a - r * dt, a + b
    tape = []
    for _ in range(steps):
        inner = low * v[:-2] + mid * v[1:-1] + high * v[2:]
        hold = inner > payoff[1:-1]
        tape.append((v.copy(), hold))
        v[1:-1] = np.where(hold, inner, payoff[1:-1])
    low_bar, mid_bar, high_bar = np.zeros_like(a), np.zeros_like(a), np.zeros_like(a)
    payoff_bar = np.zeros_like(s)
    v_bar = np.zeros_like(s)
    v_bar[len(s) // 2] = 1.0
    for v, hold in reversed(tape):
        t = v_bar[1:-1].copy()
        inner_bar = np.where(hold, t, 0.0)
        payoff_bar[1:-1] += t - inner_bar
        low_bar += inner_bar * v[:-2]
        mid_bar += inner_bar * v[1:-1]
        high_bar += inner_bar * v[2:]
        v_bar[1:-1] = mid * inner_bar
        v_bar[:-2] += low * inner_bar
        v_bar[2:] += high * inner_bar
    payoff_bar += v_bar
    a_bar = low_bar - 2.0 * mid_bar + high_bar
    sigma_bar = a_bar @ a * 2.0 / sigma
    r_bar = 0.5 * dt / ds * ((high_bar - low_bar) @ si) - dt * np.sum(mid_bar)
    return sigma_bar, r_bar, np.sum(payoff_bar[s < strike])


def holt_winters(alpha, beta, gamma, y, season0):
    level, trend = y[0], 0.0
    season = list(season0)
    p = len(season)
    sse = 0.0
    for t in range(1, len(y)):
        s = season[t % p]
        err = y[t] - (level + trend + s)
        sse += err**2
        new_level = alpha * (y[t] - s) + (1.0 - alpha) * (level + trend)
        trend = beta * (new_level - level) + (1.0 - beta) * trend
        season[t % p] = gamma * (y[t] - new_level) + (1.0 - gamma) * s
        level = new_level
    return sse


def holt_winters_grad(alpha, beta, gamma, y, season0):
    level, trend = y[0], 0.0
    season = list(season0)
    p = len(season)
    tape = []
    for t in range(1, len(y)):
        s = season[t % p]
        new_level = alpha * (y[t] - s) + (1.0 - alpha) * (level + trend)
        tape.append((level, trend, s, new_level))
        trend = beta * (new_level - level) + (1.0 - beta) * trend
        season[t % p] = gamma * (y[t] - new_level) + (1.0 - gamma) * s
        level = new_level
    alpha_bar = beta_bar = gamma_bar = level_bar = trend_bar = 0.0
    season_bar = [0.0] * p
    for t in range(len(y) - 1, 0, -1):
        level, trend, s, new_level = tape.pop()
        s_bar = season_bar[t % p]
        gamma_bar += s_bar * (y[t] - new_level - s)
        beta_bar += trend_bar * (new_level - level - trend)
        new_bar = level_bar - gamma * s_bar + beta * trend_bar
        e_bar = -2.0 * (y[t] - level - trend - s)
        alpha_bar += new_bar * (y[t] - s - level - trend)
        season_bar[t % p] = (1.0 - gamma) * s_bar - alpha * new_bar + e_bar
        both = (1.0 - alpha) * new_bar + e_bar
        level_bar = both - beta * trend_bar
        trend_bar = both + (1.0 - beta) * trend_bar
    return alpha_bar, beta_bar, gamma_bar


def thin_film(n, d, wavelengths, ns, seen):
    cost = 0.0
    for k, lam in enumerate(wavelengths):
        m = np.eye(2, dtype=complex)
        for j in range(len(n)):
            delta = 2.0 * np.pi * n[j] * d[j] / lam
            c, s = np.cos(delta), np.sin(delta)
            m = m @ np.array([[c, 1j * s / n[j]], [1j * n[j] * s, c]])
        b = m[0, 0] + m[0, 1] * ns
        c = m[1, 0] + m[1, 1] * ns
        r = (b - c) / (b + c)
        cost += (np.abs(r) ** 2 - seen[k]) ** 2
    return cost


def thin_film_grad(n, d, wavelengths, ns, seen):
    d_bar = np.zeros_like(d)
    for k, lam in enumerate(wavelengths):
        m = np.eye(2, dtype=complex)
        tape = []
        for j in range(len(n)):
            delta = 2.0 * np.pi * n[j] * d[j] / lam
            c, s = np.cos(delta), np.sin(delta)
            layer = np.array([[c, 1j * s / n[j]], [1j * n[j] * s, c]])
            tape.append((m, layer, c, s))
            m = m @ layer
        b = m[0, 0] + m[0, 1] * ns
        c = m[1, 0] + m[1, 1] * ns
        total = b + c
        r = (b - c) / total
        r_bar = 4.0 * (np.abs(r) ** 2 - seen[k]) * np.conj(r)
        b_bar = r_bar * (1.0 - r) / total
        c_bar = -r_bar * (1.0 + r) / total
        m_bar = np.array([[b_bar, ns * b_bar], [c_bar, ns * c_bar]])
        for j in range(len(n) - 1, -1, -1):
            m, layer, c, s = tape.pop()
            layer_bar = m.T @ m_bar
            m_bar = m_bar @ layer.T
            delta_bar = np.real(1j * c * (layer_bar[0, 1] / n[j] + layer_bar[1, 0] * n[j])
                                - s * (layer_bar[0, 0] + layer_bar[1, 1]))
            d_bar[j] += delta_bar * 2.0 * np.pi * n[j] / lam
    return d_bar


def elo(k, scale, start, games):
    r = start.copy()
    loss = 0.0
    for i, j, won in games:
        p = 1.0 / (1.0 + np.exp((r[j] - r[i]) / scale))
        if won:
            loss -= np.log(p)
        else:
            loss -= np.log(1.0 - p)
        delta = k * (won - p)
        r[i] += delta
        r[j] -= delta
    return loss / len(games)


def elo_grad(k, scale, start, games):
    r = start.copy()
    tape = []
    for i, j, won in games:
        gap = (r[j] - r[i]) / scale
        p = 1.0 / (1.0 + np.exp(gap))
        tape.append((gap, p))
        delta = k * (won - p)
        r[i] += delta
        r[j] -= delta
    k_bar = scale_bar = 0.0
    r_bar = np.zeros_like(r)
    for (i, j, won), (gap, p) in zip(reversed(games), reversed(tape)):
        delta_bar = r_bar[i] - r_bar[j]
        k_bar += delta_bar * (won - p)
        gap_bar = (won - p) / len(games) + delta_bar * k * p * (1.0 - p)
        scale_bar -= gap_bar * gap / scale
        r_bar[j] += gap_bar / scale
        r_bar[i] -= gap_bar / scale
    return k_bar, scale_bar, r_bar


def shoot(angle, speed, drag, wind, dt, target):
    x, y = 0.0, 0.0
    vx, vy = speed * math.cos(angle), speed * math.sin(angle)
    while y >= 0.0:
        rx = vx - wind
        s = math.sqrt(rx * rx + vy * vy)
        vx -= dt * drag * s * rx
        vy -= dt * (9.81 + drag * s * vy)
        x += dt * vx
        y += dt * vy
    return (x - y / vy * vx - target) ** 2


def shoot_grad(angle, speed, drag, wind, dt, target):
    x, y = 0.0, 0.0
    c, sn = math.cos(angle), math.sin(angle)
    vx, vy = speed * c, speed * sn
    tape = []
    while y >= 0.0:
        tape.append((vx, vy))
        rx = vx - wind
        s = math.sqrt(rx * rx + vy * vy)
        vx -= dt * drag * s * rx
        vy -= dt * (9.81 + drag * s * vy)
        x += dt * vx
        y += dt * vy
    x_bar = 2.0 * (x - y / vy * vx - target)
    y_bar = -x_bar * vx / vy
    vx_bar = -x_bar * y / vy
    vy_bar = -y_bar * y / vy
    drag_bar = wind_bar = 0.0
    for vx, vy in reversed(tape):
        vx_bar += dt * x_bar
        vy_bar += dt * y_bar
        rx = vx - wind
        s = math.sqrt(rx * rx + vy * vy)
        q = vx_bar * rx + vy_bar * vy
        drag_bar -= dt * s * q
        f = dt * drag
        s_bar = f * q / s
        rx_bar = f * s * vx_bar + s_bar * rx
        wind_bar += rx_bar
        vx_bar -= rx_bar
        vy_bar -= f * s * vy_bar + s_bar * vy
    return speed * (vy_bar * c - vx_bar * sn), vx_bar * c + vy_bar * sn, drag_bar, wind_bar


def chol_logpdf(a, y):
    n = len(y)
    low = np.zeros((n, n))
    for j in range(n):
        low[j, j] = np.sqrt(a[j, j] - np.sum(low[j, :j] ** 2))
        for i in range(j + 1, n):
            low[i, j] = (a[i, j] - low[i, :j] @ low[j, :j]) / low[j, j]
    z = np.zeros(n)
    for i in range(n):
        z[i] = (y[i] - low[i, :i] @ z[:i]) / low[i, i]
    return 0.5 * np.sum(z**2) + np.sum(np.log(np.diag(low)))


def chol_logpdf_grad(a, y):
    n = len(y)
    low = np.zeros((n, n))
    for j in range(n):
        low[j, j] = np.sqrt(a[j, j] - np.sum(low[j, :j] ** 2))
        for i in range(j + 1, n):
            low[i, j] = (a[i, j] - low[i, :j] @ low[j, :j]) / low[j, j]
    z = np.zeros(n)
    for i in range(n):
        z[i] = (y[i] - low[i, :i] @ z[:i]) / low[i, i]
    low_bar = np.diag(1.0 / np.diag(low))
    z_bar = z.copy()
    y_bar = np.zeros_like(y)
    for i in range(n - 1, -1, -1):
        t = z_bar[i] / low[i, i]
        y_bar[i] = t
        low_bar[i, i] -= t * z[i]
        low_bar[i, :i] -= t * z[:i]
        z_bar[:i] -= t * low[i, :i]
    a_bar = np.zeros_like(a)
    for j in range(n - 1, -1, -1):
        for i in range(n - 1, j, -1):
            t = low_bar[i, j] / low[j, j]
            low_bar[j, j] -= t * low[i, j]
            a_bar[i, j] = t
            low_bar[i, :j] -= t * low[j, :j]
            low_bar[j, :j] -= t * low[i, :j]
        t = 0.5 * low_bar[j, j] / low[j, j]
        a_bar[j, j] = t
        low_bar[j, :j] -= 2.0 * t * low[j, :j]
    return a_bar, y_bar


def selective_scan(a_log, x, dt, b, c, d, target):
    steps, dim = x.shape
    a = -np.exp(a_log)
    h = np.zeros(a.shape)
    y = np.zeros((steps, dim))
    for t in range(steps):
        decay = np.exp(dt[t][:, None] * a)
        h = decay * h + (dt[t] * x[t])[:, None] * b[t]
        y[t] = h @ c[t] + d * x[t]
    return np.mean((y - target) ** 2)


def selective_scan_grad(a_log, x, dt, b, c, d, target):
    steps, dim = x.shape
    a = -np.exp(a_log)
    h = np.zeros(a.shape)
    y = np.zeros((steps, dim))
    tape = []
    for t in range(steps):
        decay = np.exp(dt[t][:, None] * a)
        tape.append((h, decay))
        h = decay * h + (dt[t] * x[t])[:, None] * b[t]
        y[t] = h @ c[t] + d * x[t]
    y_bar = 2.0 / y.size * (y - target)
    a_bar, h_bar = np.zeros_like(a), np.zeros_like(a)
    b_bar, c_bar = np.zeros_like(b), np.zeros_like(c)
    d_bar = np.sum(y_bar * x, axis=0)
    for t in range(steps - 1, -1, -1):
        c_bar[t] = y_bar[t] @ h
        h_bar += np.outer(y_bar[t], c[t])
        b_bar[t] = (dt[t] * x[t]) @ h_bar
        h, decay = tape.pop()
        h_bar *= decay
        a_bar += dt[t][:, None] * (h_bar * h)
    return a_bar * a, b_bar, c_bar, d_bar


_rng, _n = partial(rng, 19), partial(normals, seed=19)


def _item_response():
    answers = (_rng().random((40, 8)) < 0.5) * 1.0
    return *_n(40), _rng().uniform(0.5, 2.0, size=8), *_n(8), answers


def _kepler():
    return 1.2, 0.3, 0.8, [*_rng().uniform(0.0, 5.0, size=8)], [*map(tuple, _n((8, 2))[0])]


def _seir():
    g = _rng()
    s0, e0 = g.uniform(size=4), 0.1 * g.uniform(size=4)
    return g.uniform(size=(4, 4)), 0.1, 0.3, 0.2, s0, e0, 12, g.uniform(size=(12, 4))


def _thin_film():
    g = _rng()
    n, d = g.uniform(1.3, 2.3, size=5), g.uniform(0.1, 0.4, size=5)
    return n, d, np.linspace(0.4, 0.7, 6), 1.5, g.uniform(size=6)


def _elo():
    g = _rng()
    games = zip(g.integers(0, 3, 25), g.integers(3, 6, 25), g.random(25) < 0.5)
    return 0.3, 1.5, *_n(6), [(int(i), int(j), bool(won)) for i, j, won in games]


def _chol_logpdf():
    m, y = _n((6, 6), 6)
    return m @ m.T + 3.0 * np.eye(6), y


def _selective_scan():
    a_log, x, b, c, d, target = _n((5, 4), (12, 5), (12, 4), (12, 4), 5, (12, 5))
    return a_log, x, _rng().uniform(size=(12, 5)), b, c, d, target


#: (function, gradient by hand, argnums, maker of arguments)
CASES = [
    (item_response, item_response_grad, (0, 1, 2), _item_response),
    (kepler, kepler_grad, (0, 1, 2), _kepler),
    (seir, seir_grad, (0, 1, 2, 3), _seir),
    (american_pde, american_pde_grad, (0, 1, 2),
     lambda: (0.3, 0.05, 1.03, np.linspace(0.0, 2.0, 41), 0.002, 40)),
    (holt_winters, holt_winters_grad, (0, 1, 2), lambda: (0.3, 0.1, 0.2, *map(list, _n(40, 4)))),
    (thin_film, thin_film_grad, 1, _thin_film),
    (elo, elo_grad, (0, 1, 2), _elo),
    (shoot, shoot_grad, (0, 1, 2, 3), lambda: (0.8, 20.0, 0.02, 1.0, 0.01, 25.0)),
    (chol_logpdf, chol_logpdf_grad, (0, 1), _chol_logpdf),
    (selective_scan, selective_scan_grad, (0, 3, 4, 5), _selective_scan),
]
