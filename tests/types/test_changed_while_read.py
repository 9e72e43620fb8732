"""What a loop or an iterator reads is changed meanwhile: right, or refused."""

import linecache

import numpy as np
import pytest

import s2sad

#: `x` is [2.4, 3.1]; `v` is x * 1.0, `w` is x * 2.0
RIGHT = {
    "a list grows in its loop": "for a in l:\n    if len(l) < 5: l.append(a * x)\n"
    "    s = s + (a * x).sum()",
    "a later item is replaced": "for k, a in enumerate(l):\n    l[1] = a * 3\n"
    "    s = s + (a * x).sum()",
    "an item is removed": "for a in l:\n    if len(l) == 2: l.pop(0)\n    s = s + (a * x).sum()",
    "replaced, and a break": "for a in l:\n    if x[0] > 1: l[1] = a * x\n"
    "    if s > 99: break\n    s = s + (a * x).sum()",
    "count() goes on": "c = itertools.count(1)\nnext(c)\n"
    "for k, a in zip(c, l): s = s + k * a.sum()",
    "cycle() goes on": "c = itertools.cycle([1, 2, 3])\nnext(c)\n"
    "for k, a in zip(c, l): s = s + k * a.sum()",
    "an item, backwards": "for a in reversed(l):\n    l[0] = a * x\n    s = s + (a * x).sum()",
    "behind reversed()": "r = reversed(l)\nl[0] = w * x\ns = sum((a * x).sum() for a in r)",
    "numbers of an array": "for a, e in zip('ab', v):\n    v[1] *= 3\n    s = s + e",
    "a loop to the end": "it = iter([1, 2])\nfor k in it: s = s + x[0] * k\n"
    "for k in it: s = s + x[1] * k",
    "arrays in pairs": "for a, b in itertools.combinations(l, 2):\n    a *= b\n    b += a[0]",
    "arrays of a generator": "for a in (a for a in l): a *= x",
    "arrays of a chain": "for a in itertools.chain(l, [v]): a *= x",
    "pairs are made at once": "c = itertools.permutations(l, 2)\nl[0] = w * x\n"
    "for a, b in c: s = s + (a * b**2).sum()",
    "another key": "d = [{'a': v, 'b': w}, {'a': w, 'b': v}]\n"
    "for e in (e['a'] for e in d):\n    s = s + e.sum()\n    d[1]['b'] = e * x\n"
    "s = s + d[1]['b'].sum()",
    "what a filter does not ask": "d = [{'a': v, 'on': True}, {'a': w, 'on': False}]\n"
    "for k in range(len(x)):\n    for e in filter(lambda e: e['on'], d): e['a'] = e['a'] * x\n"
    "s = s + d[0]['a'].sum()",
}
REFUSED = {
    "zip_longest()": "for a, e in itertools.zip_longest(l, x):\n    l[1] = a * x\n"
    "    s = s + a.sum() * e",
    "compress()": "for a in itertools.compress(l, [1, 1]):\n    l[1] = a * x\n    s = s + a.sum()",
    "takewhile()": "for a in itertools.takewhile(lambda a: True, l):\n    l[1] = a * x\n"
    "    s = s + a.sum()",
    "groupby()": "for _, g in itertools.groupby(l, lambda a: a is w):\n    l[1] = w * x\n"
    "    for a in g: s = s + a.sum()",
    "numbers in cycle()": "for a, k in zip(itertools.cycle(v), range(3)):\n    v[1] = a * x[0]\n"
    "    s = s + a",
    "a generator in map()": "m = map(lambda e: e * e, (a.sum() for a in l))\nl[0] = w * x\n"
    "s = sum(m)",
    "a generator behind next() of zip()": "r = zip((a.sum() for a in l), x)\nnext(r)\n"
    "l[1] = w * x\ns = next(r)[0]",
    "the same key": "d = [{'a': v, 'b': w}, {'a': w, 'b': v}]\n"
    "for e in (e['a'] for e in d):\n    s = s + e.sum()\n    d[1]['a'] = e * x",
    "the arrays of a list": "for a, e in zip([w, v], x):\n    v[1] *= 3\n    s = s + a.sum() * e",
    "one more, behind reversed()": "r = reversed(l)\nl.append(x)\n"
    "s = sum((a * x).sum() for a in r)",
    "behind next() of reversed()": "r = reversed(l)\nnext(r)\nl[0] = w * x\ns = next(r).sum()",
    "behind next() of zip()": "r = zip(l, x)\nnext(r)\nl[1] = w * x\ns = next(r)[0].sum()",
    "numbers behind next()": "r = zip([1, 2], v)\nnext(r)\nv[1] *= x[0]\ns = next(r)[1]",
    "behind next() of enumerate()": "r = enumerate(l)\nnext(r)\nl[1] = w * x\ns = next(r)[1].sum()",
    "a list in cycle()": "for a, k in zip(itertools.cycle(l), range(3)):\n    l[1] = a * x\n"
    "    s = s + a.sum()",
    "cycle() in two loops": "c = itertools.cycle([1, 2, 3])\n"
    "for k, a in zip(range(1), c): s = s + x[0] ** a\n"
    "for k, a in zip(range(1), c): s = s + x[1] ** a",
    "count() in two loops": "c = itertools.count(1)\nfor a, k in zip(c, l): s = s + x[0] ** a\n"
    "for a, k in zip(c, l): s = s + x[1] ** a",
    "a loop that is left": "it = iter([1, 2, 3])\nfor k in it:\n    s = s + x[0] * k\n"
    "    if k == 2: break\nfor k in it: s = s + x[1] * k",
    "a shorter zip()": "it = iter([1, 2, 3])\nfor e, k in zip(range(1), it): s = s + x[0] * k\n"
    "for k in it: s = s + x[1] * k",
    "islice()": "it = iter([1, 2, 3])\nfor k in itertools.islice(it, 2): s = s + x[0] * k\n"
    "for k in it: s = s + x[1] * k",
    "in": "it = iter([1, 2, 3])\nif 2 in it: s = s + x[1]\ns = s + sum(x[0] ** k for k in it)",
    "any()": "it = iter([0, 2, 3])\nif any(it): s = s + x[1]\ns = s + sum(x[0] ** k for k in it)",
}


@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_right(body):
    f = _function(body)
    x = np.array([2.4, 3.1])
    value, gradient = s2sad.value_and_grad(f)(x)
    expected = [(f(x + h) - f(x - h)) / 2e-6 for h in np.eye(2) * 1e-6]
    assert value == pytest.approx(f(x))
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED)
def test_refused(body):
    f = _function(body)
    f(np.array([2.4, 3.1]))
    message = "changed|used again|earlier write|the loop (changes|writes)"
    with pytest.raises(s2sad.UnsupportedError, match=message):
        s2sad.grad(f)(np.array([2.4, 3.1]))


def _function(body):
    body = body.replace("\n", "\n    ")
    text = (
        f"def f(x):\n    v, w, s = x * 1.0, x * 2.0, x[0]\n    l = [v, w]\n    {body}\n"
        "    return s + v[0] * w[1]\n"
    )
    file = f"<changed while read {hash(text)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    namespace = {"np": np, "itertools": __import__("itertools"), "__name__": __name__}
    exec(compile(text, file, "exec"), namespace)
    return namespace["f"]


# --- what a write may have changed on one of two paths ---


def list_swapped_behind_a_write(x, n):
    u, w = [v * 1.5 for v in x], [v * 2.5 for v in x]
    d = u
    for _ in range(n):
        if x[1] > 0:
            d[1] *= -0.7
            w, u = u, w
    return u[1] + 3 * w[1] + 5 * d[1]


def dict_swapped_behind_a_write(x, n):
    u, w = {"a": x[0] * 1.5}, {"a": x[0] * 2.5}
    d = u
    for _ in range(n):
        if x[1] > 0:
            d["a"] *= -0.7
            w, u = u, w
    return u["a"] + 3 * w["a"] + 5 * d["a"]


@pytest.mark.parametrize("f", [list_swapped_behind_a_write, dict_swapped_behind_a_write])
def test_what_one_path_may_have_changed_is_not_known_behind_both(f):
    with pytest.raises(s2sad.UnsupportedError, match="was changed by an earlier write"):
        s2sad.grad(f)(np.array([0.7, 1.1]), 3)
