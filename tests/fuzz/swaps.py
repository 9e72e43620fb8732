"""Random functions in which entries, items and rows change places, in every way to write that down,
also an entry with itself, beside what overwrites them and what only looks like a swap."""

from __future__ import annotations

from random import Random

import numpy as np

from .program import Program

#: how what is written into is made, one entry of it, all of it read at once, and the result
KINDS = {
    "vector": ("x.copy()", "u[{i}]", "np.sum(np.sin(u) * u)", "np.sum(u * np.arange(1.0, 5.0))"),
    "matrix": ("np.outer(x, x) + np.arange(16.0).reshape(4, 4) * 0.1", "u[{i}, {j}]",
               "np.sum(np.sin(u) * u)", "np.sum(u * np.arange(16.0).reshape(4, 4))"),
    "list": ("[v for v in x]", "u[{i}]", "sum(v * v * v for v in u)",
             "sum(v * (j + 1.0) for j, v in enumerate(u))"),
    "lists": ("[[v * w for v in x] for w in x]", "u[{i}][{j}]", "sum(v * v * v for v in u[0])",
              "sum(v * (j + 2.0 * n) for n, row in enumerate(u) for j, v in enumerate(row))"),
}  # fmt: skip
INDICES = ("0", "1", "-1", "i", "(i + 1) % 4", "k[i]", "k[(i + 1) % 4]", "3 - i")
WHOLE = {
    "vector": ("u[[{i}, {j}]] = u[[{j}, {i}]]",),
    "matrix": ("u[[{i}, {j}]] = u[[{j}, {i}]]", "u[:, [{i}, {j}]] = u[:, [{j}, {i}]]",
               "u[[{i}, {j}], 1:] = u[[{j}, {i}], 1:]", "u[[{i}, {j}], {m}] = u[[{j}, {i}], {m}]",
               "u[{i}], u[{j}] = u[{j}].copy(), u[{i}].copy()"),
    "list": ("u[{i}], u[{j}] = u[{j}], u[{i}]",),
    "lists": ("u[{i}], u[{j}] = u[{j}], u[{i}]",),
}  # fmt: skip
STATEMENTS = (
    ("{a}, {b} = {b}, {a}",), ("{a}, {b} = {b}, {a}",), ("{whole}",), ("s += {all}",),
    ("t = {a}", "{a} = {b}", "{b} = t"), ("t = {a}", "{a} = {b}", "{b} = t", "s += t * {c}"),
    ("t = {a}", "w = {b}", "{a} = w", "{b} = t", "s += w * t"),
    ("{c} = {a}", "{a} = {b}", "{b} = {c}"), ("{a} = np.sin({b}) * {a}",), ("{a} *= {b}",),
    ("if {a} > {b}:", "    {a}, {b} = {b}, {a}"),
    ("if {a} > {b}:", "    {a}, {b} = {b}, {a}", "else:", "    s += {a} * {b}"),
)  # fmt: skip


def swaps(seed) -> Program:
    """A function of four numbers and four indices."""
    random = Random(f"swaps/{seed}")
    kind = random.choice(list(KINDS))
    made, entry, everything, result = KINDS[kind]
    lines = [f"u, s = {made}, 0.0", "for i in range(4):"]
    for _ in range(random.randint(2, 5)):
        i, j, m = (random.choice(INDICES) for _ in range(3))
        a, b, c = (entry.format(i=random.choice(INDICES), j=random.choice(INDICES)) for _ in "abc")
        whole = random.choice(WHOLE[kind]).format(i=i, j=j, m=m)
        for line in random.choice(STATEMENTS):
            lines.append("    " + line.format(a=a, b=b, c=c, whole=whole, all=everything))
    lines.append(f"return s + {result}")
    source = "import numpy as np\n\n\ndef f(x, k):\n    " + "\n    ".join(lines) + "\n"
    numbers = np.random.default_rng(random.randrange(10**6))
    return Program(source, (numbers.uniform(-1, 1, 4), numbers.integers(-1, 4, 4)))
