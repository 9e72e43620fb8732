"""The work of generating a gradient grows with the length of the function, and no faster."""

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
