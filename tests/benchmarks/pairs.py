"""More functions beside the gradient that a person would write: `figures pairs` compares them."""

import numpy as np


def softmax_regression(w, x, t, l2):
    z = x @ w
    z = z - np.max(z, axis=1, keepdims=True)
    p = np.exp(z)
    p = p / np.sum(p, axis=1, keepdims=True)
    return -np.sum(t * np.log(p)) / len(x) + 0.5 * l2 * np.sum(w * w)


def softmax_regression_grad(w, x, t, l2):
    z = x @ w
    p = np.exp(z - np.max(z, axis=1, keepdims=True))
    p = p / np.sum(p, axis=1, keepdims=True)
    n = len(x)
    p_bar = -t / p / n
    z_bar = p * (p_bar - np.sum(p_bar * p, axis=1, keepdims=True))
    return x.T @ z_bar + l2 * w


def attention(q, k, v):
    s = q @ k.T / np.sqrt(q.shape[1])
    e = np.exp(s - np.max(s, axis=1, keepdims=True))
    a = e / np.sum(e, axis=1, keepdims=True)
    o = a @ v
    return np.sum(o**2)


def attention_grad(q, k, v):
    scale = np.sqrt(q.shape[1])
    s = q @ k.T / scale
    e = np.exp(s - np.max(s, axis=1, keepdims=True))
    a = e / np.sum(e, axis=1, keepdims=True)
    o_bar = 2.0 * (a @ v)
    a_bar = o_bar @ v.T
    s_bar = a * (a_bar - np.sum(a_bar * a, axis=1, keepdims=True)) / scale
    return s_bar @ k, s_bar.T @ q, a.T @ o_bar


def kalman(y, q, r):
    m, p, ll = 0.0, 1.0, 0.0
    for t in range(len(y)):
        p = p + q
        s = p + r
        e = y[t] - m
        ll = ll - 0.5 * (np.log(s) + e * e / s)
        k = p / s
        m = m + k * e
        p = (1.0 - k) * p
    return ll


def kalman_grad(y, q, r):
    m, p = 0.0, 1.0
    tape = []
    for t in range(len(y)):
        p = p + q
        s = p + r
        e = y[t] - m
        k = p / s
        tape.append((p, s, e, k))
        m = m + k * e
        p = (1.0 - k) * p
    q_bar = r_bar = m_bar = p_bar = 0.0
    while tape:
        p, s, e, k = tape.pop()
        k_bar = m_bar * e - p_bar * p
        e_bar = m_bar * k - e / s
        s_bar = -0.5 * (1.0 - e * e / s) / s - k_bar * k / s
        p_bar = p_bar * (1.0 - k) + k_bar / s + s_bar
        r_bar += s_bar
        q_bar += p_bar
        m_bar -= e_bar
    return q_bar, r_bar


def fir(h, x, target):
    n = len(x) - len(h) + 1
    y = np.zeros(n)
    for k in range(len(h)):
        y += h[k] * x[k:k + n]
    return 0.5 * np.sum((y - target) ** 2)


def fir_grad(h, x, target):
    n = len(x) - len(h) + 1
    y = np.zeros(n)
    for k in range(len(h)):
        y += h[k] * x[k:k + n]
    y_bar = y - target
    h_bar = np.zeros_like(h)
    for k in range(len(h)):
        h_bar[k] = y_bar @ x[k:k + n]
    return h_bar


def gaussian_process(theta, x, y):
    d = x[:, None] - x[None, :]
    k = np.exp(theta[0]) * np.exp(-0.5 * d**2 / np.exp(theta[1]))
    k = k + np.exp(theta[2]) * np.eye(len(x))
    c = np.linalg.cholesky(k)
    a = np.linalg.solve(c, y)
    return 0.5 * np.dot(a, a) + np.sum(np.log(np.diag(c)))


def gaussian_process_grad(theta, x, y):
    d2 = (x[:, None] - x[None, :]) ** 2
    e0, e1, e2 = np.exp(theta)
    kf = e0 * np.exp(-0.5 * d2 / e1)
    k = kf + e2 * np.eye(len(x))
    alpha = np.linalg.solve(k, y)
    k_bar = 0.5 * (np.linalg.inv(k) - np.outer(alpha, alpha))
    g = k_bar * kf
    return np.array([np.sum(g), 0.5 * np.sum(g * d2) / e1, e2 * np.trace(k_bar)])


def batch_norm(x, gamma, beta, w):
    mu = np.mean(x, axis=0)
    var = np.mean((x - mu) ** 2, axis=0)
    xh = (x - mu) / np.sqrt(var + 1e-5)
    y = gamma * xh + beta
    return np.sum(w * y)


def batch_norm_grad(x, gamma, beta, w):
    c = x - np.mean(x, axis=0)
    s = np.sqrt(np.mean(c**2, axis=0) + 1e-5)
    xh = c / s
    xh_bar = w * gamma
    x_bar = (xh_bar - np.mean(xh_bar, axis=0) - xh * np.mean(xh_bar * xh, axis=0)) / s
    return x_bar, np.sum(w * xh, axis=0), np.sum(w, axis=0)


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def gru(wz, wh, xs, h0):
    h = h0
    for x in xs:
        v = np.concatenate([h, x])
        z = sigmoid(wz @ v)
        c = np.tanh(wh @ v)
        h = (1.0 - z) * h + z * c
    return np.sum(h**2)


def gru_grad(wz, wh, xs, h0):
    h = h0
    tape = []
    for x in xs:
        v = np.concatenate([h, x])
        z = 1.0 / (1.0 + np.exp(-(wz @ v)))
        c = np.tanh(wh @ v)
        tape.append((h, v, z, c))
        h = (1.0 - z) * h + z * c
    h_bar = 2.0 * h
    wz_bar, wh_bar = np.zeros_like(wz), np.zeros_like(wh)
    n = len(h0)
    while tape:
        h, v, z, c = tape.pop()
        a_bar = h_bar * (c - h) * z * (1.0 - z)
        b_bar = h_bar * z * (1.0 - c * c)
        wz_bar += np.outer(a_bar, v)
        wh_bar += np.outer(b_bar, v)
        v_bar = wz.T @ a_bar + wh.T @ b_bar
        h_bar = h_bar * (1.0 - z) + v_bar[:n]
    return wz_bar, wh_bar


def hmm(log_a, log_b, obs):
    alpha = log_b[:, obs[0]]
    for o in obs[1:]:
        m = alpha[:, None] + log_a
        top = np.max(m, axis=0)
        alpha = top + np.log(np.sum(np.exp(m - top), axis=0)) + log_b[:, o]
    top = np.max(alpha)
    return top + np.log(np.sum(np.exp(alpha - top)))


def hmm_grad(log_a, log_b, obs):
    alpha = log_b[:, obs[0]]
    tape = []
    for o in obs[1:]:
        m = alpha[:, None] + log_a
        e = np.exp(m - np.max(m, axis=0))
        s = np.sum(e, axis=0)
        tape.append(e / s)
        alpha = np.max(m, axis=0) + np.log(s) + log_b[:, o]
    e = np.exp(alpha - np.max(alpha))
    alpha_bar = e / np.sum(e)
    log_a_bar, log_b_bar = np.zeros_like(log_a), np.zeros_like(log_b)
    for o in obs[:0:-1]:
        log_b_bar[:, o] += alpha_bar
        m_bar = tape.pop() * alpha_bar
        log_a_bar += m_bar
        alpha_bar = np.sum(m_bar, axis=1)
    log_b_bar[:, obs[0]] += alpha_bar
    return log_a_bar, log_b_bar


def nbody(pos, mass):
    e = 0.0
    n = len(pos)
    for i in range(n):
        for j in range(i + 1, n):
            d = pos[i] - pos[j]
            r = np.sqrt(np.sum(d * d))
            e -= mass[i] * mass[j] / r
    return e


def nbody_grad(pos, mass):
    pos_bar = np.zeros_like(pos)
    n = len(pos)
    for i in range(n):
        for j in range(i + 1, n):
            d = pos[i] - pos[j]
            r2 = np.sum(d * d)
            d_bar = mass[i] * mass[j] / (r2 * np.sqrt(r2)) * d
            pos_bar[i] += d_bar
            pos_bar[j] -= d_bar
    return pos_bar


def horner(c, x):
    y = 0.0
    for k in range(len(c) - 1, -1, -1):
        y = y * x + c[k]
    return y


def horner_grad(c, x):
    y = dy = 0.0
    for k in range(len(c) - 1, -1, -1):
        dy = dy * x + y
        y = y * x + c[k]
    return dy


def gauss_seidel(u0, f, sweeps, h):
    u = u0.copy()
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] = 0.5 * (u[i - 1] + u[i + 1] - h * h * f[i])
    return np.sum(u * u)


def gauss_seidel_grad(u0, f, sweeps, h):
    u = u0.copy()
    for _ in range(sweeps):
        for i in range(1, len(u) - 1):
            u[i] = 0.5 * (u[i - 1] + u[i + 1] - h * h * f[i])
    u_bar = 2.0 * u
    f_bar = np.zeros_like(f)
    for _ in range(sweeps):
        for i in range(len(u) - 2, 0, -1):
            t = 0.5 * u_bar[i]
            u_bar[i] = 0.0
            u_bar[i - 1] += t
            u_bar[i + 1] += t
            f_bar[i] -= h * h * t
    return u_bar, f_bar


def lotka(p, x0, y0, n, dt):
    x, y = x0, y0
    for _ in range(n):
        dx = p[0] * x - p[1] * x * y
        dy = p[2] * x * y - p[3] * y
        x = x + dt * dx
        y = y + dt * dy
    return x * x + y * y


def lotka_grad(p, x0, y0, n, dt):
    x, y = x0, y0
    a, b, c, d = p
    tape = []
    for _ in range(n):
        tape.append((x, y))
        xy = x * y
        x, y = x + dt * (a * x - b * xy), y + dt * (c * xy - d * y)
    x_bar, y_bar = 2.0 * x, 2.0 * y
    a_bar = b_bar = c_bar = d_bar = 0.0
    while tape:
        x, y = tape.pop()
        dx_bar, dy_bar = dt * x_bar, dt * y_bar
        xy = x * y
        a_bar += dx_bar * x
        b_bar -= dx_bar * xy
        c_bar += dy_bar * xy
        d_bar -= dy_bar * y
        xy_bar = c * dy_bar - b * dx_bar
        x_bar += a * dx_bar + xy_bar * y
        y_bar += xy_bar * x - d * dy_bar
    return np.array([a_bar, b_bar, c_bar, d_bar])


def gmm(mu, log_s, x):
    z = (x[:, None] - mu) / np.exp(log_s)
    k = -0.5 * z**2 - log_s
    m = np.max(k, axis=1, keepdims=True)
    return np.sum(m[:, 0] + np.log(np.sum(np.exp(k - m), axis=1)))


def gmm_grad(mu, log_s, x):
    s = np.exp(log_s)
    z = (x[:, None] - mu) / s
    k = -0.5 * z**2 - log_s
    e = np.exp(k - np.max(k, axis=1, keepdims=True))
    k_bar = e / np.sum(e, axis=1, keepdims=True)
    z_bar = k_bar * z
    return np.sum(z_bar, axis=0) / s, np.sum(z_bar * z - k_bar, axis=0)


def huber(w, x, y, delta):
    r = x @ w - y
    a = np.abs(r)
    return np.mean(np.where(a < delta, 0.5 * r**2, delta * (a - 0.5 * delta)))


def huber_grad(w, x, y, delta):
    r = x @ w - y
    r_bar = np.where(np.abs(r) < delta, r, delta * np.sign(r)) / r.size
    return x.T @ r_bar


def masked_write(x, w):
    r = w * x
    r[r < 0.0] = 0.0
    return np.sum(r * r)


def masked_write_grad(x, w):
    r = w * x
    r[r < 0.0] = 0.0
    return 2.0 * r * w


def factorization(u, v, i, j, ratings):
    e = np.sum(u[i] * v[j], axis=1) - ratings
    return np.sum(e**2)


def factorization_grad(u, v, i, j, ratings):
    ui, vj = u[i], v[j]
    e_bar = 2.0 * (np.sum(ui * vj, axis=1) - ratings)[:, None]
    u_bar, v_bar = np.zeros_like(u), np.zeros_like(v)
    np.add.at(u_bar, i, e_bar * vj)
    np.add.at(v_bar, j, e_bar * ui)
    return u_bar, v_bar


def american_option(s0, sigma, r, strike, n, dt):
    up = np.exp(sigma * np.sqrt(dt))
    p = (np.exp(r * dt) - 1.0 / up) / (up - 1.0 / up)
    disc = np.exp(-r * dt)
    s = s0 * up ** (2.0 * np.arange(n + 1) - n)
    v = np.maximum(strike - s, 0.0)
    for k in range(n):
        v = disc * (p * v[1:] + (1.0 - p) * v[:-1])
    return v[0]


def american_option_grad(s0, sigma, r, strike, n, dt):
    up = np.exp(sigma * np.sqrt(dt))
    p = (np.exp(r * dt) - 1.0 / up) / (up - 1.0 / up)
    disc = np.exp(-r * dt)
    powers = 2.0 * np.arange(n + 1) - n
    s = s0 * up**powers
    v = np.maximum(strike - s, 0.0)
    vs = []
    for k in range(n):
        vs.append(v)
        v = disc * (p * v[1:] + (1.0 - p) * v[:-1])
    v_bar = np.ones(1)
    p_bar = 0.0
    while vs:
        v = vs.pop()
        t = disc * v_bar
        p_bar += t @ (v[1:] - v[:-1])
        v_bar = np.zeros_like(v)
        v_bar[1:] = p * t
        v_bar[:-1] += (1.0 - p) * t
    s_bar = np.where(strike - s > 0.0, -v_bar, 0.0)
    q = up - 1.0 / up
    up_bar = np.sum(s_bar * s * powers) / up
    up_bar += p_bar * (1.0 / (up * up) - p * (1.0 + 1.0 / (up * up))) / q
    return np.sum(s_bar * s) / s0, up_bar * up * np.sqrt(dt)


def total_variation(img, noisy, lam):
    dx = img[1:, :-1] - img[:-1, :-1]
    dy = img[:-1, 1:] - img[:-1, :-1]
    return np.sum(np.sqrt(dx**2 + dy**2 + 1e-6)) + lam * np.sum((img - noisy) ** 2)


def total_variation_grad(img, noisy, lam):
    dx = img[1:, :-1] - img[:-1, :-1]
    dy = img[:-1, 1:] - img[:-1, :-1]
    t = np.sqrt(dx**2 + dy**2 + 1e-6)
    dx_bar, dy_bar = dx / t, dy / t
    img_bar = 2.0 * lam * (img - noisy)
    img_bar[1:, :-1] += dx_bar
    img_bar[:-1, 1:] += dy_bar
    img_bar[:-1, :-1] -= dx_bar + dy_bar
    return img_bar


def rotate(w, x):
    theta = np.sqrt(w @ w)
    k = w / theta
    c = np.cos(theta)
    return x * c + np.cross(k, x) * np.sin(theta) + k * (k @ x) * (1.0 - c)


def projection(w, t, x, target):
    p = rotate(w, x) + t
    u = p[:2] / p[2]
    d = u - target
    return d @ d


def projection_grad(w, t, x, target):
    theta = np.sqrt(w @ w)
    k = w / theta
    c, s = np.cos(theta), np.sin(theta)
    kx, cr = k @ x, np.cross(k, x)
    p = x * c + cr * s + k * kx * (1.0 - c) + t
    u = p[:2] / p[2]
    u_bar = 2.0 * (u - target)
    p_bar = np.empty(3)
    p_bar[:2] = u_bar / p[2]
    p_bar[2] = -(u_bar @ u) / p[2]
    kp = k @ p_bar
    theta_bar = (cr @ p_bar) * c + (kx * kp - x @ p_bar) * s
    k_bar = np.cross(x, p_bar) * s + (1.0 - c) * (kx * p_bar + kp * x)
    w_bar = k_bar / theta + (theta_bar - k_bar @ k / theta) * k
    return w_bar, p_bar


def thomas(a, b, c, d):
    n = len(b)
    b = b.copy()
    x = d.copy()
    for i in range(1, n):
        m = a[i] / b[i - 1]
        b[i] -= m * c[i - 1]
        x[i] -= m * x[i - 1]
    x[n - 1] /= b[n - 1]
    for i in range(n - 2, -1, -1):
        x[i] = (x[i] - c[i] * x[i + 1]) / b[i]
    return np.sum(x * x)


def thomas_grad(a, b, c, d):
    n = len(b)
    bb, x = b.copy(), d.copy()
    m = np.zeros(n)
    for i in range(1, n):
        m[i] = a[i] / bb[i - 1]
        bb[i] -= m[i] * c[i - 1]
        x[i] -= m[i] * x[i - 1]
    x[n - 1] /= bb[n - 1]
    for i in range(n - 2, -1, -1):
        x[i] = (x[i] - c[i] * x[i + 1]) / bb[i]
    # the transposed system
    y = 2.0 * x
    y[0] /= bb[0]
    for i in range(1, n):
        y[i] = (y[i] - c[i - 1] * y[i - 1]) / bb[i]
    for i in range(n - 2, -1, -1):
        y[i] -= m[i + 1] * y[i + 1]
    a_bar, c_bar = np.zeros(n), np.zeros(n)
    a_bar[1:] = -y[1:] * x[:-1]
    c_bar[:-1] = -y[:-1] * x[1:]
    return a_bar, -y * x, c_bar, y


def dict_model(params, x, y):
    h = np.maximum(x @ params["w1"] + params["b1"], 0.0)
    out = h @ params["w2"] + params["b2"]
    return np.mean((out - y) ** 2)


def dict_model_grad(params, x, y):
    a = x @ params["w1"] + params["b1"]
    h = np.maximum(a, 0.0)
    out_bar = (h @ params["w2"] + params["b2"] - y) * (2.0 / y.size)
    a_bar = np.where(a > 0.0, out_bar @ params["w2"].T, 0.0)
    return {
        "w1": x.T @ a_bar, "b1": np.sum(a_bar, axis=0),
        "w2": h.T @ out_bar, "b2": np.sum(out_bar, axis=0),
    }


def poisson(w, x, y):
    eta = x @ w
    return np.sum(np.exp(eta) - y * eta)


def poisson_grad(w, x, y):
    return x.T @ (np.exp(x @ w) - y)


def garch(theta, r):
    omega, alpha, beta = theta
    h = omega / (1.0 - alpha - beta)
    nll = 0.0
    for t in range(len(r)):
        nll += np.log(h) + r[t] ** 2 / h
        h = omega + alpha * r[t] ** 2 + beta * h
    return 0.5 * nll


def garch_grad(theta, r):
    omega, alpha, beta = theta
    q = 1.0 - alpha - beta
    h = omega / q
    hs = []
    for t in range(len(r)):
        hs.append(h)
        h = omega + alpha * r[t] ** 2 + beta * h
    h_bar = omega_bar = alpha_bar = beta_bar = 0.0
    for t in range(len(r) - 1, -1, -1):
        h, r2 = hs.pop(), r[t] ** 2
        omega_bar += h_bar
        alpha_bar += h_bar * r2
        beta_bar += h_bar * h
        h_bar = beta * h_bar + 0.5 * (1.0 - r2 / h) / h
    t = h_bar / q
    u = t * omega / q
    return np.array([omega_bar + t, alpha_bar + u, beta_bar + u])


def pairwise(x, y):
    d = np.sum((x[:, None, :] - y[None, :, :]) ** 2, axis=2)
    return np.sum(np.exp(-d))


def pairwise_grad(x, y):
    diff = x[:, None, :] - y[None, :, :]
    k = np.exp(-np.sum(diff**2, axis=2))
    return -2.0 * np.sum(k[:, :, None] * diff, axis=1)


def cumulative(r):
    wealth = np.cumprod(1.0 + r)
    return np.sum(np.log(wealth[1:] / wealth[:-1]) * wealth[1:])


def cumulative_grad(r):
    w = np.cumprod(1.0 + r)
    ratio = w[1:] / w[:-1]
    w_bar = np.zeros_like(w)
    w_bar[1:] = np.log(ratio) + 1.0
    w_bar[:-1] -= ratio
    return np.cumsum((w_bar * w)[::-1])[::-1] / (1.0 + r)


def interpolation(y, x, grid, t):
    h = grid[1] - grid[0]
    pos = (x - grid[0]) / h
    k = np.minimum(pos.astype(int), len(grid) - 2)
    f = pos - k
    v = (1.0 - f) * y[k] + f * y[k + 1]
    return np.sum((v - t) ** 2)


def interpolation_grad(y, x, grid, t):
    h = grid[1] - grid[0]
    pos = (x - grid[0]) / h
    k = np.minimum(pos.astype(int), len(grid) - 2)
    f = pos - k
    v_bar = 2.0 * ((1.0 - f) * y[k] + f * y[k + 1] - t)
    y_bar = np.zeros_like(y)
    np.add.at(y_bar, k, v_bar * (1.0 - f))
    np.add.at(y_bar, k + 1, v_bar * f)
    return y_bar


def newton_root(a, b):
    x = 1.0
    for _ in range(20):
        f = x**3 + a * x - b
        if abs(f) < 1e-13:
            break
        x = x - f / (3.0 * x**2 + a)
    return x


def newton_root_grad(a, b):
    x = 1.0
    xs = []
    for _ in range(20):
        f = x**3 + a * x - b
        if abs(f) < 1e-13:
            break
        xs.append(x)
        x = x - f / (3.0 * x**2 + a)
    x_bar, a_bar, b_bar = 1.0, 0.0, 0.0
    while xs:
        x = xs.pop()
        d = 3.0 * x**2 + a
        f_bar = -x_bar / d
        d_bar = -f_bar * (x**3 + a * x - b) / d
        a_bar += f_bar * x + d_bar
        b_bar -= f_bar
        x_bar += f_bar * d + d_bar * 6.0 * x
    return a_bar, b_bar


def _g():
    return np.random.default_rng(11)


def _softmax():
    g = _g()
    return g.normal(size=(10, 4)), g.normal(size=(50, 10)), np.eye(4)[g.integers(0, 4, 50)], 0.01


def _spd():
    g = _g()
    return np.array([0.1, -0.5, -1.0]), g.normal(size=40), g.normal(size=40)


def _n(*shapes, scale=1.0):
    g = _g()
    return tuple(scale * g.normal(size=s) for s in shapes)


def _thomas():
    g = _g()
    n = 60
    return g.normal(size=n), 5.0 + g.random(n), g.normal(size=n), g.normal(size=n)


def _gs():
    g = _g()
    return g.normal(size=40), g.normal(size=40), 5, 0.1


def _dict():
    g = _g()
    return {"w1": g.normal(size=(8, 6)), "b1": g.normal(size=6), "w2": g.normal(size=(6, 3)),
            "b2": g.normal(size=3)}, g.normal(size=(40, 8)), g.normal(size=(40, 3))


def _fact():
    g = _g()
    return (g.normal(size=(20, 5)), g.normal(size=(30, 5)), g.integers(0, 20, 200),
            g.integers(0, 30, 200), g.normal(size=200))


def _interp():
    g = _g()
    grid = np.linspace(0.0, 1.0, 33)
    return g.normal(size=33), g.random(200), grid, g.normal(size=200)


#: (function, gradient by hand, argnums, maker of arguments)
CASES = [
    (softmax_regression, softmax_regression_grad, 0, _softmax),
    (attention, attention_grad, (0, 1, 2), lambda: _n((20, 8), (30, 8), (30, 5))),
    (kalman, kalman_grad, (1, 2), lambda: (_g().normal(size=100), 0.3, 0.7)),
    (fir, fir_grad, 0, lambda: _n(8, 200, 193)),
    (gaussian_process, gaussian_process_grad, 0, _spd),
    (batch_norm, batch_norm_grad, (0, 1, 2), lambda: _n((64, 10), 10, 10, (64, 10))),
    (gru, gru_grad, (0, 1), lambda: _n((8, 14), (8, 14), (20, 6), 8, scale=0.5)),
    (hmm, hmm_grad, (0, 1), lambda: (*_n((5, 5), (5, 7)), _g().integers(0, 7, 40))),
    (nbody, nbody_grad, 0, lambda: (_g().normal(size=(8, 3)), _g().random(8))),
    (horner, horner_grad, 1, lambda: (_g().normal(size=50), 0.8)),
    (gauss_seidel, gauss_seidel_grad, (0, 1), _gs),
    (lotka, lotka_grad, 0, lambda: (np.array([1.1, 0.4, 0.1, 0.4]), 10.0, 5.0, 100, 0.01)),
    (gmm, gmm_grad, (0, 1), lambda: _n(4, 4, 100)),
    (huber, huber_grad, 0, lambda: (*_n(5, (80, 5), 80), 0.8)),
    (masked_write, masked_write_grad, 0, lambda: _n(200, 200)),
    (factorization, factorization_grad, (0, 1), _fact),
    (american_option, american_option_grad, (0, 1),
     lambda: (100.0, 0.2, 0.03, 101.0, 30, 1.0 / 30)),
    (total_variation, total_variation_grad, 0, lambda: (*_n((30, 30), (30, 30)), 0.3)),
    (projection, projection_grad, (0, 1),
     lambda: (np.array([0.1, 0.4, -0.3]), np.array([0.1, 0.2, 5.0]), np.array([1.0, 2.0, 0.5]),
              np.array([0.1, 0.3]))),
    (thomas, thomas_grad, (0, 1, 2, 3), _thomas),
    (dict_model, dict_model_grad, 0, _dict),
    (poisson, poisson_grad, 0, lambda: (*_n(5, (100, 5), scale=0.3), _g().poisson(1.0, 100))),
    (garch, garch_grad, 0, lambda: (np.array([0.1, 0.1, 0.8]), _g().normal(size=200))),
    (pairwise, pairwise_grad, 0, lambda: _n((20, 3), (25, 3))),
    (cumulative, cumulative_grad, 0, lambda: (0.05 * _g().normal(size=100),)),
    (interpolation, interpolation_grad, 0, _interp),
    (newton_root, newton_root_grad, (0, 1), lambda: (2.0, 7.0)),
]
