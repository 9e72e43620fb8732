"""An array is written after it went into a list of unknown length: right, or refused."""

import linecache

import numpy as np
import pytest

import s2sad

#: how `items` comes to hold `v`; `x` is [2.0, 3.0]
LISTS = {
    "the branch decides the length": "items = [v]\nif x[0] > 1: items.append(x)",
    "a list for each branch": "items = [v] if x[0] > 1 else [x, x]",
    "a loop appends others": "items = [v]\nfor e in x: items.append(w)",
    "a loop appends it": "items = [w]\nfor e in x: items.append(v)",
    "a while loop appends others": "items = [v]\nwhile len(items) < x[0]: items.append(x)",
    "a loop may replace it": "items = [v]\nfor k in range(3):\n    if x[0] > k: items = [w, v]",
    "a sum of lists": "more = []\nfor e in x: more.append(x)\nitems = [v] + more",
    "an augmented sum": "items = []\nfor e in x: items.append(x)\nitems += [v]",
    "extend": "items = []\nfor e in x: items.append(x)\nitems.extend([v])",
    "an item is replaced": "items = []\nfor e in x: items.append(x)\nitems[0] = v",
    "a comprehension": "items = [v for e in x]",
    "a copy of a list": "some = [v]\nif x[0] > 1: some.append(x)\nitems = list(some)",
    "its method copy": "some = [v]\nif x[0] > 1: some.append(x)\nitems = some.copy()",
    "a slice": "some = [v]\nif x[0] > 1: some.append(x)\nitems = some[:1]",
    "a multiple": "items = [v] * len(x)",
    "a list in a dict": "d = {'k': [v]}\nif x[0] > 1: d['k'].append(x)\nitems = d['k']",
    "a list in it": "all = []\nfor e in x: all.append([v, w])\nitems = [a for b in all for a in b]",
    "a tuple in a list": "all = []\nfor e in x: all.append((v, e))\nitems = [a for a, b in all]",
    "a function returns it": "def made():\n    some = [v]\n    for e in x: some.append(x)\n"
    "    return some\nitems = made()",
    "an item is taken out": "some = [v]\nfor e in x: some.append(w)\nitems = [some[int(x[0]) - 2]]",
    "a chosen item": "items = [[v, w][int(x[0]) - 2]]",
}


@pytest.mark.parametrize("make", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("write", ["v[0] *= x[1]", "view = v[:1]\n    view += x[1]"])
def test_write_after(make, write):
    body = make.replace("\n", "\n    ")
    f = _function(
        f"def f(x):\n    v, w = x * 1.0, x * 2.0\n    {body}\n    {write}\n"
        "    return sum([p.sum() for p in items])\n"
    )
    x = np.array([2.4, 3.0])
    try:
        value, gradient = s2sad.value_and_grad(f)(x)
    except s2sad.UnsupportedError as refusal:
        assert "earlier write" in str(refusal)
        return
    assert value == pytest.approx(f(x))
    steps = np.eye(2) * 1e-6
    expected = [(f(x + h) - f(x - h)) / 2e-6 for h in steps]
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


@pytest.mark.parametrize("body", [
    "for k in range(4):\n        v[0] = np.sin(v[1])\n        items.append(v.copy())",
    "for e in x:\n        v = np.sin(v) * e\n        items.append(v)\n    w[0] = 2 * x[0]",
])  # fmt: skip
def test_copies_are_independent(body):
    f = _function(
        f"def f(x):\n    v, w, items = x * 1.0, x * 2.0, []\n    {body}\n"
        "    return sum([p.sum() for p in items]) + w.sum()\n"
    )
    x = np.array([2.4, 3.0])
    expected = [(f(x + h) - f(x - h)) / 2e-6 for h in np.eye(2) * 1e-6]
    np.testing.assert_allclose(s2sad.grad(f)(x), expected, rtol=1e-6)


def _function(text):
    file = f"<list of arrays {hash(text)}>"
    linecache.cache[file] = (len(text), None, text.splitlines(True), file)
    namespace = {"np": np}
    exec(compile(text, file, "exec"), namespace)
    return namespace["f"]


#: how `items` comes to hold the list `row`
ROWS = {
    "a loop appends others": "items = [row]\nfor e in x: items.append([e])",
    "a sum of lists": "more = []\nfor e in x: more.append([e])\nitems = [row] + more",
    "extend": "items = []\nfor e in x: items.append([e])\nitems.extend([row])",
    "a copy": "some = [row]\nif x[0] > 1: some.append([x[1]])\nitems = list(some)",
    "a while loop": "items = [row]\nwhile len(items) < x[0]: items.append([x[1]])",
}


@pytest.mark.parametrize("make", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("change", ["row.append(x[1] * 2)", "row[0] = x[1] * 2"])
def test_list_that_is_changed_later(make, change):
    body = make.replace("\n", "\n    ")
    f = _function(
        f"def f(x):\n    row = [x[0]]\n    {body}\n    {change}\n"
        "    return sum([sum(r) for r in items])\n"
    )
    x = np.array([2.4, 3.0])
    try:
        value = s2sad.value_and_grad(f)(x)[0]
    except s2sad.UnsupportedError as refusal:
        assert "earlier write" in str(refusal)
        return
    assert value == pytest.approx(f(x))


@pytest.mark.parametrize("body", [
    "items = [row, row]\nfor e in x: items.append([e])",
    "items = [row]\nfor e in x: items.append([e])",
    "more = []\nfor e in x: more.append([e])\nitems = [row] + more",
    "row = []\nfor e in x: row.append([e])\nitems = list(row)",
    "row = []\nfor e in x: row.append([e])\nitems = row + row",
    "row = []\nfor e in x: row.append([e])\nitems = []\nfor e in x: items.append([e])\n"
    "items.extend(row)\nitems.extend(row)",
])  # fmt: skip
@pytest.mark.parametrize("read", ["items", "[row]"])
def test_list_that_is_changed_as_an_item(body, read):
    body = body.replace("\n", "\n    ")
    f = _function(
        f"def f(x):\n    row = [x[0]]\n    {body}\n    items[int(x[0]) - 2].append(x[1] * 2)\n"
        f"    total = 0.0\n    for r in {read}:\n        for e in r:\n"
        "            total = total + (sum(e) if isinstance(e, list) else e)\n    return total\n"
    )
    x = np.array([2.4, 3.0])
    try:
        value = s2sad.value_and_grad(f)(x)[0]
    except s2sad.UnsupportedError as refusal:
        assert "earlier write" in str(refusal) or "twice" in str(refusal)
        return
    assert value == pytest.approx(f(x))
