"""Random functions with `try` statements: risks, raises, returns, loops, `else` and `finally`.

Errors depend on integers that are arguments, so the same path is taken near the point; what was
assigned, appended or written before an error is used after it.
"""

from __future__ import annotations

from random import Random

from .program import Program

ERRORS = ("ZeroDivisionError", "ValueError", "ArithmeticError", "KeyError", "AssertionError",
          "Exception", "(ZeroDivisionError, ValueError)")  # fmt: skip
VALUES = ("0.5 * {a} + {b}", "{a} * {b}", "{a} - 0.3 * {b}", "math.sin({a}) * {b}", "{a} * 1.2")
RAISES = ('ValueError("no")', "ArithmeticError", "KeyError(1)")


class Writer:
    """Writes statements of one function; `depth` counts the blocks that are open."""

    def __init__(self, seed: str):
        self.random = Random(seed)
        self.lines: list[str] = []
        self.tries = 0

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def put(self, depth: int, line: str) -> None:
        self.lines.append("    " * depth + line)

    def name(self) -> str:
        return self.random.choice(("x", "a", "b", "c", "out[-1]", "float(u[0])", "float(u[1])"))

    def value(self) -> str:
        return self.random.choice(VALUES).format(a=self.name(), b=self.name())

    def flag(self, in_loop: bool) -> str:
        k = self.random.choice("kmn")
        return f"{k} - i" if in_loop and self.chance(0.5) else k

    def statement(self, depth: int, in_loop: bool, in_try: bool) -> None:
        chance = self.random.random()
        target = self.random.choice("abc")
        if chance < 0.25:
            self.put(depth, f"{target} = {self.value()}")
        elif chance < 0.35:
            sign = self.random.choice(("+=", "*=", "-="))
            place = self.random.choice(("a", "b", "u[0]", "u[1]"))
            self.put(depth, f"{place} {sign} {self.name()}")
        elif chance < 0.42:
            self.put(depth, f"out.append({self.value()})")
        elif chance < 0.6:
            self.put(depth, f"{target} = {self.name()} / ({self.flag(in_loop)})")
        elif chance < 0.68 and in_try:
            self.put(depth, f"if ({self.flag(in_loop)}) == 0:")
            if self.chance(0.5):
                self.put(depth + 1, f"{target} = {self.value()}")
            self.put(depth + 1, f"raise {self.random.choice(RAISES)}")
        elif chance < 0.73 and in_try:
            self.put(depth, f"assert ({self.flag(in_loop)}) > 0")
        elif chance < 0.78 and in_try:
            self.put(depth, f'{target} = {{"p": {self.name()}}}["{self.random.choice("pq")}"]')
        elif chance < 0.81:
            self.put(depth, f"if ({self.flag(in_loop)}) > 0:")
            self.leave(depth + 1, in_loop)
        elif chance < 0.86 and depth < 5:
            self.put(depth, f"if {self.random.choice(('x > 0.5', 'a > b', 'm > 0', 'k > n'))}:")
            self.block(depth + 1, in_loop, in_try, 2)
            if self.chance(0.5):
                self.put(depth, "else:")
                self.block(depth + 1, in_loop, in_try, 2)
        elif chance < 0.9 and self.tries < 3:
            self.attempt(depth, in_loop)
        else:
            self.put(depth, f"draws += rng.normal() * {self.name()}")

    def leave(self, depth: int, in_loop: bool) -> None:
        ways = [f"return {self.value()}", f"a = {self.value()}"]
        if in_loop:
            ways += ["break", "continue"]
        self.put(depth, self.random.choice(ways))

    def block(self, depth: int, in_loop: bool, in_try: bool, most: int = 3) -> None:
        for _ in range(self.random.randint(1, most)):
            self.statement(depth, in_loop, in_try)

    def attempt(self, depth: int, in_loop: bool) -> None:
        self.tries += 1
        self.put(depth, "try:")
        self.block(depth + 1, in_loop, True, 4)
        handlers = self.random.randint(0, 2)
        final = not handlers or self.chance(0.3)
        for _ in range(handlers):
            self.put(depth, f"except {self.random.choice(ERRORS)}:")
            self.block(depth + 1, in_loop, False, 2)
            if self.chance(0.3):
                self.leave(depth + 1, in_loop)
        if handlers and self.chance(0.3):
            self.put(depth, "else:")
            self.block(depth + 1, in_loop, False, 2)
        if final:
            self.put(depth, "finally:")
            self.block(depth + 1, False, False, 2)

    def function(self) -> str:
        self.lines += ["import math", "", "import numpy as np", "", "", "def f(x, k, m, n):"]
        self.put(1, "a, b, c, out, u = x, 2 * x, 0.5, [x], np.array([x, 3.0])")
        self.put(1, "rng, draws = np.random.default_rng(7), 0.0")
        in_loop = self.chance(0.5)
        if in_loop:
            self.put(1, "for i in range(3):")
        self.block(1 + in_loop, in_loop, False, 2)
        self.attempt(1 + in_loop, in_loop)
        self.block(1, False, False, 2)
        self.put(1, "return a + 2 * b + 3 * c + 0.3 * sum(out) + np.sum(u) + draws")
        return "\n".join(self.lines) + "\n"


def attempts(seed: str) -> Program:
    """A function of a number and three integers, some of which make it fail."""
    writer = Writer(seed)
    source = writer.function()
    flags = tuple(writer.random.choice((0, 0, 1, 2)) for _ in range(3))
    return Program(source, (0.7, *flags))
