"""The contract on errors: each shows file, line, culprit, and what to write instead."""

import collections
import importlib
import linecache
import pickle
import re
import subprocess
import traceback
from pathlib import Path

import numpy as np
import pytest
from fuzz.program import Module

import s2sad
from s2sad import errors, grad, jvp, vjp
from s2sad.errors import Error
from s2sad.structure import copy_arrays

CASES = sorted((Path(__file__).parent / "cases").glob("*.py"))
REFUSED = [p for p in CASES if "\nREFUSED" in p.read_text()]
PLACE = r'File "(?P<file>[^"]+)", line (?P<line>\d+), in \w+\n'
SHOWN = re.compile(PLACE + r"    .+\n    +\^+\n.+", re.S)


@pytest.mark.parametrize("path", REFUSED, ids=lambda p: p.stem)
def test_a_refusal_shows_the_users_line(path):
    """In forward mode; `test_cases.py` asks for the other one."""
    with Module(path.read_text()) as case:
        with pytest.raises(Error) as caught:
            jvp(case.f, copy_arrays(case.ARGS), copy_arrays(case.ARGS))
        text = str(caught.value)
        found = SHOWN.match(text)
        assert found, text
        line = linecache.getline(found["file"], int(found["line"])).strip()
        assert found["file"] == case.f.__code__.co_filename and line in text
        assert pickle.loads(pickle.dumps(caught.value)).args == caught.value.args


def test_the_classes():
    for name in ("UnsupportedError", "NonScalarOutputError", "InactiveArgumentError",
                 "SourceNotFoundError", "GradientCheckError", "CacheError"):
        assert issubclass(getattr(s2sad, name), s2sad.Error)
        assert getattr(s2sad, name) is getattr(errors, name)


def fails_in_the_derivative(x):
    y = x * 2.0
    return np.sum(np.linalg.solve(y, x))


def fails_in_a_check(x):
    total = np.sum(x)
    if total < 0:
        raise ArithmeticError("the sum is negative")
    return total * total


def test_a_traceback_shows_the_generated_line_and_names_the_users():
    for f, x, error in ((fails_in_the_derivative, np.zeros((2, 2)), np.linalg.LinAlgError),
                        (fails_in_a_check, np.array([-1.0]), ArithmeticError)):
        for derivative in (grad(f), s2sad.value_and_grad(f), lambda x: vjp(f, x)):
            with pytest.raises(error) as caught:
                derivative(x)
            text = "".join(traceback.format_exception(caught.value))
            first = f.__code__.co_firstlineno
            notes = re.findall(r'in the derivative of File ".*", line (\d+)', text)
            lines = {int(n) for n in notes}
            assert lines and all(first < n <= first + 5 for n in lines), text
            shown = text.partition('File "<s2sad')[2].splitlines()[1].strip()
            assert shown and ("solve" in shown or "raise" in shown), text


def test_every_refusal_has_a_message_that_is_a_sentence():
    """No refusal in the sources is empty, and none names a place of this repository."""
    root = Path(s2sad.__file__).parent
    calls = 0
    for path in root.rglob("*.py"):
        text = path.read_text()
        for match in re.finditer(r"(?:\.refuse\(|Error\()\s*(f?\"(?:[^\"\\]|\\.)*\")", text):
            calls += 1
            message = match[1].removeprefix("f").strip('"')
            assert len(message) > 5 and "s2sad/" not in message, (path, message)
    assert calls > 150 and importlib.import_module("s2sad")


def test_deque_with_a_maxlen_is_no_result():
    def f(x):
        return collections.deque([x, 2.0 * x, 3.0 * x], maxlen=2)

    with pytest.raises(s2sad.UnsupportedError, match="a deque with a maxlen is returned"):
        s2sad.jvp(f, (1.0,), (1.0,))


@pytest.mark.parametrize("name", ["real", "imag", "flat", "shape"])
def test_attributes_of_arrays_are_not_written(name):
    def f(x):
        z = x * np.exp(1j * x)
        if name == "real":
            z.real = x
        elif name == "imag":
            z.imag = x
        elif name == "flat":
            z.flat = x
        else:
            z.shape = (3, 1)
        return np.abs(z[0])

    with pytest.raises(s2sad.UnsupportedError, match="Instead: write x"):
        s2sad.vjp(f, np.ones(3))


class Mode(Exception):
    def __init__(self, name, code):
        super().__init__(f"{name} is no mode")


def checked(x, mode):
    if mode == "swish":
        raise ValueError(f"unknown mode {mode!r}")
    if mode == "relu":
        raise KeyError(mode)
    if mode == "gelu":
        raise Mode(mode, 3)
    return x


@pytest.mark.parametrize(("mode", "cls", "text"), [
    ("swish", ValueError, "unknown mode 'swish'"), ("relu", KeyError, "KeyError: relu"),
    ("gelu", Error, "always raises Mode"),
])  # fmt: skip
def test_who_catches_the_error_of_a_check_catches_its_refusal(mode, cls, text):
    for attempt in (lambda: grad(checked)(1.0, mode), lambda: grad(checked).source(1.0, mode)):
        with pytest.raises(cls, match=text) as caught:
            attempt()
        assert isinstance(caught.value, s2sad.UnsupportedError)
        assert SHOWN.match(str(caught.value))
        again = pickle.loads(pickle.dumps(caught.value))
        assert type(again) is type(caught.value) and str(again) == str(caught.value)


def starts_a_program(x):
    return x if subprocess.run(["true"]) else 2 * x


def test_what_is_wrong_in_a_library_is_told_at_the_users_call():
    text = r"\(in subprocess.py, line \d+, called from here\)"
    with pytest.raises(s2sad.UnsupportedError, match=text) as caught:
        grad(lambda x: starts_a_program(x) * x)(1.0)
    assert caught.value.span.function == "starts_a_program"
    assert '    return x if subprocess.run(["true"]) else 2 * x\n' in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(("line", "marks"), [
    ('y = x; return eval("x")', "^^^^^^^^^"), ('"日本"; return eval("x")', "^^^^^^^^^"),
    ("y = x\t* 2; return eval('é')", "^^^^^^^^^"), ("return eval('日')", "^^^^^^^^^^"),
])  # fmt: skip
def test_the_mark_stands_under_the_culprit_as_a_terminal_shows_it(line, marks):
    source = f"def f(x):\n\t{line}\n"
    linecache.cache["<marked>"] = (len(source), None, source.splitlines(True), "<marked>")
    names = {}
    exec(compile(source, "<marked>", "exec"), names)
    with pytest.raises(s2sad.UnsupportedError) as caught:
        grad(names["f"])(1.0)
    _, shown, marked, *_ = str(caught.value).splitlines()
    before = shown[: shown.index("eval")].expandtabs()
    wide = sum(c in "日本" for c in before)
    assert marked.expandtabs() == " " * (len(before) + wide) + marks


class Metres(float):
    pass


@pytest.mark.parametrize(("attempt", "text"), [
    (lambda: grad(lambda x: x * x)(Metres(2.0)), "Metres, a class derived from float"),
    (lambda: grad(lambda x, names: x * np.sum(names))(2.0, np.array(["a"])), "other than numbers"),
    (lambda: grad(lambda x: (lambda y: y)(x, x))(2.0), "takes 1 argument, 2 given"),
])  # fmt: skip
def test_what_is_given_is_named(attempt, text):
    with pytest.raises(s2sad.UnsupportedError, match=text):
        attempt()
