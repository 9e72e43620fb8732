"""Random recurrences in place: loops that read and write rows near those of their variables.

The generator of programs makes few of them, and they are what `passes.dead_stores` and
`passes.cleared` work on.
"""

from __future__ import annotations

from random import Random

import numpy as np

from .program import Program

OUTER = ("range(2, n - 1)", "range(n - 2, 1, -1)", "range(1, n - 1)", "reversed(range(2, n - 1))")
INNER = ("range(i)", "range(i + 1)", "range(2, i)", "range(i, n - 1)", "range(i + 1, n - 1)",
         "range(i - 1, -1, -1)", "range(n - 2, i, -1)")  # fmt: skip
VALUES = (
    "0.3 * {a} + np.sin({b}) * {c}", "{a} * {b} - 0.5 * {c}", "np.tanh({a}) + 0.2 * {b}",
    "{a} * 0.5 + s * 0.1", "{a} - {b} * 0.7", "{a} / (1.5 + {b} ** 2)",
)  # fmt: skip
#: conditions on the variables of both loops
INDICES = ("i == j", "i != j", "j < i", "j >= i", "i == j + 1")
#: parts of both arrays, before, behind and around the loops' rows
PARTS = ("u[:{a}]", "u[{a} + 1:]", "u[{a}:]", "v[{a}, :{b}]", "v[:{b}, {a}]", "v[{a}, {b} + 1:]",
         "v[{a} - 1:{a} + 1, {b}]", "u[-2:]", "u[{a} - 2:{a}]", "v[{a}]")  # fmt: skip


def recurrence(seed: str) -> Program:
    """A function of a vector and a matrix that writes into copies of both."""
    random = Random(seed)
    lines = ["import numpy as np", "", "", "def f(x, m):"]
    lines.append("    u, v, s, n = x.copy(), m.copy(), 0.0, len(x)")
    for _ in range(random.randint(1, 2)):
        lines.append(f"    for i in {random.choice(OUTER)}:")
        for _ in range(random.randint(1, 4)):
            lines += statement(random, "i", 8)
        if random.random() < 0.6:
            lines.append(f"        for j in {random.choice(INNER)}:")
            for _ in range(random.randint(1, 3)):
                lines += statement(random, "ij", 12)
            lines += statement(random, "i", 8)
    lines.append("    return np.sum(u * np.arange(n)) + np.sum(v * v) + s")
    entries = np.random.default_rng(random.randrange(2**32))
    args = (entries.normal(size=6) * 0.8, entries.normal(size=(6, 6)) * 0.8)
    return Program("\n".join(lines) + "\n", args)


def statement(random: Random, variables: str, indent: int) -> list[str]:
    chance, space = random.random(), " " * indent
    if chance < 0.15:
        test = f"{entry(random, variables)} > {random.choice((-0.3, 0.2))}"
        return [f"{space}if {test}:", *statement(random, variables, indent + 4)]
    if chance < 0.25 and "j" in variables:
        lines = [f"{space}if {random.choice(INDICES)}:", *statement(random, variables, indent + 4)]
        if random.random() < 0.5:
            lines += [f"{space}else:", *statement(random, variables, indent + 4)]
        return lines
    a, b, c = (read(random, variables) for _ in range(3))
    value = random.choice(VALUES).format(a=a, b=b, c=c)
    if random.random() < 0.15:
        return least(random, variables, value, space)
    if chance < 0.3:
        return [f"{space}s = 0.5 * s + 0.3 * ({value})"]
    sign = random.choice(("=", "=", "+=", "-=", "*="))
    if chance < 0.4:
        return [f"{space}{part(random, variables)} {sign} {value}"]
    return [f"{space}{entry(random, variables)} {sign} {value}"]


def least(random: Random, variables: str, value: str, space: str) -> list[str]:
    """`if t < u[i]: u[i] = t` and the like."""
    place = entry(random, variables)
    lines = [f"{space}t = {value}", f"{space}if t {random.choice('<>')} {place}:"]
    lines.append(f"{space}    {place} = {random.choice(('t', '0.7 * t', 't * t'))}")
    if random.random() < 0.4:
        other = entry(random, variables)
        lines += [f"{space}elif t > 0.1:", f"{space}    {other} = 0.5 * t + {place}"]
    return lines


def read(random: Random, variables: str) -> str:
    if random.random() < 0.2:
        return f"0.2 * np.sum({part(random, variables)})"
    return entry(random, variables)


def part(random: Random, variables: str) -> str:
    a, b = random.choice(variables), random.choice(variables)
    return random.choice(PARTS).format(a=a, b=b)


def entry(random: Random, variables: str) -> str:
    if random.random() < 0.55:
        return f"u[{row(random, variables)}]"
    return f"v[{row(random, variables)}, {row(random, variables)}]"


def row(random: Random, variables: str) -> str:
    """A variable, or one or two away from it: below zero it is counted from the end."""
    return random.choice(variables) + random.choice(("", "", "", " - 1", " + 1", " - 2"))
