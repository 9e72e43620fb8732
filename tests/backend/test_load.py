import inspect
import traceback

import pytest

from s2sad.backend.load import load

SOURCE = '''"""A module."""

import math


def _root(x):
    return math.sqrt(x)


def f(x):
    """The square root."""
    return _root(x)
'''


def test_the_function_and_its_source():
    f = load(SOURCE, "f", "<generated f>")
    assert f(4.0) == 2.0
    assert inspect.getsource(f) == SOURCE[SOURCE.index("def f") :]
    assert inspect.getdoc(f) == "The square root."


def test_tracebacks_show_the_generated_line():
    f = load(SOURCE, "f", "<generated g>")
    with pytest.raises(ValueError) as caught:
        f(-1.0)
    lines = [frame.line for frame in traceback.extract_tb(caught.tb)]
    assert lines[-2:] == ["return _root(x)", "return math.sqrt(x)"]


def test_two_modules_do_not_share_names():
    one = load("def f():\n    return _a()\n\n\ndef _a():\n    return 1\n", "f", "<one>")
    two = load("def f():\n    return _a()\n\n\ndef _a():\n    return 2\n", "f", "<two>")
    assert (one(), two()) == (1, 2)
