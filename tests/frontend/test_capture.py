"""Capture finds exactly the function that it is given, or says why it cannot."""

import argparse
import functools
import importlib
import inspect
import linecache
import statistics
import subprocess
import sys

import gast
import numpy as np
import pytest

from s2sad.errors import SourceNotFoundError, UnsupportedError
from s2sad.frontend.capture import capture, unwrap
from s2sad.frontend.lower import lower

# fmt: off
ON_ONE_LINE = [lambda x: x + 1, lambda x: x + 2, lambda x: (lambda y: x * y)]
ACROSS_LINES = [
    lambda x: (
        x
        - 1), lambda x:
    x - 2,
]
# fmt: on
EQUAL = (lambda x: 3 * x, lambda x: 3 * x)


def text(f):
    return gast.unparse(capture(f).tree).split("\n    ", 1)[1]


def define(source, name="f", file="<test capture>", **names):
    """As a notebook does it: compiled text whose lines are in linecache."""
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    exec(compile(source, file, "exec"), names)
    return names[name]


needs_columns = pytest.mark.skipif(
    next(EQUAL[0].__code__.co_positions())[2] is None, reason="Python runs without columns"
)


def test_lambdas_on_one_line_are_told_apart():
    first, second, third = ON_ONE_LINE
    assert [text(first), text(second)] == ["return x + 1", "return x + 2"]
    assert text(third) == "return lambda y: x * y"


@needs_columns
def test_a_lambda_with_a_closure_on_a_line_with_others():
    assert text(ON_ONE_LINE[2](2)) == "return x * y"


def test_lambdas_across_lines():
    assert [text(f) for f in ACROSS_LINES] == ["return x - 1", "return x - 2"]


@needs_columns
def test_equal_lambdas_keep_their_own_columns():
    columns = [capture(f).tree.col_offset for f in EQUAL]
    assert columns[0] < columns[1]


def test_lambda_with_an_f_string_and_a_conditional():
    fs = [lambda x: f"{x}!", lambda x: x if x else -x, lambda x, y=(lambda: 1): y()]
    assert text(fs[0]) == "return f'{x}!'"
    assert text(fs[1]) == "return x if x else -x"
    assert text(fs[2]) == "return y()"
    assert text(fs[2].__defaults__[0]) == "return 1"


def test_a_def_of_the_same_name_is_found_by_position():
    source = "def f(x):\n    return 1\ng = f\ndef f(x):\n    return 2\n"
    assert text(define(source, "g")) == "return 1"
    assert text(define(source, "f")) == "return 2"


def test_fields():
    scale = 2.0

    def inner(x, y=1.5, *, k=3):
        """What it does."""
        return scale * x * y * k

    captured = capture(inner)
    assert captured.file == __file__
    assert captured.first_line == inner.__code__.co_firstlineno
    assert captured.name == "inner"
    assert captured.qualname == "test_fields.<locals>.inner"
    assert captured.globals is globals()
    assert captured.closure["scale"].cell_contents == 2.0
    assert (captured.defaults, captured.kwdefaults) == ((1.5,), {"k": 3})
    assert captured.function is inner
    assert captured.doc == "What it does."


def test_lines_are_those_of_the_file():
    f = define("\n\ndef f(x):\n    return x\n")
    assert capture(f).tree.lineno == 3
    assert capture(f).tree.body[0].lineno == 4


def decorated_by(wrapped):
    @functools.wraps(wrapped)
    def wrapper(*args):
        return wrapped(*args) + 1

    return wrapper


@decorated_by
def plus_one(x):
    return x


def test_a_wrapper_is_captured_and_not_what_it_wraps():
    assert text(plus_one) == "return wrapped(*args) + 1"
    assert "return x" in gast.unparse(capture(plus_one.__wrapped__).tree)


class Private:
    def __init__(self, scale):
        self.__scale = scale

    def method(self, x):
        return self.__scale * x

    def __call__(self, x):
        return -x

    @staticmethod
    def static(x):
        return x

    @classmethod
    def of_class(cls, x):
        return cls, x


def test_private_names_are_mangled():
    assert text(Private.method) == "return self._Private__scale * x"


def test_unwrap():
    thing = Private(2.0)
    bound = unwrap(thing.method)
    assert (bound.function, bound.bound, bound.args, bound.kwargs) == (
        Private.method, thing, (), {},
    )  # fmt: skip
    assert unwrap(thing).function is Private.__call__
    assert unwrap(thing).bound is thing
    assert unwrap(Private.of_class).bound is Private
    assert unwrap(Private.static).bound is None
    assert unwrap(Private.__dict__["static"]).function is Private.static
    inner = functools.partial(thing.method, 1, k=2)
    partial = unwrap(functools.partial(inner, 5, k=3))
    assert (partial.function, partial.bound) == (Private.method, thing)
    assert (partial.args, partial.kwargs) == ((1, 5), {"k": 3})
    assert unwrap(plus_one).function is plus_one


def test_unwrapped_means_the_same_call():
    thing = Private(3.0)
    for f in (thing.method, thing, functools.partial(thing.method), Private.of_class, plus_one):
        u = unwrap(f)
        leading = () if u.bound is None else (u.bound,)
        assert u.function(*leading, *u.args, 2, **u.kwargs) == f(2)
    u = unwrap(functools.partial(thing.method, 4))
    assert u.function(u.bound, *u.args) == 12.0


@pytest.mark.parametrize("f", [len, np.sin, np.ndarray.sum, 3, functools.lru_cache(plus_one)])
def test_what_is_not_python_has_no_source(f):
    with pytest.raises(SourceNotFoundError, match="is not a Python function"):
        unwrap(f)
    with pytest.raises(SourceNotFoundError, match="is not a Python function"):
        capture(f)


def test_a_wrapping_builtin_names_the_way_out():
    with pytest.raises(SourceNotFoundError, match="__wrapped__"):
        capture(functools.lru_cache(plus_one))


def test_text_given_to_exec_has_no_source():
    names = {}
    exec("def f(x): return x", names)
    with pytest.raises(SourceNotFoundError, match="source of f "):
        capture(names["f"])


@pytest.mark.parametrize(
    "changed",
    ["def f(x):\n    return x + 2\n", "\ndef f(x):\n    return x + 1\n", "def f(x:\n", "x = 1\n"],
)
def test_a_file_that_changed_is_noticed(tmp_path, monkeypatch, changed):
    path = tmp_path / "changing_module.py"
    path.write_text("def f(x):\n    return x + 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = importlib.import_module("changing_module")
    del sys.modules["changing_module"]
    assert text(module.f) == "return x + 1"
    path.write_text(changed + "#")
    with pytest.raises(SourceNotFoundError, match="is not what the function was compiled from"):
        capture(module.f)


def test_constants_that_compare_equal_are_told_apart():
    f = define("def f(x):\n    return x * 0.0\n")
    define("def f(x):\n    return x * -0.0\n")  # the same file name, now with other text
    with pytest.raises(SourceNotFoundError):
        capture(f)


def test_functions_with_asserts_rewritten_by_pytest():
    def f(x):
        assert x > 0, "positive"
        return x

    assert "assert x > 0" in text(f)


@pytest.mark.parametrize(
    "module", [argparse, statistics, np.linalg._linalg, np.lib._index_tricks_impl]
)
def test_every_function_of_a_library_is_found_and_lowered_or_refused(module):
    functions = [
        f
        for owner in (module, *filter(inspect.isclass, vars(module).values()))
        for f in vars(owner).values()
        if inspect.isfunction(f) and f.__code__.co_filename == module.__file__
    ]
    lowered = 0
    for f in functions:
        captured = capture(f)
        assert captured.tree.name == f.__code__.co_name
        try:
            lower(captured)
            lowered += 1
        except UnsupportedError as error:
            assert error.span.file == module.__file__
    assert lowered > 0.6 * len(functions) > 10


def test_capturing_twice_gives_separate_trees():
    assert capture(plus_one).tree is not capture(plus_one).tree


def test_the_text_of_a_command_is_a_source():
    text = """import s2sad
def cube(x):
    return x**3
print(s2sad.grad(cube)(2.0), s2sad.grad(lambda x: x * x)(3.0))
try:
    exec("def square(x): return x * x")
    s2sad.grad(square)(2.0)
except s2sad.SourceNotFoundError as error:
    print(error.message)
"""
    command = [sys.executable, "-c", text, "1", "2"]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert found.startswith("12.0 6.0\nthe source of square is not available")
