"""Random programs in which the items of some lists of lists go into others and are written."""

from __future__ import annotations

from random import Random

HEAD = """\
def f(x, n):
    a, b, c = [], [], []
    for k in range(n):
        a.append([x * (k + 1.0), x * x])
"""
TAIL = """\
    s = 0.0
    for r in {name}:
        s = s + r[0] * r[1] + r[1]
    return s
"""
#: one statement each; `{to}` and `{of}` are lists, `{i}` and `{j}` indices
STEPS = [
    "{to}.append({of}[{i}])",
    "{to}.append({of}.pop())",
    "while len({of}) > 1:\n    {to}.append({of}.pop())",
    "{to} = list({of})",
    "{to} = [r for r in {of}]",
    "{to}[0] = {of}[{i}]",
    "for k in range(n):\n    {to}.append([x * x + k, x])",
    "for k in range(n):\n    row = [x * k, x]\n    {of}.append(row)\n    {to}.append(row)",
    "for k in range({times}):\n    {to}.append({of}[k])",
    "for r in {some}:\n    {to}.append(r)",
    "for r in {some}:\n    {to}.append(r)",
    "for r in {some}:\n    if r[0] > 2.0:\n        {to}.append(r)",
    "for r in {some}:\n    {to}.append([r[0], x])",
    "for k, r in enumerate({some}):\n    {to}.append(r)",
    "for r, p in zip({some}, {other}):\n    {to}.append(p)",
    "for k in range(2):\n    for r in {some}:\n        {to}.append(r)",
    "{to}[0], {to}[1] = {to}[1], {to}[0]",
    "for k in range(n - 1):\n    {to}[k], {to}[k + 1] = {to}[k + 1], {to}[k]",
    "for k in range(n - 1):\n    if {to}[k][0] > {to}[k + 1][1]:\n"
    "        {to}[k], {to}[k + 1] = {to}[k + 1], {to}[k]",
    "for k in range(n - 1):\n    {to}[k] = {to}[k + 1]",
]
PARTS = ["{of}", "reversed({of})", "list({of})", "{of}[1:]", "{of}[:2]"]
WRITES = ["{to}[{i}][{j}] = x * x", "{to}[{i}][{j}] += 9.0", "{to}[-1][{j}] *= x"]


def program(random: Random) -> str:
    """The source of `f(x, n)`. It need not run: a list may be too short."""
    lines = HEAD.splitlines()
    steps = [random.choice(STEPS) for _ in range(random.randint(2, 5))]
    for step in steps + random.choices(WRITES, k=random.randint(1, 2)):
        to, of, third = random.sample("abc", 3)  # nothing is put into what is gone through
        some = random.choice(PARTS).format(of=of)
        text = step.format(
            to=to, of=of, other=random.choice([of, third]), some=some, i=random.choice("01"),
            j=random.choice("01"), times=random.choice("12n"),
        )  # fmt: skip
        lines += ["    " + line for line in text.splitlines()]
    return "\n".join(lines) + "\n" + TAIL.format(name=random.choice("abc"))
