"""Random programs: every statement that moves control, nested, with side effects that are logged.

`source(seed)` is the text of a function `f(a, b, c=1)` that calls `note(x)` and `Context(n)`.
"""

import random


class Writer:
    def __init__(self, seed, closures):
        self.random = random.Random(seed)
        self.closures = closures
        self.counter = 0
        self.depth = 0

    def pick(self, *choices):
        return self.random.choice(choices)

    def fresh(self, prefix):
        self.counter += 1
        return f"{prefix}{self.counter}"

    def name(self):
        return self.pick("a", "b", "c", "d")

    def expression(self, depth=0):
        if depth > 1 or self.random.random() < 0.4:
            return self.pick(self.name(), self.name(), str(self.random.randint(-2, 3)))
        e = [self.expression(depth + 1) for _ in range(3)]
        plain = [text.replace(":=", "+") for text in e]
        forms = [
            f"({e[0]} {self.pick('+', '-', '*')} {e[1]})",
            f"note({e[0]})",
            f"({self.name()} := {e[0]})",
            f"({e[0]} if {self.test(depth + 1)} else {e[1]})",
            f"({e[0]} {self.pick('and', 'or')} {e[1]})",
            f"({e[0]} < {e[1]} <= {e[2]})",
            f"sum([{plain[0]} for {self.pick('a', 'b', 'x')} in range(3) if ({plain[1]}) % 2])",
        ]
        if self.closures:
            forms.append(f"(lambda a, b={plain[0]}: a + b + {self.name()})({plain[1]})")
        return self.pick(*forms)

    def test(self, depth=0):
        return f"({self.expression(depth + 1)}) % {self.pick(2, 3)} == {self.pick(0, 1)}"

    def block(self, in_loop):
        self.depth += 1
        lines = [
            "    " + line
            for _ in range(self.random.randint(1, 3))
            for line in self.statement(in_loop)
        ]
        self.depth -= 1
        return lines

    def statement(self, in_loop):
        simple = [self.assign, self.assign, self.augment, self.swap, self.note]
        compound = [self.branch, self.branch, self.loop, self.repeat, self.context]
        if self.random.random() < 0.15:
            return [self.leave(in_loop)]
        if self.depth > 3 or self.random.random() < 0.4:
            return [self.pick(*simple)()]
        return self.pick(*compound)(in_loop)

    def assign(self):
        return f"{self.name()} = {self.expression()}"

    def augment(self):
        return f"{self.name()} {self.pick('+', '-', '*')}= {self.expression()}"

    def swap(self):
        return f"{self.name()}, {self.name()} = {self.expression()}, {self.expression()}"

    def note(self):
        return f"note({self.expression()})"

    def leave(self, in_loop):
        exits = [f"return {self.expression()}", "return", f"raise KeyError({self.name()})"]
        if in_loop:
            exits += ["break", "break", "continue", "continue"]
        return self.pick(*exits)

    def branch(self, in_loop):
        lines = [f"if {self.test()}:", *self.block(in_loop)]
        if self.random.random() < 0.3:
            lines += [f"elif {self.test()}:", *self.block(in_loop)]
        if self.random.random() < 0.5:
            lines += ["else:", *self.block(in_loop)]
        return lines

    def otherwise(self, in_loop):
        return ["else:", *self.block(in_loop)] if self.random.random() < 0.3 else []

    def loop(self, in_loop):
        head = f"for {self.pick('a', 'b', 'i')} in range({self.pick(0, 1, 2, 3)}):"
        return [head, *self.block(True), *self.otherwise(in_loop)]

    def repeat(self, in_loop):
        k, n = self.fresh("k"), self.random.randint(1, 3)
        heads = [
            ["while True:", f"    {k} += 1", f"    if {k} > {n}: {self.pick('break', 'return a')}"],
            [f"while ({k} := {k} + 1) < {n}:"],
            [f"while {k} < {n} and {self.test()}:", f"    {k} += 1"],
        ]
        return [f"{k} = 0", *self.pick(*heads), *self.block(True), *self.otherwise(in_loop)]

    def context(self, in_loop):
        bound = self.pick("", f" as {self.name()}")
        return [f"with Context({self.random.randint(0, 9)}){bound}:", *self.block(in_loop)]


def source(seed):
    writer = Writer(seed, closures=seed % 4 == 0)
    body = writer.block(False) + writer.block(False)
    return "\n".join(["def f(a, b, c=1):", "    d = 0", *body, ""])
