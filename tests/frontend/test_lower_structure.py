"""The shape of lowered functions: what loops carry, names, positions; how much work it is."""

import linecache
import operator

import pytest
from work import calls_of

from s2sad.frontend.capture import capture
from s2sad.frontend.lower import lower
from s2sad.ir import prims
from s2sad.ir.nodes import UNDEFINED, Call, Const, For, If, Pack, Value, While
from s2sad.ir.traverse import walk
from s2sad.ir.verifier import verify


def lowered(source, name="f", **names):
    file = "<test structure>"
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), names)
    return verify(lower(capture(names[name])))


def ops(fn, kind):
    return [op for op in walk(fn.body) if isinstance(op, kind)]


def names(values):
    return [value.name for value in values]


def test_a_loop_carries_what_the_next_iteration_or_the_rest_reads():
    fn = lowered(
        "def f(x):\n"
        "    s = 0.0\n"
        "    for v in x:\n"
        "        t = v * v\n"
        "        s = s + t\n"
        "        last = t\n"
        "    return s, last\n"
    )
    (loop,) = ops(fn, For)
    assert names(loop.results) == ["s", "last"]
    assert names(loop.body.args) == ["v", "s", "last"]
    assert [i.value for i in loop.inits] == [0.0, UNDEFINED]


def test_a_loop_for_its_effects_carries_nothing():
    fn = lowered("def f(x, y):\n    for i in x:\n        t = i\n        y[i] = t\n    return y\n")
    (loop,) = ops(fn, For)
    assert (loop.inits, loop.results, loop.body.terminator.operands) == ((), (), ())
    assert loop.body.terminator.stop is None


def test_the_stop_flag_is_not_carried():
    fn = lowered(
        "def f(x, c):\n"
        "    s = 0.0\n"
        "    while s < c:\n"
        "        s = s + x\n"
        "        if s == 1:\n"
        "            break\n"
        "    return s\n"
    )
    (loop,) = ops(fn, While)
    assert names(loop.results) == ["s"]
    assert loop.body.terminator.stop is not None


def test_an_if_gives_only_what_is_read_later():
    fn = lowered(
        "def f(x):\n"
        "    if x:\n"
        "        a = x * 2\n"
        "        b = a\n"
        "    else:\n"
        "        c = b = x\n"
        "    return b\n"
    )
    (branch,) = ops(fn, If)
    assert names(branch.results) == ["b"]


def test_a_branch_that_raises_gives_nothing():
    fn = lowered(
        "def f(x):\n"
        "    y = 1\n"
        "    if x:\n"
        "        y = 2\n"
        "        raise ValueError\n"
        "    else:\n"
        "        z = x * 3\n"
        "    return y, z\n"
    )
    (branch,) = ops(fn, If)
    assert names(branch.results) == ["z"]
    assert branch.then.terminator.operands[0].value is UNDEFINED


def test_an_endless_loop_returns_its_value_unmixed():
    fn = lowered(
        "def f(x):\n    while True:\n        x = x / 2\n        if x < 1:\n            return x\n"
    )
    (loop,) = ops(fn, While)
    assert fn.body.terminator.value in loop.results
    (branch,) = ops(fn, If)
    assert {UNDEFINED} == {
        o.value for o in branch.orelse.terminator.operands if isinstance(o, Const)
    } - {False}


def test_values_have_the_users_names():
    fn = lowered(
        "def f(x):\n"
        "    y = x * 2\n"
        "    a, b = y, y + 1\n"
        "    c = np.sin(x)\n"
        "    for i, v in enumerate(x):\n"
        "        y += v\n"
        "    if (w := y * 3) > 1:\n"
        "        z = y - 1\n"
        "    else:\n"
        "        z = y\n"
        "    return a, b, c, z, w\n"
    )
    by_callee = {op.callee: op.result.name for op in ops(fn, Call) if op.result is not None}
    assert by_callee[operator.mul] == "w"
    assert by_callee[operator.iadd] == "y"
    assert by_callee[operator.sub] == "z"
    assert by_callee[prims.load_global] in ("np", "enumerate")
    results = [op.results for op in ops(fn, (If, For))]
    assert [names(r) for r in results] == [["y"], ["z"]]


def test_every_op_and_value_has_its_position():
    fn = lowered(
        "def f(x):\n"
        "    s = [v * v for v in x if v > 0]\n"
        "    while s and s[-1] < 3:\n"
        "        s.pop()\n"
        "        if s == 1: return s\n"
        "    with x as y:\n"
        "        assert y, f'{y}'\n"
        "    return (lambda: x)() if s else {**s}\n"
    )
    for op in walk(fn.body):
        assert op.span.file == "<test structure>" and op.span.function == "f"
        assert 1 <= op.span.line <= op.span.end_line <= 8
        assert all(value.span is not None for value in op.results)
    (mul,) = [op for op in ops(fn, Call) if op.callee is operator.mul]
    assert (mul.span.line, mul.span.column, mul.span.end_column) == (2, 9, 14)


def test_operands_are_trees():
    fn = lowered("def f(x, i):\n    a, b = b, a = x[i, 1:, None], -1\n    return a, (b, i)\n")
    (get,) = ops(fn, Call)
    index = get.args[1]
    assert index.kind is tuple and index.items[0] is fn.params[1].tree
    assert index.items[1].kind is slice
    assert [part.value for part in index.items[1].items] == [1, None, None]
    value = fn.body.terminator.value
    assert value.kind is tuple and value.items[1].items[1] is fn.params[1].tree


def test_parameters():
    fn = lowered("def f(a, /, b, *c, d=1, **e):\n    '''Doc.'''\n    return a\n")
    assert [(p.name, int(p.kind)) for p in fn.params] == [
        ("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4),
    ]  # fmt: skip
    assert all(p.default is None and isinstance(p.tree, Value) for p in fn.params)
    assert (fn.name, fn.doc, fn.span.line) == ("f", "Doc.", 1)


def test_a_closure_shares_cells_and_reads_them_by_name():
    fn = lowered("def f(x):\n    k = 1\n    g = lambda y: x * y + k\n    k = 2\n    return g\n")
    (make,) = [op for op in ops(fn, Call) if op.callee is prims.make_closure]
    inner, cells, defaults, kwdefaults = make.args
    assert sorted(cells.keys) == ["k", "x"] and cells.kind is dict
    assert inner.value.name == "lambda_"
    free = [op.args[0].value for op in ops(inner.value, Call) if op.callee is prims.load_free]
    assert sorted(free) == ["k", "x"]
    assert isinstance(defaults, Pack) and isinstance(kwdefaults, Pack)
    assert len([op for op in ops(fn, Call) if op.callee is prims.cell_set]) == 3


def test_imports_are_constants():
    fn = lowered("def f(x):\n    import math\n    from math import sin\n    return math, sin\n")
    assert [item.value.__name__ for item in fn.body.terminator.value.items] == ["math", "sin"]
    assert fn.body.ops == ()


def long_function(kind, count):
    lines = {
        "straight": ["    v{i} = v{j} * x + np.sin(v{k})"],
        "branches": ["    if x > {i}:", "        v{i} = v{j} * x", "    else:", "        v{i} = x"],
        "loops": ["    for i{i} in x:", "        v{i} = v{j} * x", "        w = w + v{i}"],
    }[kind]
    body = "\n".join(lines)
    steps = [body.format(i=i, j=max(0, i - 3), k=max(0, i - 7)) for i in range(count // len(lines))]
    return "def f(x, v0, w):\n" + "\n".join(steps) + "\n    return w\n"


@pytest.mark.parametrize("kind", ["straight", "branches", "loops"])
def test_work_is_linear(kind):
    def lowering(count):
        file = "<test work>"
        source = long_function(kind, count)
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        scope = {}
        exec(compile(source, file, "exec"), scope)
        captured = capture(scope["f"])
        return lambda: lower(captured)

    short = calls_of(lowering(500))
    assert calls_of(lowering(2000), most=4.4 * short) > 3.0 * short
