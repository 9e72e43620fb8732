"""Lists of lists that hold an item twice, or one together: a write into it is seen in all of them,
or refused."""

import linecache
from random import Random

import pytest
from seeds import seeds
from list_programs import HEAD, TAIL, program

import s2sad

WRITE = "c[0][0] = 100.0"
#: how the items of `a` come into `c`
RIGHT = {
    "by a loop": "for r in a:\n    c.append(r)",
    "two of them": "c.append(a[0])\nc.append(a[0])",
    "into the other": "for r in a:\n    c.append(r)\nfor r in c:\n    a.append(r)",
    "all, twice": "c.extend(a)\nc.extend(a)",
    "in another order": "for k in [2, 0, 1]:\n    c.append(a[k])",
    "the popped one twice": "a.append([x, x])\nb.append(a.pop())\nc = b\nc.append(b[0])",
    "swapped": "for k in range(n):\n    c.append([x, x])\nfor k in range(n - 1):\n"
    "    if x < k + 1.5:\n        c[k], c[k + 1] = c[k + 1], c[k]\n    c[k][0] *= c[k + 1][1]",
    "popped": "while len(a) > 0:\n    c.append(a.pop())",
}
TWICE = {
    "by two loops": "for r in a:\n    c.append(r)\nfor r in a:\n    c.append(r)",
    "by a loop that runs twice": "for k in range(2):\n    for r in a:\n        c.append(r)",
    "by an index and a loop": "c.append(a[0])\nfor r in a:\n    c.append(r)",
    "by a loop and an index": "for r in a:\n    c.append(r)\nc[1] = a[0]",
    "side by side": "for r, p in zip(a, a):\n    c.append(r)\n    c.append(p)",
    "by way of a third": "for r in a:\n    b.append(r)\nfor r in b:\n    c.append(r)\n"
    "for r in a:\n    c.append(r)",
    "by way of a third, later": "for r in a:\n    b.append(r)\nfor r in a:\n    c.append(r)\n"
    "for r in b:\n    c.append(r)",
    "in tuples": "for r in a:\n    b.append((r, 1.0))\nfor r in a:\n    b.append((r, 2.0))\n"
    "c = [p[0] for p in b]",
    "by a comprehension": "c = [r for k in range(2) for r in a]",
    "by a copy": "c = list(a)\nfor r in a:\n    c.append(r)",
    "backwards": "for r in a:\n    c.append(r)\nfor r in reversed(a):\n    c.append(r)",
    "where the run decides": "for r in a:\n    c.append(r)\nfor r in a:\n    if r[0] < 9.0:\n"
    "        c.append(r)",
    "by a function": "def put(some):\n    for r in some:\n        c.append(r)\nput(a)\nput(a)",
    "by half a swap": "for r in a:\n    c.append(r)\nfor k in range(n - 1):\n    c[k] = c[k + 1]",
    "by a swap and its half": "for r in a:\n    c.append(r)\nfor k in range(n - 1):\n"
    "    c[k], c[k + 1] = c[k + 1], c[k]\n    c[k] = c[k + 1]",
    "by a swap of three": "for r in a:\n    c.append(r)\nfor k in range(n - 2):\n"
    "    c[k], c[k + 1], c[k + 2] = c[k + 1], c[k], c[k]",
    "from one that has it twice": "for r in a:\n    b.append(r)\nfor r in a:\n    b.append(r)\n"
    "c.append(b[0])\nfor r in b:\n    c.append(r)",
}
#: found by random programs; `c` is written, another list read
TOGETHER = {
    "made for both": "for k in range(n):\n    row = [x * k, x]\n    b.append(row)\n"
    "    c.append(row)\na.append(b[1])",
    "made for both, one copied": "for k in range(n):\n    row = [x * k, x]\n    b.append(row)\n"
    "    c.append(row)\nc = list(c)\nfor k in range(1):\n    b.append(b[k])",
    "popped and put elsewhere": "for r in a:\n    c.append(r)\nb.append(a.pop())",
}


def of_text(lines: str, read: str):
    body = "".join(f"    {line}\n" for line in lines.splitlines())
    return made(HEAD + body + TAIL.format(name=read))


def made(text: str):
    path = f"<{len(linecache.cache)} of lists>"
    linecache.cache[path] = len(text), None, text.splitlines(keepends=True), path
    names: dict = {}
    exec(compile(text, path, "exec"), names)
    return names["f"]


def slope_of(f) -> float:
    return (f(1.3 + 1e-6, 3) - f(1.3 - 1e-6, 3)) / 2e-6


@pytest.mark.parametrize("name", RIGHT)
def test_one_write_changes_one_item(name):
    f = of_text(f"{RIGHT[name]}\n{WRITE}", "c")
    assert s2sad.grad(f)(1.3, 3) == pytest.approx(slope_of(f), rel=1e-7)


@pytest.mark.parametrize("name", TWICE)
def test_a_write_into_what_may_be_there_twice_is_refused(name):
    f = of_text(f"{TWICE[name]}\n{WRITE}", "c")
    with pytest.raises(s2sad.UnsupportedError, match="may hold one list twice"):
        s2sad.grad(f)(1.3, 3)


@pytest.mark.parametrize("name", TOGETHER)
def test_another_list_that_holds_what_is_written_is_not_read(name):
    f = of_text(f"{TOGETHER[name]}\n{WRITE}", "b")
    with pytest.raises(s2sad.UnsupportedError, match="was changed by an earlier write"):
        s2sad.grad(f)(1.3, 3)


@pytest.mark.parametrize("seed", seeds(4, 10))
def test_random_programs_are_right_or_refused(seed):
    random, right = Random(seed), 0
    while right < 4:
        f = made(program(random))
        try:
            slope = slope_of(f)
        except IndexError:  # a list was too short
            continue
        try:
            found = s2sad.grad(f)(1.3, 3), s2sad.jvp(f, (1.3, 3), (1.0, 0))[1]
        except s2sad.UnsupportedError:
            continue
        assert found == pytest.approx((slope, slope), rel=1e-6)
        right += 1
