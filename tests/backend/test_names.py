"""Variables of gradients are called what a person would call them."""

import ast
from dataclasses import dataclass

import numpy as np

import s2sad


def comb(x, g, delay):
    buf = np.zeros(delay)
    y = np.zeros_like(x)
    for n in range(len(x)):
        y[n] = x[n] + g * buf[n % delay]
        buf[n % delay] = y[n]
    return np.sum(y**2) / len(x)


def cooling(x, rate, t):
    for _ in range(3):
        x = x * np.exp(-rate * t)
    return np.sum(np.sin(x * t))


def test_names_of_the_program_are_its_own():
    source = s2sad.grad(comb, (0, 1)).source(np.ones(5), 0.3, 2)
    assert "for n in range(n_1)" in source and "for n, t_1 in zip(" in source, source
    found = ast.walk(ast.parse(s2sad.grad(cooling, (0, 1)).source(np.ones(3), 0.3, 2.0)))
    assigned = [n.id for n in found if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    assert "t_1" in assigned and "t" not in assigned


def power_iteration(a, v, rounds):
    for _ in range(rounds):
        w = a @ v
        v = w / np.sqrt(w @ w)
    return v @ a @ v


def test_what_is_taken_off_a_tape_is_called_what_it_was():
    source = s2sad.grad(power_iteration).source(np.eye(3) + 0.1, np.ones(3), 4)
    put = source.partition("tape.append((")[2].partition(")")[0]
    assert f"for {put} in reversed(tape):" in source, source


@dataclass
class State:
    pos: np.ndarray
    vel: np.ndarray


class Net:
    def __init__(self, w):
        self.w = w
        self.h = np.zeros(3)

    def step(self, x):
        self.h = np.tanh(self.w @ self.h + x)


def orbit(pos, vel, dt, n):
    a = State(pos, vel)
    for _ in range(n):
        half = a.vel - dt * a.pos
        a = State(a.pos + dt * half, half)
    return np.sum(a.pos**2)


def network(w, xs):
    net = Net(w)
    for x in xs:
        net.step(x)
    return np.sum(net.h)


def pair(x, n):
    s = (x, 2 * x)
    for _ in range(n):
        s = (s[0] * s[1], s[1] + 0.1)
    return s[0]


def by_key(x, n):
    s = {"speed": x, "place": 2 * x}
    for _ in range(n):
        s = {"speed": s["speed"] * s["place"], "place": s["place"] + 0.1}
    return s["speed"]


def test_parts_are_called_after_the_whole():
    assert "a_vel_bar += a_pos_bar" in s2sad.grad(orbit).source(np.ones(2), np.ones(2), 0.1, 3)
    assert " h_bar @ w" in s2sad.grad(network).source(np.eye(3), np.ones((4, 3)))
    assert "s_0_bar = 1.0\n    s_1_bar = 0.0" in s2sad.grad(pair).source(1.0, 3)
    assert "for s_speed, s_place in reversed(tape)" in s2sad.grad(by_key).source(1.0, 3)


def swapped(x, y):
    a, b = x, y
    for _ in range(3):
        a, b = b, a * b + a
    return a * b


def test_a_variable_of_the_program_is_not_called_what_a_cotangent_is():
    """Though the cotangent of `a` begins as the last `b`."""
    forward, _, backward = s2sad.grad(swapped, (0, 1)).source("f64", "f64").partition("# for _")
    assert "a, b = b, a * b + a" in forward and "for a, b in reversed(tape):" in backward


def slope(state, length, friction):
    angle, speed = state
    return np.array([speed, -np.sin(angle) / length - friction * speed])


def swing(params, state, rounds):
    for _ in range(rounds):
        a = slope(state, params[0], params[1])
        state = state + 0.1 * slope(state + 0.05 * a, params[0], params[1])
    return np.sum(state**2)


def test_what_has_no_name_is_called_after_the_parameter_that_it_is_handed_to():
    source = s2sad.grad(swing).source(np.array([1.5, 0.1]), np.ones(2), 5)
    assert "friction = params[1]" in source and "friction_bar" in source, source
    assert "state_1 = state + 0.05 * np.array(" in source, source
