"""The text of gradients holds what a person would write, and not what a person would leave out."""

import math

import numpy as np
import pytest

import s2sad


def scalar_loop(x, y, n):
    s = x
    for _ in range(n):
        s = s * y + 0.1 * s * s
    return s


def gaussian(x, y):
    return math.sin(x) * y + math.exp(-x * x) / (1.0 + y * y)


def newton(a):
    x = a
    while abs(x * x - a) > 1e-12 * a:
        x = 0.5 * (x + a / x)
    return x


def smallest(x, y):
    return min(x[0] * y, x[1])


def centred(x):
    d = x - x.mean(axis=1, keepdims=True)
    return np.sum(np.tanh(d))


def kepler(m, e):
    E = m
    for _ in range(8):
        E = E - (E - e * math.sin(E) - m) / (1.0 - e * math.cos(E))
    return E


def pairs(x):
    s = 0.0
    for i in range(len(x)):
        for j in range(i + 1, len(x)):
            s = s + x[i] * x[j]
    return s


def substitution(L, b):
    n = len(b)
    x = np.zeros(n)
    for i in range(n):
        x[i] = (b[i] - L[i, :i] @ x[:i]) / L[i, i]
    return np.sum(x * x)


def warped(x, y):
    n, m = len(x), len(y)
    d = np.full((n + 1, m + 1), 1e3)
    d[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            c = (x[i - 1] - y[j - 1]) ** 2
            d[i, j] = c + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    return d[n, m]


def factor(a):
    n = len(a)
    c = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= c[i, k] * c[j, k]
            if i == j:
                c[i, i] = np.sqrt(s)
            else:
                c[i, j] = s / c[j, j]
    return np.sum(np.log(np.diag(c)))


def distances(x, y):
    return np.sum((x[:, None] - y[None, :]) ** 2)


X, M = np.array([2.0, 3.0]), np.arange(6.0).reshape(2, 3)

def cooled(x, rate):
    u = x.copy()
    for _ in range(5):
        u[1:-1] += rate * (u[2:] - u[:-2])
    return np.sum(u**2)


def padded(x):
    return np.c_[np.ones(len(x)), x, x**2] @ np.array([1.0, 2.0, 3.0]) @ np.r_[x[1:], x[0]]


def kernel(x, y, scale):
    d = x[:, None] - y[None, :]
    return np.sum(np.exp(-0.5 * d * d / scale**2))


def weighted_rows(m):
    return np.sum(m**2 * np.arange(m.shape[1]))


def slopes(x):
    return np.sum(np.diff(x) ** 2) + np.prod(x[1:])


def integral(y, x):
    return np.trapezoid(y, x) + np.sum(y**2)


def bump(x, r):
    return np.exp(-x @ x / r**2)


def clipped(x):
    return np.sum(np.maximum(x, np.float32(0.1)) ** 3)


def spectrum(x):
    return np.sum(np.fft.irfft(np.fft.rfft(x, len(x)), len(x)) ** 3)


def phases(x):
    w = np.exp(-1j * x)
    w[1:] *= 2j
    return np.abs(np.sum(w * -1j))


def windows(x):
    s = 0.0
    for i in range(len(x) - 1):
        w = x[i:]
        s += w[0] * np.sin(w[1])
    return s


def attention(x, v):
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.sum(np.tanh(e / e.sum(-1, keepdims=True) @ v))


def rough(x):
    return np.sum(np.diff(x) ** 2 * x[1:]) + np.sum(x**2)


def adaptive(y, end):
    t, h = 0.0, 0.1
    while t < end:
        k = np.sin(y)
        new = y + h * (k + np.sin(y + h * k)) / 2
        change = np.max(np.abs(new - y - h * k))
        if change < 1e-3:
            t += h
            y = new
        h *= min(2.0, max(0.3, 0.9 * (1e-3 / change) ** 0.5))
    return np.sum(y**2)


def pooled(x, w):
    n, h, k = x.shape
    p = x.reshape(n, h // 2, 2, k // 2, 2).mean(axis=(2, 4))
    return np.sum(np.tanh(p.reshape(n, -1) @ w))


def convolved(kernels, x):
    s = np.zeros((len(kernels), 2))
    for i in range(2):
        s[:, i] = np.tensordot(kernels, x[:, i : i + kernels.shape[2]], axes=2)
    return np.sum(np.tanh(s))


def scaled(areas, lengths, k):
    s = np.zeros((2, 2))
    for i in range(len(areas)):
        s += areas[i] / np.sqrt(lengths[i]) * np.outer(k[i], k[i])
    return np.sum(s**3)


def expected(p, v):
    for _ in range(2):
        v = np.max(p @ v, axis=1)
    return np.sum(v)


def drawdown(growth):
    wealth = np.cumprod(growth)
    peak = np.maximum.accumulate(wealth)
    return np.mean((peak - wealth) / peak)


def lengths(x, i, j):
    return np.sum(np.sqrt(np.sum((x[i] - x[j]) ** 2, axis=1)) ** 3)


def inequality(x):
    y = np.exp(x)
    return np.sum(np.arange(len(y)) * y) / (len(y) * np.sum(y))


def diffused(u, i, j, w):
    for _ in range(3):
        flux = w * (u[i] - u[j])
        u = u + np.bincount(j, flux, len(u)) - np.bincount(i, flux, minlength=len(u))
    return np.sum(u**2)


def cross_entropy(w, x, labels):
    logits = x @ w
    logits = logits - np.max(logits, axis=1, keepdims=True)
    log_z = np.log(np.sum(np.exp(logits), axis=1))
    return np.mean(log_z - logits[np.arange(len(labels)), labels])


def complementary(gain, rates, angles):
    angle, loss = 0.0, 0.0
    for w, a in zip(rates, angles):
        angle = gain * (angle + w) + (1.0 - gain) * a
        loss = loss + (angle - a) ** 2
    return loss


def normalized(w, x, g):
    z = x @ w
    d = z - z.mean(axis=1, keepdims=True)
    return np.sum(d / np.sqrt((d**2).mean(axis=1, keepdims=True) + 1e-5) * g)


def chosen(a, k):
    s = 0.0
    for i in k[1:]:
        s = s + np.sin(a[i]) * s
    return s + a[0]


def truss(u, v, k):
    p = math.sqrt((1.0 + u) ** 2 + v * v) - 1.0
    q = math.sqrt(u * u + (1.0 - v) ** 2) - 1.0
    return 0.5 * k * (p * p + q * q) - 0.3 * u


def upwind(u0, c, steps):
    u = u0.copy()
    for _ in range(steps):
        u[1:] = u[1:] - c * (u[1:] - u[:-1])
    return np.sum(u * u)


#: function, argnums, arguments, lines that the gradient has, pieces that it has not
TEXTS = [
    (scalar_loop, (0, 1), (0.3, 0.9, 5),
     ["y_bar += s_bar * s", "s_bar *= 0.2 * s + y"], ["s_bar_1"]),
    (gaussian, (0, 1), (0.3, 0.9), ["t_1 = 2.0 * (math.exp(-x * x) / t)"], ["t_2", "1.0 /"]),
    (complementary, 0, (0.9, [0.1] * 10, [0.2] * 11), ["in reversed(tape):"], ["min(", "range("]),
    (normalized, 0, (M.T, M, np.arange(1.0, len(M) + 1)), ["= g / t"], ["ones"]),
    (chosen, 0, (X, [0, 1] * 8), ["range(1, len(k))"], ["if", "min("]),
    (truss, (0, 1), (0.2, 0.1, 3.0), [], ["0.5", "2.0"]),
    (upwind, 0, (X, 0.4, 3), ["u_bar[1:] -= t", "u_bar[:-1] += t"], ["-u_bar"]),
    (newton, 0, (2.0,), ["t = x_bar / x", "a_bar += t", "x_bar -= t * (a / x)"], ["/ x) / x"]),
    (smallest, 0, (X, 1.3), ["if"], ["* (", "0.5 * ("]),
    (kepler, (0, 1), (0.9, 0.4), ["tape.append((t, t_1, t_2))"], ["* math."]),
    (pairs, 0, (X,), ["for j in range(i + 1, n):"], ["+ 1 - 1"]),
    (substitution, (0, 1), (np.tril(np.arange(1.0, 10.0).reshape(3, 3)), np.ones(3)),
     ["L_bar[i, :i] = "], ["saved", "copy", "broadcast", "] = 0.0"]),
    (warped, 0, (X, np.ones(3)), ["d_bar[t, t_1] = "], ["d_bar[i, j] = 0.0"]),
    (factor, 0, (np.eye(3) + 0.5,), ["a_bar[i, j] = s_bar"], ["tape", "c_bar[i, j] = 0.0"]),
    (distances, (0, 1), (X, np.ones(3)), [], ["np.zeros"]),
    (centred, 0, (M,), [], ["(-"]),
    (cooled, 0, (np.arange(6.0), 0.1), ["for _ in range(5):"], ["-1, -1", "tape"]),
    (kernel, (0, 1, 2), (X, np.ones(3), 0.7), [], ["- 0.5 * d", "0.5 * d)"]),
    (weighted_rows, 0, (M,), ["return 2.0 * np.arange(m.shape[1]) * m"], ["ones"]),
    (slopes, 0, (np.arange(1.0, 5.0),), [], ["-= 2.0 *", "moveaxis"]),
    (integral, (0, 1), (X, X + 1.0), ["y_bar[1:] += "], ["concatenate", "axis="]),
    (bump, 0, (X, 0.7), ["-2.0 * "], [" - x"]),
    (clipped, 0, (np.arange(3.0, dtype=np.float32),), ["np.float32(0.1)"], ["0.10000000149011612"]),
    (spectrum, 0, (np.arange(5.0),), ["np.fft.fft("], ["None", "if", "[:n", "concatenate"]),
    (phases, 0, (X,), ["-1j", "* 2j"], ["complex(", "] = 0.0", "1.0 *"]),
    (windows, 0, (np.arange(5.0),), ["x_bar[i:][0] +="], ["zeros_like(w)"]),
    (attention, (0, 1), (M, M.T), [], ["==", ".max(-1, keepdims=True)\nx_bar"]),
    (rough, 0, (X,), [], ["np.zeros_like(x)"]),
    (adaptive, 0, (X, 0.5), [], [", _", "_,"]),
    (padded, 0, (np.arange(1.0, 4.0),), [], ["astype", "broadcast", ":2]"]),
    (pooled, (0, 1), (np.ones((2, 4, 6)), np.ones((6, 3)) / 5), [], ["broadcast", "if"]),
    (convolved, 0, (np.ones((2, 1, 2)) / 3, np.arange(3.0).reshape(1, 3)), ["kernels_bar += "],
     ["tensordot(s"]),
    (lengths, 0, (M, np.array([0]), np.array([1])), [], ["2.0 * (", "0.5"]),
    (inequality, 0, (X,), [], ["1.0 / "]),
    (diffused, (0, 3), (X, np.array([0, 1, 1]), np.array([1, 0, 0]), np.ones(3) / 3),
     ["for t in reversed(tape):"], ["broadcast"]),
    (cross_entropy, 0, (M, np.arange(8.0).reshape(4, 2) / 5, np.array([0, 2, 1, 1])), [],
     ["==", "keepdims=True)\nt = "]),
    (drawdown, 0, (np.array([1.1, 0.9, 1.3, 0.7]),), [], ["while", "append"]),
    (scaled, 0, (X, X, np.eye(2)), ["areas_bar[i] = ("], []),
    (expected, (0, 1), (np.arange(18.0).reshape(3, 2, 3) % 7, np.array([1.0, 3.0, 2.5])),
     [".ravel() @ p.reshape("], ["[..., 0", ", 0, "]),
]  # fmt: skip


@pytest.mark.parametrize(("f", "argnums", "args", "lines", "pieces"), TEXTS)
def test_text(f, argnums, args, lines, pieces):
    text = s2sad.grad(f, argnums).source(*args)
    found = [line.strip() for line in text.splitlines()]
    body = "\n".join(line for line in found if not line.startswith("#"))
    assert [line for line in lines if line not in body] == [], text
    assert [piece for piece in pieces if piece in body] == [], text
    s2sad.check_grads(f, args, order=1, modes=("rev",))


def long_line(x):
    s = 0.0
    for k in range(len(x)):
        s += np.sin(x[k]) * np.cos(x[k]) + np.exp(-x[k] * x[k]) * np.tanh(x[k]) - 0.5 * x[k] ** 3.5
    return s


def test_comments_of_long_lines_are_wrapped():
    lines = s2sad.grad(long_line).source(X).splitlines()
    assert max(map(len, lines)) <= 100
    assert any(line.strip().startswith("# s += np.sin(x[k])") for line in lines)


def forces(pos, scale, cut):
    f = np.zeros_like(pos)
    energy = 0.0
    for i in range(len(pos)):
        for j in range(i):
            d = pos[i] - pos[j]
            r2 = d @ d
            if r2 > cut:
                continue
            s6 = (scale * scale / r2) ** 3
            energy += 4.0 * (s6 * s6 - s6) + np.exp(-r2) * np.sin(s6) + np.tanh(s6 / r2)
            g = 24.0 * (2.0 * s6 * s6 - s6) / r2 * d + np.cos(r2) * d - np.exp(-s6) * d
            f[i] += g
            f[j] -= g
    return energy, f


def dynamics(scale, pos, steps):
    before, f = forces(pos, scale, 9.0)
    for _ in range(steps):
        pos = pos + 0.01 * f
        _, f = forces(pos, scale, 9.0)
        _, half = forces(0.5 * pos, scale, 9.0)
        pos = pos - 0.01 * half
    last, _ = forces(pos, scale, 9.0)
    twice, f = forces(2.0 * pos, scale, 9.0)
    return last + twice - before + np.sum(f**2)


def test_a_function_that_stays_a_call_keeps_nothing_for_its_shape():
    pos = np.random.default_rng(3).normal(size=(4, 3)) * 2.0
    source = s2sad.grad(dynamics).source(1.0, pos, 2)
    assert "residuals[" not in source, source
    s2sad.check_grads(lambda s: dynamics(s, pos, 2), (1.0,), order=1)


def test_the_variance_has_the_deviations_that_the_program_has(order):
    def normalized(x):
        mean = x.mean(axis=0)
        return np.sum(np.tanh((x - mean) / np.sqrt(x.var(axis=0) + 1e-5)))

    s2sad.check_grads(normalized, (M,), order=order)
    assert "keepdims" not in s2sad.grad(normalized).source("f64[n, d]")


def polar(a):
    u, _, vh = np.linalg.svd(a, full_matrices=False)
    return np.sum((u @ vh) ** 3)


def test_two_branches_return_in_one_place():
    body = s2sad.grad(polar).source("f64[n,m]").partition("def polar_grad")[2]
    assert body.count("if ") == 2 and body.count("    return ") == 1, body


def wrapped(z, h):
    y = z - h
    y[1] = (y[1] + np.pi) % (2 * np.pi) - np.pi
    return np.sum(y**2)


def factorized(v, w, h):
    for _ in range(2):
        h *= (w.T @ v) / (w.T @ w @ h)
        w *= (v @ h.T) / (w @ h @ h.T)
    return np.sum((v - w @ h) ** 2)


def turned(a):
    for _ in range(2):
        a *= a
        a[...] = a.T
        a[0] *= 3.0
    return np.sum(a**3)


def test_nothing_is_written_back_where_it_was_read(order):
    z, h = np.array([0.5, 3.0, 4.0]), np.array([0.1, -0.7, 0.3])
    s2sad.check_grads(wrapped, (z, h), order=order)
    assert s2sad.grad(wrapped).source(z, h).count("[1] =") == 1


def test_what_overwrites_a_whole_matrix_is_not_copied_first(order):
    v, w, h = np.random.default_rng(0).uniform(1.0, 2.0, (3, 2, 2))
    source = s2sad.grad(factorized, (0, 1, 2)).source(v, w, h)
    assert "w[...] = " in source and ".copy()" not in source
    after, expected = w.copy(), w.copy()
    s2sad.grad(factorized, 1)(v, after, h.copy())
    factorized(v, expected, h.copy())
    np.testing.assert_allclose(after, expected)
    s2sad.check_grads(turned, (v,), order=order)
