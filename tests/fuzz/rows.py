"""Random functions of arrays in lists: written at indices that the run decides, through names that
they were given, by helpers and by whole; swapped, appended, popped, and read after all of that."""

from random import Random

import numpy as np

from .program import Program

_INDICES = ("0", "1", "-1", "i % len(rows)", "(i + 1) % len(rows)", "j", "len(rows) - 1",
            "int(k[i % 4]) % len(rows)")  # fmt: skip
_PLACES = ("[0]", "[i % 3]", "[1:]", "[:2]", "[::-1]", "[:]", "[j]", "[-1]")
_HELPERS = """\
def scale(row, c):
    row *= c


def put(rows, n, row):
    rows[n] = row


def taken(rows, n):
    return rows[n]


"""
_MADE = ("[x * c for c in (1.0, 0.5, -0.7)]", "[np.sin(x + n) for n in range(3)]",
         "[row.copy() for row in a]", "[row for row in a]", "list(a)",
         "[x.copy(), np.cos(x), a[1] * 0.5]")  # fmt: skip


def rows(seed) -> Program:
    """`f(x, a, s)` for a vector of 3, a matrix of 3 by 3 and a number."""
    writer = _Writer(Random(f"rows/{seed}"))
    lines = ["rows = " + writer.one(_MADE), "i, j, total = 0, 0, 0.0", "k = np.array([2, 0, 1, 1])"]
    if writer.chance(0.3):
        lines.append("other = " + writer.one(("rows", "rows[:]", "list(rows)", "rows[::-1]")))
    if writer.chance(0.3):
        lines.append(f"kept = rows[{writer.one(('0', '1', '-1'))}]")
        writer.names.append("kept")
    lines += writer.block(writer.random.randint(1, 3), 0)
    lines.append(f"for i in range({writer.one(('3', '4', 'len(rows)', 'n'))}):")
    lines += ("    " + line for line in writer.block(writer.random.randint(2, 4), 1))
    if writer.chance(0.5):
        lines += writer.block(writer.random.randint(1, 2), 0)
    more = [f" + np.sum({name} ** 2)" for name in writer.names]
    if any(line.startswith("other") for line in lines):
        more.append(" + other[0] @ x")
    lines.append("return total + sum(np.sum(np.tanh(row) * (n + 1.0)) for n, row in "
                 f"enumerate(rows)){''.join(more)} + s * 0.1")  # fmt: skip
    source = f"import numpy as np\n\n\n{_HELPERS}def f(x, a, s, n=3):\n    " + "\n    ".join(lines)
    numbers = np.random.default_rng(writer.random.randrange(10**6))
    args = numbers.uniform(-1, 1, 3), numbers.uniform(-1, 1, (3, 3)), numbers.uniform(0.5, 1)
    return Program(source + "\n", args)


class _Writer:
    def __init__(self, random: Random):
        self.random = random
        self.names: list[str] = []

    def one(self, choices):
        return self.random.choice(choices)

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def row(self) -> str:
        return f"rows[{self.one(_INDICES)}]"

    def block(self, count: int, depth: int) -> list[str]:
        return [line for _ in range(count) for line in self.statement(depth)]

    def statement(self, depth: int) -> list[str]:
        row, place = self.row(), self.one(_PLACES)
        kind = self.random.randrange(16)
        if kind < 3:
            return [f"{row}{place} {self.one(('=', '+=', '*='))} {self.value(place)}"]
        if kind == 3:
            return [f"{row} {self.one(('+=', '*=', '-='))} {self.value('[:]')}"]
        if kind == 4:
            return [f"{row} = {self.value('new')}"]
        if kind == 5:
            return [f"row = {row}", *self.writes("row"), f"total += row @ {self.row()}"]
        if kind == 6:
            part = self.one(("[1:]", "[::-1]", "[:2]"))
            return [f"row = {row}{part}", *self.writes("row", "[0]")]
        if kind == 7:
            a, b = self.one(_INDICES), self.one(_INDICES)
            return [f"rows[{a}], rows[{b}] = rows[{b}], rows[{a}]"]
        if kind == 8:
            return [f"scale({row}, {self.one(('s', '0.9', 'x[0]'))})"]
        if kind == 9:
            return [f"put(rows, {self.one(_INDICES)}, {self.value('new')})"]
        if kind == 10:
            return [f"row = taken(rows, {self.one(_INDICES)})", *self.writes("row")]
        if kind == 11:
            return [f"rows.append({self.value('new')})"]
        if kind == 12:
            return ["for row in rows:", *("    " + line for line in self.writes("row"))]
        if kind == 13:
            return ["for j, row in enumerate(rows):", "    j = j % 3",
                    f"    total += row[j] * {self.row()}[0]"]  # fmt: skip
        if kind == 14 and depth < 2:
            test = self.one(("i % 2 == 0", "s > 0.7", f"{row}[0] > 0.0", "j < 1"))
            lines = [f"if {test}:", *("    " + line for line in self.block(1, 2))]
            if self.chance(0.5):
                lines += ["else:", *("    " + line for line in self.block(1, 2))]
            return lines
        if kind == 15:
            return [f"rows[j] = {self.row()} {self.one(('* 0.5', '+ x', '* s'))}",
                    "j = (j + 1) % 3"]  # fmt: skip
        return [f"total += np.sum({row} ** 2)"]

    def writes(self, name: str, place: str | None = None) -> list[str]:
        place = place or self.one(_PLACES)
        if self.chance(0.3):
            return [f"{name} {self.one(('+=', '*='))} {self.one(('s', '0.5', 'x[0]'))}"]
        return [f"{name}{place} {self.one(('=', '+=', '*='))} {self.value(place)}"]

    def value(self, place: str) -> str:
        numbers = ["s", "x[1]", "0.8", f"np.sin({self.row()}[0])", f"{self.row()}[1] * 0.5"]
        if place in ("[:]", "[::-1]"):
            return self.one([*numbers, "x", f"{self.row()} * 0.5", f"np.tanh({self.row()})"])
        if place == "new":
            return self.one(["x * s", f"np.sin({self.row()})", f"{self.row()} + x", "a[j] * 0.3",
                             f"{self.row()}.copy()", "np.zeros(3)"])  # fmt: skip
        return self.one(numbers)
