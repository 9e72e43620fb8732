"""The work of generating a gradient grows with the length of the function, and no faster."""

import gc

import pytest
from benchmarks.figures import BLOCKS, FORMS, statements
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
