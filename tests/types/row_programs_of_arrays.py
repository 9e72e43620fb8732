"""Random programs in which arrays stand in lists, have names, and are written."""

from __future__ import annotations

from random import Random

HEAD = """\
def f(x, n):
    a, b, c = [], [], []
    u = x * np.arange(2.0)
    m = x * np.arange(6.0).reshape(3, 2)
    for k in range(n):
        a.append(np.array([x * (k + 1.0), x * x]))
        b.append(np.array([x + k, k * x]))
    c = [np.array([x + k, x]) for k in range(n)]
"""
TAIL = """\
    s = 0.0
    for r in {name}:
        s = s + r[0] * r[1] + r[1]
    return s + u[0] * u[1] + m[1, 1] * m[1, 0]
"""
STEPS = [
    "{to}.append({of}[{i}])",
    "{to}.append({of}.pop())",
    "while len({of}) > 1:\n    {to}.append({of}.pop())",
    "{to} = list({of})",
    "{to} = [r for r in {of}]",
    "{to} = [r * x for r in {of}]",
    "{to} = {to} + {of}",
    "{to}[0] = {of}[{i}]",
    "{to}.append(u)", "{to}.append(m[{i}])", "{to}[{i}] = u", "{to}.append(u.copy())",
    "u = {of}[{i}]", "u = {of}[{i}] * x", "u = {of}[{i}].T",
    "if n > 2:\n    u = {of}[{i}]",
    "if n > 2:\n    {to}.append(u)\nelse:\n    {to}.append(x * u)",
    "for k in range(n):\n    {to}.append(u)",
    "for k in range(n):\n    {to}.append(u)\n    u = u * x",
    "for k in range(n):\n    {to}.append(u)\n    if k == 1:\n        u = u * x",
    "for k in range(n):\n    u = u * x\n    {to}.append(u)",
    "for k in range(n):\n    u = {of}[k]",
    "for k in range(n):\n    {to}.append(m[k % 3])",
    "for k in range(n):\n    {to}.append(np.array([x * x + k, x]))",
    "for k in range(n):\n    row = np.array([x * k, x])\n    {of}.append(row)\n"
    "    {to}.append(row)",
    "for k in range({times}):\n    {to}.append({of}[k])",
    "for r in {some}:\n    {to}.append(r)",
    "for r in {some}:\n    if r[0] > 2.0:\n        {to}.append(r)",
    "for r in {some}:\n    {to}.append(r * x)",
    "for r, p in zip({some}, {other}):\n    {to}.append(p)",
    "for k in range(2):\n    for r in {some}:\n        {to}.append(r)",
    "{to}[0], {to}[1] = {to}[1], {to}[0]",
    "for k in range(n - 1):\n    {to}[k] = {to}[k + 1]",
]
PARTS = ["{of}", "reversed({of})", "list({of})", "{of}[1:]", "{of}[:2]"]
WRITES = [
    "{to}[{i}][{j}] = x * x",
    "{to}[{i}][{j}] += 9.0 * x",
    "{to}[-1][{j}] *= x",
    "{to}[{i}] *= x",
    "{to}[{i}] += u",
    "{to}[{i}] = {to}[{i}] + {of}[{i}]",
    "{to}[{i}][:] = {of}[{i}]",
    "np.add({to}[0], x, out={to}[0])",
    "u[{j}] = 3.0 * x",
    "m[1] *= x",
    "for r in {to}:\n    r[{j}] += x",
    "for r in {to}:\n    r *= x",
    "for k in range(n):\n    {to}[k % 2][{j}] += x * k",
    "for k in range(n):\n    r = {to}[k % 2]\n    r[{j}] += x * k\n    r *= 2.0",
    "r = {to}[{i}]\nif n > 2:\n    r[{j}] = x\nelse:\n    {to}[1][{j}] = 2 * x\nr[0] += r[1]",
    "r = {to}[{i}]\np = {to}[n - 2]\nr[{j}] += x\np[{j}] *= r[0]\nr[0] = p[1]",
    "for k in range(n):\n    if {to}[k % 2][0] > 1.0:\n        {to}[k % 2] -= x\n"
    "    else:\n        {to}[0] = u * k",
]


def program(random: Random) -> str:
    """The source of `f(x, n)`. It need not run: a list may be too short."""
    lines = HEAD.splitlines()
    steps = [random.choice(STEPS) for _ in range(random.randint(1, 4))]
    steps += random.choices(WRITES, k=random.randint(1, 3))
    if random.random() < 0.3:
        steps.append(random.choice(STEPS + WRITES))
    for step in steps:
        to, of, third = random.sample("abc", 3)
        some = random.choice(PARTS).format(of=of)
        text = step.format(
            to=to, of=of, other=random.choice([of, third]), some=some, j=random.choice("01"),
            i=random.choice(["0", "1", "n - 1"]), times=random.choice("12n"),
        )  # fmt: skip
        lines += ["    " + line for line in text.splitlines()]
    return "\n".join(lines) + "\n" + TAIL.format(name=random.choice("abc"))
