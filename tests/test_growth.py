"""The work of generating a gradient grows with the length of the function, and no faster."""

import gc

import pytest
from benchmarks.figures import BLOCKS, FORMS, defined, statements
from work import calls_of

import s2sad


@pytest.mark.parametrize("kind", [*FORMS, *BLOCKS])
def test_generation_is_linear(kind):
    def generate(count):
        f, types = statements(kind, count)
        return lambda: s2sad.grad(f).source(*types)

    generate(12)()  # what is loaded once, and templates of rules
    short = calls_of(generate(60))
    assert calls_of(generate(240), most=4.4 * short) > 3.0 * short


def test_generation_is_linear_in_what_one_loop_carries():
    """Each variable becomes what the one before it was, so that what is known of one iteration
    would be known of all only after as many rounds as there are variables."""

    def generate(count):
        names = [f"v{k}" for k in range(count)]
        lines = ["def f(x, n):", *[f"    {name} = 0.0" for name in names], "    for i in range(n):"]
        for name, before in reversed(list(zip(names[1:], names))):
            lines.append(f"        {name} = {name} * 0.5 + {before} * x")
        lines += ["        v0 = v0 + x", f"    return {names[-1]}"]
        f = defined(lines, f"<{count} carries>")
        return lambda: s2sad.grad(f).source("f64", "int")

    generate(8)()
    short = calls_of(generate(20))
    assert calls_of(generate(80), most=5.0 * short) > 3.0 * short


@pytest.mark.parametrize("kind", [*FORMS, *BLOCKS])
def test_generation_leaves_nothing_to_the_collector(kind):
    """Circles of references would keep each program until the next collection, and make that
    long: a function inside another one that calls itself is such a circle."""
    f, types = statements(kind, 24)
    derivative = s2sad.grad(f)
    derivative.source(*types)  # what is loaded once, and templates of rules
    gc.disable()
    gc.freeze()  # the collector looks only at what is made from here on
    try:
        derivative.source(*types)
        assert gc.collect() == 0
    finally:
        gc.enable()
