"""Programs as users write them, of some length: each is differentiated in both modes."""

import math
from dataclasses import dataclass, replace

import numpy as np


@dataclass
class Belief:
    mean: np.ndarray
    cov: np.ndarray


class Kalman:
    """A filter of position and velocity."""

    def __init__(self, dt, q, r):
        self.f = np.array([[1.0, dt], [0.0, 1.0]])
        self.q = q * np.array([[dt**3 / 3, dt**2 / 2], [dt**2 / 2, dt]])
        self.h = np.array([[1.0, 0.0]])
        self.r = r
        self.loglik = 0.0

    def predict(self, b):
        return replace(b, mean=self.f @ b.mean, cov=self.f @ b.cov @ self.f.T + self.q)

    def update(self, b, z):
        s = (self.h @ b.cov @ self.h.T)[0, 0] + self.r
        k = b.cov @ self.h[0] / s
        innovation = z - self.h[0] @ b.mean
        self.loglik -= 0.5 * (np.log(2 * np.pi * s) + innovation**2 / s)
        return Belief(b.mean + k * innovation, (np.eye(2) - np.outer(k, self.h[0])) @ b.cov)


def kalman(x):
    model = Kalman(0.5, x[0], x[1])
    belief = Belief(np.array([x[2], 0.0]), np.eye(2))
    for z in (0.3, x[3], 1.1):
        belief = model.update(model.predict(belief), z)
    return model.loglik


def forward_algorithm(x):
    """log p(observations) of a hidden Markov model, and its best path's score."""
    trans = np.log(np.array([[0.7, 0.3], [0.4, 0.6]]) * np.array([x[0], 1.0]))
    mu = x[1:3]
    obs = [0.2, 1.0, 0.7]
    alpha = np.log(np.array([0.5, 0.5])) - 0.5 * (obs[0] - mu) ** 2
    delta = alpha.copy()
    for o in obs[1:]:
        emission = -0.5 * ((o - mu) / x[3]) ** 2
        scores = alpha[:, None] + trans
        top = scores.max(axis=0)
        alpha = top + np.log(np.exp(scores - top).sum(axis=0)) + emission
        new = np.empty(2)
        for j in range(2):
            best = None
            for i in range(2):
                s = delta[i] + trans[i, j]
                if best is None or s > best:
                    best = s
            new[j] = best + emission[j]
        delta = new
    m = max(alpha)
    return m + math.log(sum(math.exp(a - m) for a in alpha)) + 0.1 * np.max(delta)


def thomas(x):
    """A tridiagonal system, solved in place."""
    n = len(x)
    a, b, c = np.full(n, -1.0), 2.5 + x**2, np.full(n, -1.0) * x[0]
    d = np.sin(x)
    for i in range(1, n):
        w = a[i] / b[i - 1]
        b[i] -= w * c[i - 1]
        d[i] -= w * d[i - 1]
    d[-1] /= b[-1]
    for i in range(n - 2, -1, -1):
        d[i] = (d[i] - c[i] * d[i + 1]) / b[i]
    return np.sum(d * np.arange(1.0, n + 1))


def rk4(f, y, t, dt, steps, callback=None):
    for _ in range(steps):
        k1 = f(t, y)
        k2 = f(t + dt / 2, y + dt / 2 * k1)
        k3 = f(t + dt / 2, y + dt / 2 * k2)
        k4 = f(t + dt, y + dt * k3)
        y = y + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        t += dt
        if callback is not None and callback(t, y):
            break
    return y


def integrator(x):
    seen = []

    def rhs(t, y):
        return np.array([y[1], x[0] * (1 - y[0] ** 2) * y[1] - x[1] * y[0] + np.cos(t)])

    def watch(t, y):
        seen.append(y[0] * t)
        return t > 0.75

    y = rk4(rhs, x[2:], 0.0, 0.2, 10, watch)
    return np.sum(y**2) + sum(seen)


class Leaf:
    def __init__(self, value):
        self.value = value

    def __call__(self, x):
        return self.value * x[0]


class Node:
    def __init__(self, feature, threshold, left, right):
        self.feature, self.threshold, self.left, self.right = feature, threshold, left, right

    def __call__(self, x):
        soft = 1 / (1 + np.exp(-(x[self.feature] - self.threshold)))
        if abs(x[self.feature] - self.threshold) > 0.8:
            return self.right(x) if x[self.feature] > self.threshold else self.left(x)
        return soft * self.right(x) + (1 - soft) * self.left(x)


def decision_tree(x):
    tree = Node(1, x[0], Leaf(x[2]), Node(3, 0.5, Leaf(2.0), Leaf(x[1])))
    return sum(tree(x * s) for s in (0.5, 1.0))


def spline(x):
    """A natural cubic spline through x, by its second derivatives."""
    n, h = len(x), 0.5
    m = np.zeros((n, n))
    rhs = np.zeros(n)
    m[0, 0] = m[-1, -1] = 1.0
    for i in range(1, n - 1):
        m[i, i - 1 : i + 2] = h, 4 * h, h
        rhs[i] = 6 * (x[i + 1] - 2 * x[i] + x[i - 1]) / h
    s = np.linalg.solve(m, rhs)
    total = 0.0
    for t in (0.2, 0.6, 1.3):
        k = min(int(t / h), n - 2)
        u = t - k * h
        v = h - u
        total += (s[k] * v**3 + s[k + 1] * u**3) / (6 * h)
        total += (x[k] / h - s[k] * h / 6) * v + (x[k + 1] / h - s[k + 1] * h / 6) * u
    return total**2


def hit(origin, direction, centre, radius):
    oc = origin - centre
    b, c = np.dot(oc, direction), np.dot(oc, oc) - radius**2
    disc = b * b - c
    if disc < 0:
        return None
    t = -b - math.sqrt(disc)
    return t if t > 1e-6 else None


def ray_tracer(x):
    spheres = [(np.array([x[0] - 0.7, 0.0, 3.0]), x[1]), (np.array([0.0, -0.5, 4.0 + x[2]]), 1.0)]
    light = np.array([1.0, 1.0, -1.0]) * x[3]
    image = np.zeros((3, 3))
    for i in range(3):
        for j in range(3):
            d = np.array([0.3 * (j - 1), 0.3 * (i - 1), 1.0])
            d /= np.linalg.norm(d)
            nearest, centre, radius = math.inf, np.zeros(3), 1.0
            for s in spheres:
                t = hit(np.zeros(3), d, *s)
                if t is not None and t < nearest:
                    nearest, (centre, radius) = t, s
            if nearest < math.inf:
                p = nearest * d
                normal = (p - centre) / radius
                image[i, j] = max(0.0, np.dot(normal, light)) + 0.1 * nearest
    return np.sum(image**2)


def rnn(x):
    p = {"wx": x[:2].reshape(2, 1), "wh": np.diag(x[2:]), "b": x[1:3]}
    states = [np.zeros(2)]
    for u in (0.5, -0.2, 0.9):
        states.append(np.tanh(p["wx"][:, 0] * u + p["wh"] @ states[-1] + p["b"]))
    out = np.stack(states[1:])
    return np.mean((out.sum(axis=1) - 0.3) ** 2) + 0.01 * sum(np.sum(v**2) for v in p.values())


def lbfgs(x):
    """Two-loop recursion on a quadratic that x decides."""
    a = np.diag(x) + 0.1

    def slope(z):
        return a @ z - np.ones(len(x))

    z, g, pairs = np.zeros(len(x)), slope(np.zeros(len(x))), []
    for _ in range(4):
        q, alphas = g.copy(), []
        for s, y in reversed(pairs):
            al = (s @ q) / (y @ s)
            q -= al * y
            alphas.append(al)
        if pairs:
            s, y = pairs[-1]
            q *= (s @ y) / (y @ y)
        for (s, y), al in zip(pairs, reversed(alphas)):
            q += s * (al - (y @ q) / (y @ s))
        new = z - 0.3 * q
        fresh = slope(new)
        pairs.append((new - z, fresh - g))
        if len(pairs) > 2:
            pairs.pop(0)
        z, g = new, fresh
    return 0.5 * z @ a @ z - z.sum()


def kmeans(x):
    points = np.stack([x, x[::-1] ** 2], axis=1)
    centres = points[:2].copy()
    for _ in range(3):
        d = ((points[:, None, :] - centres[None]) ** 2).sum(axis=2)
        label = d.argmin(axis=1)
        for k in range(2):
            mine = points[label == k]
            if len(mine):
                centres[k] = mine.mean(axis=0)
    return np.sum((points - centres[label]) ** 2)


def conjugate_gradients(x):
    a = np.diag(x) + 0.2 * np.outer(x, x) + np.eye(len(x))
    b = np.cos(x)
    z = np.zeros_like(b)
    r = b - a @ z
    p, rs, k = r.copy(), r @ r, 0
    while rs > 1e-20 and k < 3:
        ap = a @ p
        alpha = rs / (p @ ap)
        z += alpha * p
        r -= alpha * ap
        rs, old = r @ r, rs
        p = r + (rs / old) * p
        k += 1
    return z @ b + np.sum(z**3)


def levenberg(x):
    t = np.linspace(0.0, 1.0, 5)
    theta, lam = x[:2].copy(), 0.1
    target = x[2] * np.exp(-x[3] * t)
    cost = np.inf
    for _ in range(3):
        e = np.exp(-theta[1] * t)
        r = theta[0] * e - target
        j = np.column_stack([e, -theta[0] * t * e])
        step = np.linalg.solve(j.T @ j + lam * np.eye(2), -j.T @ r)
        trial = theta + step
        new = np.sum((trial[0] * np.exp(-trial[1] * t) - target) ** 2)
        if new < cost:
            theta, cost, lam = trial, new, lam / 3
        else:
            lam *= 2
    return theta[0] * theta[1] + cost


def molecules(x):
    pos = np.stack([x, np.array([0.0, 1.1, 2.3, 0.4])], axis=1)
    vel = np.zeros_like(pos)
    energy = 0.0
    for step in range(3):
        if step % 2 == 0:
            near = [(i, j) for i in range(4) for j in range(i + 1, 4)]
        force = np.zeros_like(pos)
        for i, j in near:
            d = pos[i] - pos[j]
            r2 = d @ d + 0.5
            if r2 > 6.0:
                continue
            f = (2 / r2**3 - 1 / r2**2) * d
            force[i] += f
            force[j] -= f
            energy += 1 / r2
        vel += 0.05 * force
        pos += 0.05 * vel
    return energy + np.sum(vel**2)


def lattice(x):
    """An American put by a binomial tree."""
    s0, sigma, rate, strike = 1.0 + 0.1 * x[0], 0.2 * x[1], 0.1 * x[2], 0.5 * x[3]
    n, dt = 6, 0.2
    up = np.exp(sigma * np.sqrt(dt))
    p = (np.exp(rate * dt) - 1 / up) / (up - 1 / up)
    prices = s0 * up ** (2.0 * np.arange(n + 1) - n)
    value = np.maximum(strike - prices, 0.0)
    for k in range(n - 1, -1, -1):
        for i in range(k + 1):
            hold = np.exp(-rate * dt) * (p * value[i + 1] + (1 - p) * value[i])
            value[i] = max(hold, strike - s0 * up ** (2 * i - k))
    return value[0]


def upwind(x):
    u = np.concatenate([x, x[::-1]])
    for _ in range(3):
        speed = 0.5 * (u + np.roll(u, -1)) - 0.9
        flux = np.where(speed > 0, 0.5 * u**2, 0.5 * np.roll(u, -1) ** 2)
        u[1:-1] -= 0.1 * (flux[1:-1] - flux[:-2])
        u[0], u[-1] = u[1], u[-2]
    return np.sum(u**2 * np.arange(len(u)))


def image(x):
    img = np.outer(x, x[::-1])
    kernel = np.array([[0.0, 0.2, 0.0], [0.2, x[0], 0.2], [0.0, 0.2, 0.0]])
    padded = np.pad(img, 1, mode="reflect")
    out = np.zeros_like(img)
    for di in range(3):
        for dj in range(3):
            out += kernel[di, dj] * padded[di : di + img.shape[0], dj : dj + img.shape[1]]
    out = np.clip(out, 0.0, 2.5)
    pooled = out.reshape(2, 2, 2, 2).max(axis=(1, 3))
    pooled -= pooled.mean()
    return np.sum(pooled**2) / (pooled.std() + 1e-3)
