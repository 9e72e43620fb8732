"""Random functions whose variables hold values of other types on other paths: numbers, tuples,
lists, dicts, arrays, functions, texts, instances and None."""

from __future__ import annotations

from random import Random

from .program import Program

HEAD = '''import math

import numpy as np


class Pair:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def value(self):
        return self.a * self.b


def use(v, x):
    if v is None:
        return x
    if isinstance(v, str):
        return len(v) * x
    if isinstance(v, Pair):
        return v.value() - v.a
    if isinstance(v, (tuple, list)):
        return sum(use(w, x) * (k + 1) for k, w in enumerate(v))
    if isinstance(v, dict):
        return sum(v.values()) * len(v)
    if callable(v):
        return v(x)
    return np.sum(v) * x


def made(x, y):
    if x > y:
        return x * y
    if x * y > 0.1:
        return None
    return [x, y]


def f(x, y):
'''
VALUES = (
    "{a} * y", "({a}, 2 * {b})", "[{a}, {b}, 3.0]", '{{"k": {a}, "m": {b}}}', "np.array([{a}, y])",
    "np.ones((2, 2)) * {a}", "math.sin", "lambda v: v * {a}", "'text'", "None", "Pair({a}, {b})",
    "made({a}, {b})", "({a}, None)", "p", "q", "r", "3",
)  # fmt: skip
CHANGES = (
    "if isinstance({v}, list):\n    {v}[0] = {a} * x",
    "if isinstance({v}, list):\n    {v}.append({a})",
    'if isinstance({v}, dict):\n    {v}["k"] = {a} * y',
    "if isinstance({v}, np.ndarray):\n    {v}[0] *= {a}",
    "if isinstance({v}, Pair):\n    {v}.a = {a} * y",
)


class Writer:
    def __init__(self, seed: str):
        self.random = Random(seed)
        self.lines: list[str] = []
        self.branches = 0

    def put(self, depth: int, text: str) -> None:
        self.lines += ["    " * depth + line for line in text.splitlines()]

    def number(self) -> str:
        return self.random.choice(("x", "y", "s", "0.5", "x * y"))

    def fill(self, text: str) -> str:
        a, b, v = self.number(), self.number(), self.random.choice("pqr")
        return text.format(a=a, b=b, v=v)

    def test(self) -> str:
        return f"{self.number()} > {self.random.choice(('0.2', '0.6', 'y', '1.1'))}"

    def statement(self, depth: int) -> None:
        chance = self.random.random()
        if chance < 0.35:
            value = self.fill(self.random.choice(VALUES))
            self.put(depth, f"{self.random.choice('pqr')} = {value}")
        elif chance < 0.6 and self.branches < 3:
            self.branches += 1
            self.put(depth, f"if {self.test()}:")
            self.block(depth + 1)
            if self.random.random() < 0.5:
                self.put(depth, "else:")
                self.block(depth + 1)
        elif chance < 0.75:
            self.put(depth, self.fill(self.random.choice(CHANGES)))
        elif chance < 0.82:
            self.put(depth, "for k in range(2):")
            self.put(depth + 1, self.fill("s += use({v}, x) * 0.1 * k"))
        else:
            self.put(depth, self.fill("s += use({v}, {a}) * 0.3"))

    def block(self, depth: int) -> None:
        for _ in range(self.random.randint(1, 3)):
            self.statement(depth)


def choices(seed: str) -> Program:
    """A function of two numbers."""
    writer = Writer(seed)
    writer.put(1, "p, q, r, s = x, (x, y), None, 0.3")
    for _ in range(writer.random.randint(3, 6)):
        writer.statement(1)
    writer.put(1, "return s + use(p, x) + use(q, y) * use(r, x)")
    args = (writer.random.choice((0.3, 0.9)), writer.random.choice((0.4, 1.3)))
    return Program(HEAD + "\n".join(writer.lines) + "\n", args)
