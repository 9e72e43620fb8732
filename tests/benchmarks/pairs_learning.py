"""Models of machine learning beside the gradient that a person would write."""

import numpy as np

from .draws import normals as _n
from .draws import rng as _rng


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm(w, b, x, h0):
    n = len(h0)
    h, c = h0, np.zeros(n)
    hs = []
    for t in range(len(x)):
        z = w @ np.concatenate([x[t], h]) + b
        i, f, o = sigmoid(z[:n]), sigmoid(z[n:2 * n]), sigmoid(z[2 * n:3 * n])
        g = np.tanh(z[3 * n:])
        c = f * c + i * g
        h = o * np.tanh(c)
        hs.append(h)
    return np.mean(np.stack(hs) ** 2)


def lstm_grad(w, b, x, h0):
    n = len(h0)
    h, c = h0, np.zeros(n)
    hs, tape = [], []
    for t in range(len(x)):
        v = np.concatenate([x[t], h])
        z = w @ v + b
        i, f, o = sigmoid(z[:n]), sigmoid(z[n:2 * n]), sigmoid(z[2 * n:3 * n])
        g = np.tanh(z[3 * n:])
        c_before = c
        c = f * c + i * g
        tc = np.tanh(c)
        h = o * tc
        hs.append(h)
        tape.append((v, i, f, o, g, c_before, tc))
    hs_bar = 2.0 * np.stack(hs) / (len(x) * n)
    w_bar, b_bar = np.zeros_like(w), np.zeros_like(b)
    h_bar, c_bar = np.zeros(n), np.zeros(n)
    for t in range(len(x) - 1, -1, -1):
        v, i, f, o, g, c, tc = tape.pop()
        h_bar = h_bar + hs_bar[t]
        c_bar = c_bar + h_bar * o * (1.0 - tc**2)
        z_bar = np.concatenate([
            c_bar * g * i * (1.0 - i), c_bar * c * f * (1.0 - f),
            h_bar * tc * o * (1.0 - o), c_bar * i * (1.0 - g**2),
        ])
        w_bar += np.outer(z_bar, v)
        b_bar += z_bar
        h_bar = (w.T @ z_bar)[x.shape[1]:]
        c_bar = c_bar * f
    return w_bar, b_bar


def conv2d(kernel, bias, image, target):
    kh, kw = kernel.shape
    h, w = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = np.zeros((h, w))
    for i in range(kh):
        for j in range(kw):
            out += kernel[i, j] * image[i:i + h, j:j + w]
    out = np.maximum(out + bias, 0.0)
    return np.mean((out - target) ** 2)


def conv2d_grad(kernel, bias, image, target):
    kh, kw = kernel.shape
    h, w = image.shape[0] - kh + 1, image.shape[1] - kw + 1
    out = np.zeros((h, w))
    for i in range(kh):
        for j in range(kw):
            out += kernel[i, j] * image[i:i + h, j:j + w]
    out += bias
    out_bar = np.where(out > 0.0, 2.0 * (np.maximum(out, 0.0) - target) / out.size, 0.0)
    kernel_bar = np.zeros_like(kernel)
    for i in range(kh):
        for j in range(kw):
            kernel_bar[i, j] = np.sum(out_bar * image[i:i + h, j:j + w])
    return kernel_bar, np.sum(out_bar)


def max_pool(x, w):
    n, m = x.shape
    p = x.reshape(n // 2, 2, m // 2, 2).max(axis=(1, 3))
    return np.sum(w * p**2)


def max_pool_grad(x, w):
    n, m = x.shape
    b = x.reshape(n // 2, 2, m // 2, 2)
    p = b.max(axis=(1, 3), keepdims=True)
    mask = b == p
    p_bar = 2.0 * w[:, None, :, None] * p / mask.sum(axis=(1, 3), keepdims=True)
    return (mask * p_bar).reshape(n, m)


def classifier(w1, b1, w2, b2, x, labels):
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2
    z = z - z.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -logp[np.arange(len(labels)), labels].mean()


def classifier_grad(w1, b1, w2, b2, x, labels):
    n = len(labels)
    h = np.tanh(x @ w1 + b1)
    z = h @ w2 + b2
    e = np.exp(z - z.max(axis=1, keepdims=True))
    z_bar = e / e.sum(axis=1, keepdims=True)
    z_bar[np.arange(n), labels] -= 1.0
    z_bar /= n
    a_bar = (z_bar @ w2.T) * (1.0 - h**2)
    return x.T @ a_bar, a_bar.sum(axis=0), h.T @ z_bar, z_bar.sum(axis=0)


def triplet(w, anchor, positive, negative, margin):
    a, p, n = anchor @ w, positive @ w, negative @ w
    near = np.sum((a - p) ** 2, axis=1)
    far = np.sum((a - n) ** 2, axis=1)
    return np.mean(np.maximum(near - far + margin, 0.0))


def triplet_grad(w, anchor, positive, negative, margin):
    ap, an = (anchor - positive) @ w, (anchor - negative) @ w
    loss = np.sum(ap**2, axis=1) - np.sum(an**2, axis=1) + margin
    d_bar = np.where(loss > 0.0, 2.0 / len(loss), 0.0)[:, None]
    return (anchor - positive).T @ (d_bar * ap) - (anchor - negative).T @ (d_bar * an)


def info_nce(x, y, temperature):
    x = x / np.linalg.norm(x, axis=1, keepdims=True)
    y = y / np.linalg.norm(y, axis=1, keepdims=True)
    s = x @ y.T / temperature
    top = s.max(axis=1, keepdims=True)
    lse = np.log(np.sum(np.exp(s - top), axis=1)) + top[:, 0]
    return np.mean(lse - np.diag(s))


def info_nce_grad(x, y, temperature):
    nx = np.linalg.norm(x, axis=1, keepdims=True)
    ny = np.linalg.norm(y, axis=1, keepdims=True)
    x, y = x / nx, y / ny
    s = x @ y.T / temperature
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    s_bar = (p - np.eye(len(x))) / (len(x) * temperature)
    x_bar, y_bar = s_bar @ y, s_bar.T @ x
    x_bar = (x_bar - np.sum(x_bar * x, axis=1, keepdims=True) * x) / nx
    y_bar = (y_bar - np.sum(y_bar * y, axis=1, keepdims=True) * y) / ny
    return x_bar, y_bar


def masked_factors(u, v, bu, bv, ratings, mask, lam):
    error = mask * (u @ v.T + bu[:, None] + bv - ratings)
    loss = 0.5 * np.sum(error**2)
    return loss + 0.5 * lam * (np.sum(u**2) + np.sum(v**2))


def masked_factors_grad(u, v, bu, bv, ratings, mask, lam):
    r = mask**2 * (u @ v.T + bu[:, None] + bv - ratings)
    return r @ v + lam * u, r.T @ u + lam * v, r.sum(axis=1), r.sum(axis=0)


def word2vec(emb, ctx, centers, contexts, negatives):
    c = emb[centers]
    pos = np.sum(c * ctx[contexts], axis=1)
    neg = np.einsum("nd,nkd->nk", c, ctx[negatives])
    return np.sum(np.log1p(np.exp(-pos))) + np.sum(np.log1p(np.exp(neg)))


def word2vec_grad(emb, ctx, centers, contexts, negatives):
    c, t, m = emb[centers], ctx[contexts], ctx[negatives]
    pos_bar = -sigmoid(-np.sum(c * t, axis=1))[:, None]
    neg_bar = sigmoid(np.einsum("nd,nkd->nk", c, m))
    emb_bar, ctx_bar = np.zeros_like(emb), np.zeros_like(ctx)
    np.add.at(emb_bar, centers, pos_bar * t + np.einsum("nk,nkd->nd", neg_bar, m))
    np.add.at(ctx_bar, contexts, pos_bar * c)
    np.add.at(ctx_bar, negatives, neg_bar[:, :, None] * c[:, None, :])
    return emb_bar, ctx_bar


def logsumexp(a, axis):
    top = np.max(a, axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.sum(np.exp(a - top), axis=axis))


def crf(emit, trans, tags):
    alpha = emit[0]
    score = emit[0, tags[0]]
    for t in range(1, len(emit)):
        alpha = logsumexp(alpha[:, None] + trans, 0) + emit[t]
        score = score + trans[tags[t - 1], tags[t]] + emit[t, tags[t]]
    return logsumexp(alpha, 0) - score


def softmax_of(a, axis):
    e = np.exp(a - np.max(a, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def crf_grad(emit, trans, tags):
    alpha = emit[0]
    tape = []
    for t in range(1, len(emit)):
        m = alpha[:, None] + trans
        tape.append(softmax_of(m, 0))
        alpha = logsumexp(m, 0) + emit[t]
    alpha_bar = softmax_of(alpha, 0)
    emit_bar, trans_bar = np.zeros_like(emit), np.zeros_like(trans)
    for t in range(len(emit) - 1, 0, -1):
        emit_bar[t] = alpha_bar
        emit_bar[t, tags[t]] -= 1.0
        m_bar = tape.pop() * alpha_bar
        trans_bar += m_bar
        trans_bar[tags[t - 1], tags[t]] -= 1.0
        alpha_bar = np.sum(m_bar, axis=1)
    emit_bar[0] = alpha_bar
    emit_bar[0, tags[0]] -= 1.0
    return emit_bar, trans_bar


def soft_kmeans(centers, x, beta):
    d = np.sum((x[:, None, :] - centers) ** 2, axis=2)
    e = np.exp(-beta * (d - d.min(axis=1, keepdims=True)))
    r = e / e.sum(axis=1, keepdims=True)
    return np.sum(r * d)


def soft_kmeans_grad(centers, x, beta):
    diff = x[:, None, :] - centers
    d = np.sum(diff**2, axis=2)
    e = np.exp(-beta * (d - d.min(axis=1, keepdims=True)))
    r = e / e.sum(axis=1, keepdims=True)
    d_bar = r - beta * r * (d - np.sum(r * d, axis=1, keepdims=True))
    return -2.0 * np.sum(d_bar[:, :, None] * diff, axis=0)


def layer_norm(x, gain, bias, w):
    mu = x.mean(axis=-1, keepdims=True)
    sd = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    y = gain * (x - mu) / sd + bias
    return np.sum(np.tanh(y @ w))


def layer_norm_grad(x, gain, bias, w):
    mu = x.mean(axis=-1, keepdims=True)
    sd = np.sqrt(x.var(axis=-1, keepdims=True) + 1e-5)
    xh = (x - mu) / sd
    y = gain * xh + bias
    z_bar = 1.0 - np.tanh(y @ w) ** 2
    y_bar = z_bar @ w.T
    xh_bar = y_bar * gain
    x_bar = xh_bar - xh_bar.mean(axis=-1, keepdims=True)
    x_bar = (x_bar - xh * np.mean(xh_bar * xh, axis=-1, keepdims=True)) / sd
    return x_bar, np.sum(y_bar * xh, axis=0), np.sum(y_bar, axis=0), y.T @ z_bar


def causal_attention(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    s = q @ k.T / np.sqrt(k.shape[1])
    mask = np.tril(np.ones(s.shape, dtype=bool))
    s = np.where(mask, s, -np.inf)
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return np.mean((p @ v) ** 2)


def causal_attention_grad(x, wq, wk, wv):
    q, k, v = x @ wq, x @ wk, x @ wv
    scale = np.sqrt(k.shape[1])
    s = q @ k.T / scale
    mask = np.tril(np.ones(s.shape, dtype=bool))
    s = np.where(mask, s, -np.inf)
    p = np.exp(s - s.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    o = p @ v
    o_bar = 2.0 * o / o.size
    p_bar = o_bar @ v.T
    s_bar = p * (p_bar - np.sum(p_bar * p, axis=-1, keepdims=True)) / scale
    return x.T @ (s_bar @ k), x.T @ (s_bar.T @ q), x.T @ (p.T @ o_bar)


def rotate_pairs(x, cos, sin):
    a, b = x[:, 0::2], x[:, 1::2]
    out = np.empty_like(x)
    out[:, 0::2] = a * cos - b * sin
    out[:, 1::2] = a * sin + b * cos
    return out


def rotary(q, k, base):
    d = q.shape[1]
    angle = np.outer(np.arange(len(q)), base ** (-np.arange(0, d, 2) / d))
    cos, sin = np.cos(angle), np.sin(angle)
    s = rotate_pairs(q, cos, sin) @ rotate_pairs(k, cos, sin).T
    return np.sum(np.tanh(s))


def rotary_grad(q, k, base):
    d = q.shape[1]
    angle = np.outer(np.arange(len(q)), base ** (-np.arange(0, d, 2) / d))
    cos, sin = np.cos(angle), np.sin(angle)
    qr, kr = rotate_pairs(q, cos, sin), rotate_pairs(k, cos, sin)
    s_bar = 1.0 - np.tanh(qr @ kr.T) ** 2
    return rotate_pairs(s_bar @ kr, cos, -sin), rotate_pairs(s_bar.T @ qr, cos, -sin)


def ctc(logp, labels):
    n = len(labels)
    alpha = np.full(n, -1e9)
    alpha[0], alpha[1] = logp[0, labels[0]], logp[0, labels[1]]
    for t in range(1, len(logp)):
        stay = np.logaddexp(alpha[1:], alpha[:-1])
        alpha = np.concatenate([alpha[:1], stay]) + logp[t, labels]
    return -np.logaddexp(alpha[-1], alpha[-2])


def ctc_grad(logp, labels):
    n = len(labels)
    alpha = np.full(n, -1e9)
    alpha[0], alpha[1] = logp[0, labels[0]], logp[0, labels[1]]
    tape = []
    for t in range(1, len(logp)):
        stay = np.logaddexp(alpha[1:], alpha[:-1])
        tape.append((np.exp(alpha[1:] - stay), np.exp(alpha[:-1] - stay)))
        alpha = np.concatenate([alpha[:1], stay]) + logp[t, labels]
    total = np.logaddexp(alpha[-1], alpha[-2])
    alpha_bar = np.zeros(n)
    alpha_bar[-1], alpha_bar[-2] = -np.exp(alpha[-1] - total), -np.exp(alpha[-2] - total)
    logp_bar = np.zeros_like(logp)
    for t in range(len(logp) - 1, 0, -1):
        np.add.at(logp_bar[t], labels, alpha_bar)
        here, before = tape.pop()
        stay_bar = alpha_bar[1:]
        alpha_bar = np.concatenate([alpha_bar[:1], stay_bar * here])
        alpha_bar[:-1] += stay_bar * before
    logp_bar[0, labels[0]] += alpha_bar[0]
    logp_bar[0, labels[1]] += alpha_bar[1]
    return logp_bar


def autoencoder(w, x, lam):
    code = np.tanh(x @ w)
    back = code @ w.T
    return np.mean((back - x) ** 2) + lam * np.abs(w).sum()


def autoencoder_grad(w, x, lam):
    code = np.tanh(x @ w)
    back_bar = 2.0 * (code @ w.T - x) / x.size
    a_bar = (back_bar @ w) * (1.0 - code**2)
    return x.T @ a_bar + back_bar.T @ code + lam * np.sign(w)


def ica(w, x):
    s = x @ w.T
    sign, logdet = np.linalg.slogdet(w)
    return np.mean(np.sum(np.log(np.cosh(s)), axis=1)) - logdet


def ica_grad(w, x):
    s = x @ w.T
    return np.tanh(s).T @ x / len(x) - np.linalg.inv(w).T


def rbf(centers, log_width, weights, x, y):
    d2 = ((x[:, None, :] - centers[None, :, :]) ** 2).sum(axis=-1)
    phi = np.exp(-d2 * np.exp(-2.0 * log_width))
    r = phi @ weights - y
    return 0.5 * r @ r


def rbf_grad(centers, log_width, weights, x, y):
    diff = x[:, None, :] - centers[None, :, :]
    d2 = (diff**2).sum(axis=-1)
    s = np.exp(-2.0 * log_width)
    phi = np.exp(-d2 * s)
    r = phi @ weights - y
    g = np.outer(r, weights) * phi
    centers_bar = 2.0 * np.sum((g * s)[:, :, None] * diff, axis=0)
    return centers_bar, 2.0 * s * np.sum(g * d2, axis=0), phi.T @ r


def _classifier():
    return (*_n((20, 16), 16, (16, 5), 5, (64, 20), scale=0.5), _rng().integers(0, 5, 64))


def _masked_factors():
    return (*_n((30, 4), (20, 4), 30, 20, (30, 20)),
            (_rng().random((30, 20)) < 0.3).astype(float), 0.1)


def _word2vec():
    g = _rng()
    return (*_n((50, 8), (50, 8)), g.integers(0, 50, 64), g.integers(0, 50, 64),
            g.integers(0, 50, (64, 5)))


#: (function, gradient by hand, argnums, maker of arguments)
CASES = [
    (lstm, lstm_grad, (0, 1), lambda: _n((32, 14), 32, (20, 6), 8, scale=0.5)),
    (conv2d, conv2d_grad, (0, 1), lambda: (_n((3, 3))[0], 0.1, *_n((30, 30), (28, 28)))),
    (max_pool, max_pool_grad, 0, lambda: _n((32, 40), (16, 20))),
    (classifier, classifier_grad, (0, 1, 2, 3), _classifier),
    (triplet, triplet_grad, 0, lambda: (*_n((10, 4), (50, 10), (50, 10), (50, 10)), 1.0)),
    (info_nce, info_nce_grad, (0, 1), lambda: (*_n((30, 8), (30, 8)), 0.5)),
    (masked_factors, masked_factors_grad, (0, 1, 2, 3), _masked_factors),
    (word2vec, word2vec_grad, (0, 1), _word2vec),
    (layer_norm, layer_norm_grad, (0, 1, 2, 3), lambda: _n((40, 16), 16, 16, (16, 5))),
    (causal_attention, causal_attention_grad, (1, 2, 3),
     lambda: _n((24, 12), (12, 8), (12, 8), (12, 8), scale=0.5)),
    (rotary, rotary_grad, (0, 1), lambda: (*_n((20, 8), (20, 8), scale=0.5), 100.0)),
    (autoencoder, autoencoder_grad, 0, lambda: (*_n((10, 4), (60, 10)), 0.01)),
    (ica, ica_grad, 0, lambda: _n((5, 5), (100, 5))),
    (rbf, rbf_grad, (0, 1, 2), lambda: _n((6, 2), 6, 6, (50, 2), 50)),
    (ctc, ctc_grad, 0, lambda: (_n((30, 8))[0], np.array([0, 3, 0, 2, 0, 5, 0]))),
    (crf, crf_grad, (0, 1), lambda: (*_n((30, 6), (6, 6)), _rng().integers(0, 6, 30))),
    (soft_kmeans, soft_kmeans_grad, 0, lambda: (*_n((5, 3), (80, 3)), 0.7)),
]
