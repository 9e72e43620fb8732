"""The picture in each clean-up pass's docstring is what the pass does, and both sides compute
the same."""

import importlib
import re
import textwrap

import numpy as np
import pytest
from ir_values import arguments, bits

from s2sad.ir.evaluator import evaluate
from s2sad.ir.parser import parse_function
from s2sad.ir.printer import print_function
from s2sad.ir.verifier import verify

PASSES = (
    "fold", "algebra", "counting", "factors", "extents", "branches", "cse", "simplify", "dce",
    "loops", "commuted",
    "collect", "shapes", "tapes", "symmetric", "scattered", "cleared", "newaxes", "scales",
    "by_path", "displays", "cleared_items", "wholes",
    "filled", "onward", "joint", "divided", "accumulators", "opposites",
)
#: what these give differs by rounding
ROUNDED = ("accumulators", "collect", "commuted", "scales", "onward")


@pytest.mark.parametrize("name", PASSES)
def test_picture(name):
    module = importlib.import_module(f"s2sad.passes.{name}")
    picture = re.search(r"Before:\n(.*?)After:\n(.*?)\n\n", module.__doc__, re.DOTALL)
    before, after = (parse_function(textwrap.dedent(text)) for text in picture.groups())
    result = module.run(verify(before, typed=True))
    verify(result, typed=True)
    assert print_function(result) == print_function(after)
    assert result is not before
    for seed in range(5):
        args = arguments(before, seed)
        with np.errstate(all="ignore"):
            expected, found = evaluate(before, *args), evaluate(after, *args)
        if name in ROUNDED:
            np.testing.assert_allclose(found, expected, rtol=1e-14)
        else:
            assert bits(expected) == bits(found)
