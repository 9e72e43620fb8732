"""Writes into an array that is in one list, while others are read: right, or refused."""

import random

import numpy as np
import pytest

import s2sad
from s2sad.errors import UnsupportedError

X = np.array([0.5, 0.7, 0.9])


def numerical(f, step=1e-6):
    moved = (step * row for row in np.eye(len(X)))
    return np.array([(f(X + by, 3) - f(X - by, 3)) / (2 * step) for by in moved])


def in_another_list(x, n):
    a, b = [], []
    v, w = x.copy(), 2.0 * x
    for _ in range(n):
        v = v * x
        w = w * v
        a.append(v)
        b.append(w)
    v *= x
    return sum(np.sum(q**3) for q in b) + np.sum(v)


def in_a_list_that_is_read_backwards(x, n):
    a, b = [], []
    v, w = x.copy(), x
    for _ in range(n):
        w = np.sin(w)
        a.append((w, 2.0 * w))
    for p, q in reversed(a):
        v = v + p * q
        b.append(v)
    v *= x
    return sum(v @ (p * q) for p, q in reversed(a))


@pytest.mark.parametrize("f", [in_another_list, in_a_list_that_is_read_backwards])
def test_a_list_that_cannot_hold_it_is_read(f):
    np.testing.assert_allclose(s2sad.grad(f)(X, 3), numerical(f), rtol=1e-6)


#: how `b` comes to hold what `a` holds, or a part of it; each is run where v was put into `a`
INTO_B = """
b.append(v)
b.append(a[-1])
b.append(a[0])
b.append(v[1:])
b.append(v.real)
b.append(np.asarray(v))
b.append(np.diff(v, 0))
b.append(same(v, n))
b.append(v.reshape(3, 1))
b = list(a)
b = a[:]
b = b + a
b = [q for q in a]
b.extend(a)
for q in a: b.append(q)
for q, r in zip(a, a): b.append(r if x[0] > 0 else q)
b.append(v if x[0] > 0 else w)
b.append((w, v)[1])
b, a = a, b
b.append(a.pop())
""".strip().splitlines()
HEAD = """import numpy as np


def same(v, k):
    return v if k <= 0 else same(v, k - 1)


def f(x, n):
    a, b = [], []
    v, w = 1.5 * x, 0.5 * x
"""
LOOP = "    for k in range(n):\n        v = v + x\n        a.append(v)\n"


@pytest.mark.parametrize("line", INTO_B)
@pytest.mark.parametrize("inside", [True, False])
def test_what_may_be_in_both_lists_is_refused(line, inside, tmp_path):
    body = f"{LOOP}{'        ' if inside else '    '}{line}\n"
    text = f"{HEAD}{body}    v *= x\n    return sum(np.sum(q**2) for q in b)\n"
    try:
        right_or_refused(text, tmp_path / "both.py")
    except UnsupportedError as error:
        assert "earlier write" in str(error) or "is read" in str(error) or "differ" in str(error)


def right_or_refused(text, file):
    file.write_text(text)
    scope: dict = {}
    exec(compile(text, str(file), "exec"), scope)
    found = s2sad.grad(scope["f"])(X, 3)
    np.testing.assert_allclose(found, numerical(scope["f"]), rtol=1e-5, atol=1e-7)


def written_program(seed: int) -> str:
    """Lists of arrays, and arrays that are written, put into some and taken out of others."""
    draw = random.Random(seed)
    lines = []
    for depth in (4, 8, 8, 8, 8, 8, 4, 4):
        if depth == 8 and lines[-1][4] != " ":
            lines.append("    for k in range(n):")
        one, other = draw.sample("ab", 2)
        v, w = draw.sample("vw", 2)
        lines.append(" " * depth + draw.choice([
            f"{v} = {v} * x", f"{v} = {w} + x", f"{v} *= x", f"{v} += 0.5 * {w}", f"{v}[0] *= 2.0",
            f"{one}.append({v})", f"{one}.append({w})", f"{one}.append(0.5 * {v})",
            f"s = s + np.sum({one}[-1])" if depth == 8 else f"s = s + {v} @ {w}",
            f"s = s + {v} @ {w}",
            draw.choice([
                f"{one}.append({other}[0])", f"{one} = list({other})", f"{v}, {w} = {w}, {v}",
                f"{one}.append({v}[::-1])", f"{one}.extend({other})", f"{v} = {one}[0] * x",
            ]),
        ]))  # fmt: skip
    start = "    a.append(v)\n    b.append(w)\n    s = 0.0\n"
    end = "    return s + sum(np.sum(q**2) for q in a) + sum(np.sum(q**3) for q in b)\n"
    return HEAD + start + "\n".join(lines) + "\n" + end


@pytest.mark.parametrize("seed", range(80))
def test_random_programs(seed, tmp_path):
    try:
        right_or_refused(written_program(seed), tmp_path / f"arrays_{seed}.py")
    except UnsupportedError:
        pass
