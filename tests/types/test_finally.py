"""What `finally` does happens once, also where an error that nobody handles passes it."""

import contextlib
import io

import pytest

import s2sad


def on_a_condition(x):
    y = 1.0
    try:
        if x < 0:
            y = 2.0
            raise ValueError("negative")
        y = x * x
    finally:
        print("done with", y)
    return y


def by_an_assertion(x):
    try:
        assert x > 0, "not positive"
        y = x * x
    finally:
        print("done")
    return y


def helper(x):
    if x < 0:
        raise KeyError("negative")
    return x * x


def in_a_helper(x):
    try:
        y = helper(x)
    finally:
        print("done")
    return y


def through_two(x):
    try:
        try:
            y = helper(x)
        finally:
            print("inner")
        print("between")
    finally:
        print("outer")
    return y


def past_a_handler(x):
    try:
        try:
            y = helper(x)
        except ValueError:
            y = 0.0
        finally:
            print("inner")
    finally:
        print("outer")
    return y * x


def handled_outside(x):
    try:
        try:
            y = helper(x)
        finally:
            print("inner")
    except KeyError:
        print("handler")
        y = -x
    return y


def raised_by_another(x):
    try:
        y = helper(x)
    except KeyError as error:
        raise RuntimeError("no") from error
    finally:
        print("done")
    return y


FUNCTIONS = [
    on_a_condition, by_an_assertion, in_a_helper, through_two, past_a_handler, handled_outside,
    raised_by_another,
]  # fmt: skip


def outcome(call):
    """What it prints, and its result or error."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            found = call()
        except Exception as error:
            found = type(error), str(error).partition("\n")[0]  # pytest adds to assertions
    return out.getvalue(), found


@pytest.mark.parametrize("x", [-0.5, 1.5])
@pytest.mark.parametrize("f", FUNCTIONS)
def test_it_is_passed_by_errors(f, x):
    printed, value = outcome(lambda: f(x))
    for derivative in (s2sad.value_and_grad(f), lambda x: s2sad.jvp(f, (x,), (1.0,))):
        found = outcome(lambda: derivative(x))
        assert found[0] == printed
        assert (found[1] if isinstance(value, tuple) else found[1][0]) == value
