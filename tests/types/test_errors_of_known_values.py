"""What surely raises in Python never leaves the compiler as a traceback of its own: it is refused
at the user's line, or it is Python's error when the derivative is called."""

import functools
import itertools
import math
import operator
import runpy
from pathlib import Path

import numpy as np
import pytest

import s2sad

CASES = {
    "list * float": lambda x: x * np.sum([1, 2] * 0.3),
    "tuple * float": lambda x: x * len((1, 2) * 0.5),
    "list < tuple": lambda x: x if [1] < (2,) else 2 * x,
    "mixed items": lambda x: x if (1, "a") < (1, 2) else 2 * x,
    "slice of text by text": lambda x: x * len("abc"["a":]),
    "slice of a list by text": lambda x: x * len([1, 2, 3]["a":]),
    "step of zero": lambda x: x * len([1, 2, 3][::0]),
    "range of a float": lambda x: sum(x for _ in range(2.5)),
    "nothing to reduce": lambda x: x * functools.reduce(operator.add, []),
    "sorted of a mixture": lambda x: x * len(sorted(["a", 1])),
    "round of text": lambda x: x * round("a"),
    "isinstance of a number": lambda x: x if isinstance(x, 3) else 2 * x,
    "truth of an array": lambda x: x if np.ones(2) else 2 * x,
    "unknown dtype": lambda x: np.sum((np.ones(2) * x).astype("nonsense")),
    "islice backwards": lambda x: x * sum(itertools.islice([1, 2], -1)),
    "combinations of -1": lambda x: x * sum(a for (a,) in itertools.combinations([1], -1)),
    "modulus of zero": lambda x: x * pow(2, 3, 0),
    "hypot of text": lambda x: math.hypot("a", x),
    "keyword of no parameter": lambda x: (lambda y: y)(x, z=1),
    "index of a float": lambda x: x * (1, 2)[0.5],
}


@pytest.mark.parametrize("name", CASES)
def test_an_error_is_told_at_its_line(name):
    f = CASES[name]
    with pytest.raises(Exception) as plain:
        f(2.0)
    with pytest.raises((s2sad.Error, type(plain.value))) as found:
        s2sad.grad(f)(2.0)
    if isinstance(found.value, s2sad.Error):
        assert not isinstance(found.value, s2sad.errors.InternalError)
        assert found.value.span.line == f.__code__.co_firstlineno
    else:
        assert found.traceback[-1].frame.code.raw.co_filename.startswith("<s2sad ")


def test_pow_with_a_modulus_of_known_numbers():
    assert s2sad.grad(lambda x: x * pow(2, 3, 5))(1.0) == 3.0


def test_an_error_in_a_loop_is_not_passed_over():
    path = Path(__file__).parents[1] / "cases" / "try_loop_that_may_raise.py"
    divided_in_a_loop = runpy.run_path(str(path))["f"]
    assert s2sad.grad(divided_in_a_loop)(2.0, 5) == 2.0
    with pytest.raises(ZeroDivisionError):
        s2sad.grad(divided_in_a_loop)(2.0, 1)


def deleted_before_a_risk(x, n):
    a = 3 * x
    try:
        del a
        y = x / n
    except ZeroDivisionError:
        y = x
    return y * a


def test_what_a_try_has_deleted_is_not_there_after_it():
    with pytest.raises(s2sad.UnsupportedError, match="cannot access local variable 'a'"):
        s2sad.value_and_grad(deleted_before_a_risk)(0.5, 0)
