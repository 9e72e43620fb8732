"""Physics, geometry and graphs beside the gradient that a person would write."""

import math
from dataclasses import dataclass

import numpy as np

from .draws import normals as _n
from .draws import rng as _rng


def pendulum(state, t):
    theta, omega = state
    return np.array([omega, -9.81 / t * np.sin(theta) - 0.1 * omega])


def rk4(s0, length, steps, dt, target):
    s = s0
    for _ in range(steps):
        k1 = pendulum(s, length)
        k2 = pendulum(s + 0.5 * dt * k1, length)
        k3 = pendulum(s + 0.5 * dt * k2, length)
        k4 = pendulum(s + dt * k3, length)
        s = s + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return np.sum((s - target) ** 2)


def pendulum_vjp(state, t, bar):
    theta, omega = state
    a, b = bar
    state_bar = np.array([-9.81 / t * np.cos(theta) * b, a - 0.1 * b])
    return state_bar, 9.81 / t**2 * np.sin(theta) * b


def rk4_grad(s0, length, steps, dt, target):
    s = s0
    tape = []
    for _ in range(steps):
        k1 = pendulum(s, length)
        s2 = s + 0.5 * dt * k1
        k2 = pendulum(s2, length)
        s3 = s + 0.5 * dt * k2
        k3 = pendulum(s3, length)
        s4 = s + dt * k3
        k4 = pendulum(s4, length)
        tape.append((s, s2, s3, s4))
        s = s + dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    s_bar = 2.0 * (s - target)
    length_bar = 0.0
    while tape:
        s, s2, s3, s4 = tape.pop()
        k_bar = dt / 6.0 * s_bar
        s4_bar, l4 = pendulum_vjp(s4, length, k_bar)
        s3_bar, l3 = pendulum_vjp(s3, length, 2.0 * k_bar + dt * s4_bar)
        s2_bar, l2 = pendulum_vjp(s2, length, 2.0 * k_bar + 0.5 * dt * s3_bar)
        s1_bar, l1 = pendulum_vjp(s, length, k_bar + 0.5 * dt * s2_bar)
        s_bar = s_bar + s1_bar + s2_bar + s3_bar + s4_bar
        length_bar += l1 + l2 + l3 + l4
    return s_bar, length_bar


def leapfrog(q0, p0, k, mass, dt, steps):
    q, p = q0.copy(), p0.copy()
    p -= 0.5 * dt * k * q**3
    for _ in range(steps - 1):
        q += dt * p / mass
        p -= dt * k * q**3
    q += dt * p / mass
    p -= 0.5 * dt * k * q**3
    return 0.5 * np.sum(p**2 / mass) + 0.25 * np.sum(k * q**4)


def leapfrog_grad(q0, p0, k, mass, dt, steps):
    q, p = q0.copy(), p0.copy()
    p -= 0.5 * dt * k * q**3
    qs = []
    for _ in range(steps - 1):
        q += dt * p / mass
        qs.append(q.copy())
        p -= dt * k * q**3
    q += dt * p / mass
    p -= 0.5 * dt * k * q**3
    p_bar, q_bar = p / mass, k * q**3
    q_bar -= 1.5 * dt * k * q**2 * p_bar
    p_bar += dt / mass * q_bar
    while qs:
        q = qs.pop()
        q_bar -= 3.0 * dt * k * q**2 * p_bar
        p_bar += dt / mass * q_bar
    q_bar -= 1.5 * dt * k * q0**2 * p_bar
    return q_bar, p_bar


def implicit_euler(a, u0, dt, steps):
    m = np.eye(len(u0)) - dt * a
    u = u0
    for _ in range(steps):
        u = np.linalg.solve(m, u)
    return u @ u


def implicit_euler_grad(a, u0, dt, steps):
    m = np.eye(len(u0)) - dt * a
    u = u0
    us = []
    for _ in range(steps):
        u = np.linalg.solve(m, u)
        us.append(u)
    u_bar = 2.0 * u
    m_bar = np.zeros_like(m)
    while us:
        u_bar = np.linalg.solve(m.T, u_bar)
        m_bar -= np.outer(u_bar, us.pop())
    return -dt * m_bar, u_bar


def heat2d(u0, k, steps, target):
    u = u0.copy()
    for _ in range(steps):
        lap = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4.0 * u[1:-1, 1:-1]
        u[1:-1, 1:-1] += k * lap
    return np.sum((u - target) ** 2)


def heat2d_grad(u0, k, steps, target):
    u = u0.copy()
    laps = []
    for _ in range(steps):
        lap = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4.0 * u[1:-1, 1:-1]
        laps.append(lap)
        u[1:-1, 1:-1] += k * lap
    u_bar = 2.0 * (u - target)
    k_bar = 0.0
    while laps:
        inner_bar = u_bar[1:-1, 1:-1]
        k_bar += np.sum(laps.pop() * inner_bar)
        lap_bar = k * inner_bar
        u_bar[:-2, 1:-1] += lap_bar
        u_bar[2:, 1:-1] += lap_bar
        u_bar[1:-1, :-2] += lap_bar
        u_bar[1:-1, 2:] += lap_bar
        u_bar[1:-1, 1:-1] -= 4.0 * lap_bar
    return u_bar, k_bar


def wave(speed, u0, steps, record):
    c2 = speed**2
    before, now = u0.copy(), u0.copy()
    loss = 0.0
    for t in range(steps):
        after = np.zeros_like(now)
        after[1:-1] = 2.0 * now[1:-1] - before[1:-1] + c2[1:-1] * (
            now[2:] - 2.0 * now[1:-1] + now[:-2])
        before, now = now, after
        loss += (now[5] - record[t]) ** 2
    return loss


def wave_grad(speed, u0, steps, record):
    c2 = speed**2
    before, now = u0.copy(), u0.copy()
    tape = []
    for t in range(steps):
        lap = now[2:] - 2.0 * now[1:-1] + now[:-2]
        after = np.zeros_like(now)
        after[1:-1] = 2.0 * now[1:-1] - before[1:-1] + c2[1:-1] * lap
        before, now = now, after
        tape.append((lap, now[5]))
    c2_bar = np.zeros_like(c2)
    before_bar, now_bar = np.zeros_like(u0), np.zeros_like(u0)
    for t in range(steps - 1, -1, -1):
        lap, seen = tape.pop()
        now_bar[5] += 2.0 * (seen - record[t])
        inner_bar = now_bar[1:-1]
        c2_bar[1:-1] += inner_bar * lap
        lap_bar = c2[1:-1] * inner_bar
        next_bar = before_bar
        next_bar[1:-1] += 2.0 * (inner_bar - lap_bar)
        next_bar[2:] += lap_bar
        next_bar[:-2] += lap_bar
        before_bar = np.zeros_like(u0)
        before_bar[1:-1] = -inner_bar
        now_bar = next_bar
    return c2_bar * 2.0 * speed


def burgers(u0, nu, dx, dt, steps):
    u = u0
    for _ in range(steps):
        left, right = np.roll(u, 1), np.roll(u, -1)
        flux = u * (right - left) / (2.0 * dx)
        u = u + dt * (nu * (right - 2.0 * u + left) / dx**2 - flux)
    return np.mean(u**2)


def burgers_grad(u0, nu, dx, dt, steps):
    u = u0
    us = []
    for _ in range(steps):
        us.append(u)
        left, right = np.roll(u, 1), np.roll(u, -1)
        flux = u * (right - left) / (2.0 * dx)
        u = u + dt * (nu * (right - 2.0 * u + left) / dx**2 - flux)
    u_bar = 2.0 * u / u.size
    nu_bar = 0.0
    while us:
        u = us.pop()
        left, right = np.roll(u, 1), np.roll(u, -1)
        t = dt * u_bar
        nu_bar += t @ (right - 2.0 * u + left) / dx**2
        d = t * nu / dx**2
        c = t * u / (2.0 * dx)
        u_bar = u_bar - 2.0 * d - t * (right - left) / (2.0 * dx)
        u_bar += np.roll(d - c, 1) + np.roll(d + c, -1)
    return u_bar, nu_bar


def warp(flow, image, target):
    h, w = image.shape
    yy, xx = np.meshgrid(np.arange(h), np.arange(w), indexing="ij")
    y = np.clip(yy + flow[0], 0.0, h - 1.001)
    x = np.clip(xx + flow[1], 0.0, w - 1.001)
    i, j = y.astype(int), x.astype(int)
    a, b = y - i, x - j
    top = (1.0 - b) * image[i, j] + b * image[i, j + 1]
    bottom = (1.0 - b) * image[i + 1, j] + b * image[i + 1, j + 1]
    return np.sum(((1.0 - a) * top + a * bottom - target) ** 2)


def warp_grad(flow, image, target):
    h, w = image.shape
    yy, xx = np.meshgrid(np.arange(h), np.arange(w), indexing="ij")
    y0, x0 = yy + flow[0], xx + flow[1]
    y = np.clip(y0, 0.0, h - 1.001)
    x = np.clip(x0, 0.0, w - 1.001)
    i, j = y.astype(int), x.astype(int)
    a, b = y - i, x - j
    nw, ne, sw, se = image[i, j], image[i, j + 1], image[i + 1, j], image[i + 1, j + 1]
    top = (1.0 - b) * nw + b * ne
    bottom = (1.0 - b) * sw + b * se
    r_bar = 2.0 * ((1.0 - a) * top + a * bottom - target)
    flow_bar = np.empty_like(flow)
    flow_bar[0] = np.where(y == y0, r_bar * (bottom - top), 0.0)
    b_bar = r_bar * ((1.0 - a) * (ne - nw) + a * (se - sw))
    flow_bar[1] = np.where(x == x0, b_bar, 0.0)
    return flow_bar


def pagerank(weights, damping, rounds, goal):
    p = weights / np.sum(weights, axis=0)
    n = len(weights)
    r = np.ones(n) / n
    for _ in range(rounds):
        r = damping * (p @ r) + (1.0 - damping) / n
    return goal @ r


def pagerank_grad(weights, damping, rounds, goal):
    total = np.sum(weights, axis=0)
    p = weights / total
    n = len(weights)
    r = np.ones(n) / n
    rs = []
    for _ in range(rounds):
        rs.append(r)
        r = damping * (p @ r) + (1.0 - damping) / n
    r_bar = goal
    p_bar = np.zeros_like(p)
    while rs:
        t = damping * r_bar
        p_bar += np.outer(t, rs.pop())
        r_bar = p.T @ t
    return (p_bar - np.sum(p_bar * p, axis=0)) / total


def sinkhorn(cost, a, b, eps, rounds):
    k = np.exp(-cost / eps)
    v = np.ones(len(b))
    for _ in range(rounds):
        u = a / (k @ v)
        v = b / (k.T @ u)
    return np.sum(u[:, None] * k * v * cost)


def sinkhorn_grad(cost, a, b, eps, rounds):
    k = np.exp(-cost / eps)
    v = np.ones(len(b))
    tape = []
    for _ in range(rounds):
        v0 = v
        u = a / (k @ v)
        v = b / (k.T @ u)
        tape.append((v0, u, v))
    plan = u[:, None] * k * v
    k_bar = u[:, None] * v * cost
    v_bar = np.sum(u[:, None] * k * cost, axis=0)
    u_bar = (k * cost) @ v
    while tape:
        v0, u, v = tape.pop()
        s = -v_bar * v**2 / b
        k_bar += np.outer(u, s)
        u_bar = u_bar + k @ s
        s = -u_bar * u**2 / a
        k_bar += np.outer(s, v0)
        v_bar = k.T @ s
        u_bar = 0.0
    return plan - k_bar * k / eps


def quaternion_fit(q, t, x, y):
    q = q / np.sqrt(q @ q)
    w, v = q[0], q[1:]
    moved = x + 2.0 * w * np.cross(v, x) + 2.0 * np.cross(v, np.cross(v, x)) + t
    return np.mean(np.sum((moved - y) ** 2, axis=1))


def quaternion_fit_grad(q, t, x, y):
    norm = np.sqrt(q @ q)
    q = q / norm
    w, v = q[0], q[1:]
    vx = np.cross(v, x)
    moved = x + 2.0 * w * vx + 2.0 * np.cross(v, vx) + t
    r = 2.0 * (moved - y) / len(x)
    vx_bar = 2.0 * w * r + 2.0 * np.cross(r, v)
    q_bar = np.empty(4)
    q_bar[0] = 2.0 * np.sum(r * vx)
    q_bar[1:] = np.sum(np.cross(x, vx_bar) + 2.0 * np.cross(vx, r), axis=0)
    return (q_bar - (q_bar @ q) * q) / norm, np.sum(r, axis=0)


def reprojection(points, rotation, t, focal, pixels):
    cam = points @ rotation.T + t
    u = focal * cam[:, 0] / cam[:, 2]
    v = focal * cam[:, 1] / cam[:, 2]
    return np.sum((u - pixels[:, 0]) ** 2 + (v - pixels[:, 1]) ** 2)


def reprojection_grad(points, rotation, t, focal, pixels):
    cam = points @ rotation.T + t
    p = cam[:, :2] / cam[:, 2:]
    p_bar = 2.0 * (focal * p - pixels)
    focal_bar = np.sum(p_bar * p)
    cam_bar = np.empty_like(cam)
    cam_bar[:, :2] = focal * p_bar / cam[:, 2:]
    cam_bar[:, 2] = -np.sum(cam_bar[:, :2] * p, axis=1)
    return cam_bar @ rotation, np.sum(cam_bar, axis=0), focal_bar


def arm(angles, lengths, goal):
    x = y = total = 0.0
    for a, r in zip(angles, lengths):
        total += a
        x += r * math.cos(total)
        y += r * math.sin(total)
    return (x - goal[0]) ** 2 + (y - goal[1]) ** 2


def arm_grad(angles, lengths, goal):
    x = y = total = 0.0
    tape = []
    for a, r in zip(angles, lengths):
        total += a
        dx, dy = r * math.cos(total), r * math.sin(total)
        tape.append((dx, dy))
        x += dx
        y += dy
    x_bar, y_bar = 2.0 * (x - goal[0]), 2.0 * (y - goal[1])
    angles_bar = np.zeros_like(angles)
    total_bar = 0.0
    for k in range(len(angles) - 1, -1, -1):
        dx, dy = tape.pop()
        total_bar += y_bar * dx - x_bar * dy
        angles_bar[k] = total_bar
    return angles_bar


def lennard_jones(x, eps, sigma):
    i, j = np.triu_indices(len(x), 1)
    d = x[i] - x[j]
    s6 = (sigma**2 / np.sum(d**2, axis=1)) ** 3
    return 4.0 * eps * np.sum(s6**2 - s6)


def lennard_jones_grad(x, eps, sigma):
    i, j = np.triu_indices(len(x), 1)
    d = x[i] - x[j]
    r2 = np.sum(d**2, axis=1)
    s6 = (sigma**2 / r2) ** 3
    s6_bar = 4.0 * eps * (2.0 * s6 - 1.0)
    d_bar = (-6.0 * s6_bar * s6 / r2)[:, None] * d
    x_bar = np.zeros_like(x)
    np.add.at(x_bar, i, d_bar)
    np.add.at(x_bar, j, -d_bar)
    return x_bar


@dataclass
class Oscillator:
    mass: float
    damping: float
    stiffness: float


def oscillator(m, x, v, force, dt):
    work = 0.0
    for f in force:
        acc = (f - m.damping * v - m.stiffness * x) / m.mass
        v = v + dt * acc
        x = x + dt * v
        work += m.damping * v**2 * dt
    return work


def oscillator_grad(m, x, v, force, dt):
    tape = []
    mass, damping, stiffness = m.mass, m.damping, m.stiffness
    for f in force:
        acc = (f - damping * v - stiffness * x) / mass
        tape.append((x, v, acc))
        v = v + dt * acc
        x = x + dt * v
    x_bar = v_bar = mass_bar = damping_bar = stiffness_bar = 0.0
    while tape:
        x, v0, acc = tape.pop()
        v = v0 + dt * acc
        damping_bar += v**2 * dt
        v_bar += 2.0 * damping * v * dt + dt * x_bar
        t = dt * v_bar / mass
        mass_bar -= t * acc
        damping_bar -= t * v0
        stiffness_bar -= t * x
        v_bar -= t * damping
        x_bar -= t * stiffness
    return Oscillator(mass_bar, damping_bar, stiffness_bar)


def de_boor(c, knots, x, degree):
    total = 0.0
    for t in x:
        k = int(np.searchsorted(knots, t, side="right")) - 1
        d = c[k - degree:k + 1].copy()
        for r in range(1, degree + 1):
            for j in range(degree, r - 1, -1):
                left = knots[j + k - degree]
                a = (t - left) / (knots[j + 1 + k - r] - left)
                d[j] = (1.0 - a) * d[j - 1] + a * d[j]
        total += d[degree] ** 2
    return total


def de_boor_grad(c, knots, x, degree):
    c_bar = np.zeros_like(c)
    for t in x:
        k = int(np.searchsorted(knots, t, side="right")) - 1
        d = c[k - degree:k + 1].copy()
        alphas = []
        for r in range(1, degree + 1):
            for j in range(degree, r - 1, -1):
                left = knots[j + k - degree]
                a = (t - left) / (knots[j + 1 + k - r] - left)
                alphas.append(a)
                d[j] = (1.0 - a) * d[j - 1] + a * d[j]
        d_bar = np.zeros_like(d)
        d_bar[degree] = 2.0 * d[degree]
        for r in range(degree, 0, -1):
            for j in range(r, degree + 1):
                a = alphas.pop()
                d_bar[j - 1] += (1.0 - a) * d_bar[j]
                d_bar[j] *= a
        c_bar[k - degree:k + 1] += d_bar
    return c_bar


def _wave():
    g = _rng()
    return 0.5 + 0.1 * g.random(60), np.exp(-np.linspace(-3, 3, 60) ** 2), 40, g.normal(size=40)


def _warp():
    g = _rng()
    return g.normal(size=(2, 20, 24)), g.normal(size=(20, 24)), g.normal(size=(20, 24))


def _pagerank():
    g = _rng()
    return g.random((30, 30)), 0.85, 20, g.normal(size=30)


def _sinkhorn():
    g = _rng()
    return g.random((15, 20)), np.ones(15) / 15, np.ones(20) / 20, 0.2, 20


def _reprojection():
    g = _rng()
    turn = np.linalg.qr(g.normal(size=(3, 3)))[0]
    return g.normal(size=(100, 3)), turn, np.array([0.1, 0.2, 9.0]), 1.3, g.normal(size=(100, 2))


def _oscillator():
    return Oscillator(1.2, 0.3, 2.0), 1.0, 0.0, _rng().normal(size=100), 0.05


def _de_boor():
    knots = np.concatenate([np.zeros(3), np.linspace(0.0, 1.0, 10), np.ones(3)])
    return _rng().normal(size=12), knots, 0.98 * _rng().random(20), 3


#: (function, gradient by hand, argnums, maker of arguments)
CASES = [
    (rk4, rk4_grad, (0, 1), lambda: (np.array([0.5, 0.1]), 1.2, 30, 0.02, np.array([0.2, 0.3]))),
    (leapfrog, leapfrog_grad, (0, 1), lambda: (*_n(20, 20), 1.3, 0.8, 0.05, 30)),
    (implicit_euler, implicit_euler_grad, (0, 1), lambda: (*_n((8, 8), 8), 0.1, 20)),
    (heat2d, heat2d_grad, (0, 1), lambda: (_n((20, 20))[0], 0.1, 20, _n((20, 20))[0] + 1.0)),
    (wave, wave_grad, 0, _wave),
    (burgers, burgers_grad, (0, 1), lambda: (_n(64)[0], 0.1, 0.1, 0.01, 30)),
    (warp, warp_grad, 0, _warp),
    (quaternion_fit, quaternion_fit_grad, (0, 1), lambda: _n(4, 3, (50, 3), (50, 3))),
    (reprojection, reprojection_grad, (0, 2, 3), _reprojection),
    (arm, arm_grad, 0, lambda: (*_n(8, 8), (1.0, 2.0))),
    (lennard_jones, lennard_jones_grad, 0, lambda: (_n((12, 3))[0] * 2.0, 0.9, 1.1)),
    (oscillator, oscillator_grad, 0, _oscillator),
    (de_boor, de_boor_grad, 0, _de_boor),
    (pagerank, pagerank_grad, 0, _pagerank),
    (sinkhorn, sinkhorn_grad, 0, _sinkhorn),
]
