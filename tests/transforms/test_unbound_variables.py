"""A variable that is read on a path that has not bound it: the value is not made up."""

import contextlib
import io

import numpy as np
import pytest

import s2sad


def in_a_branch(x):
    if x > 0.7:
        y = x * 2
    return y * x


def deleted(x):
    y = x * 2
    if x < 0.7:
        del y
    return y * x


def in_a_list(x):
    if x > 0.7:
        items = [x, 2 * x]
    return items[0] * x


def behind_a_break(x):
    for k in range(3):
        if x < 0.7:
            break
        y = x * k
    return y * x


def of_another_name(x):
    for k in range(3):
        if x < 0.7:
            break
        y = x * k
    z = 2.0
    if x < 2:
        z = y
    return z * x


def stored_in_a_loop(x):
    s = 0.0
    for j in range(2):
        for k in range(3):
            if x < 0.7:
                break
            y = x * x * (k + j)
        s = s + y * y
    return s


def under_the_name_of_an_earlier_one(x):
    y = x * 2
    z = y * y
    del y
    if x > 0.7:
        y = z
    return y * z


def in_an_earlier_iteration(x):
    y, s = x, x * x
    for k in range(3):
        del y
        if k < 1 or x > 0.7:
            y = s * k
        s = s + y * y
    return s


def array_in_a_while_loop(x):
    k, s = 0, np.array([x, 2 * x])
    while k < 3 and x > 0.7:
        y = s * k
        k += 1
    return np.sum(y * s)


def for_its_length(x):
    if x > 0.7:
        items = [x, x, x]
    return len(items) * x


def for_its_class(x):
    if x > 0.7:
        y = 1.0
    return x * x if isinstance(y, float) else x


def empty_list(x):
    if x > 0.7:
        items = []
    items.append(x)
    return items[0] * x


def for_nothing(x):
    if x > 0.7:
        y = x
    z = y * 2  # noqa: F841
    return x * x


def statement(x):
    if x > 0.7:
        y = x
    y
    return x * x


def in_a_nested_function(x):
    def g():
        return y * y

    if x > 0.7:
        y = x
    return g()


PROGRAMS = [
    in_a_branch, deleted, in_a_list, behind_a_break, of_another_name, stored_in_a_loop,
    under_the_name_of_an_earlier_one, in_an_earlier_iteration, array_in_a_while_loop,
    for_its_length, for_its_class, empty_list, for_nothing, statement, in_a_nested_function,
]  # fmt: skip


@pytest.mark.parametrize("f", PROGRAMS)
def test_the_error_is_that_of_the_function(f, order):
    for derivative in (
        s2sad.value_and_grad(f),
        lambda x: s2sad.jvp(f, (x,), (1.0,)),
        lambda x: s2sad.vjp(f, x),
    ):
        with pytest.raises(UnboundLocalError):
            derivative(0.5)
        assert derivative(0.9)[0] == f(0.9)
    s2sad.check_grads(f, (0.9,), order=order)


def test_no_placeholder_where_the_variable_is_not_copied():
    text = s2sad.value_and_grad(behind_a_break).source(0.9)
    assert "y = 0.0" not in text and "is_bound" not in text


def test_what_was_printed_before_the_error():
    def f(x):
        for k in range(3):
            if x < 0.7:
                break
            y = x * k
        print("stopped at", k)
        if y > 0:
            print("positive")
        return y

    for derivative in (lambda: f(0.5), lambda: s2sad.vjp(f, 0.5)):
        with contextlib.redirect_stdout(io.StringIO()) as out, pytest.raises(UnboundLocalError):
            derivative()
        assert out.getvalue() == "stopped at 0\n"


def handled(x):
    if x > 0.7:
        y = x * x
    try:
        z = y
    except NameError as error:
        z = 5.0 * x + 0.0 * len(str(error))
    return z * z


def handled_of_a_statement(x):
    if x > 0.7:
        y = x * x
    try:
        y
    except UnboundLocalError:
        y = 5.0 * x
    return y * y


def handled_in_a_called_function(x):
    def g(x):
        for k in range(3):
            if x < 0.7:
                break
            y = x * k
        return y

    try:
        return g(x) * x
    except UnboundLocalError:
        return x * 3


@pytest.mark.parametrize(
    "f", [handled, handled_of_a_statement, handled_in_a_called_function], ids=lambda f: f.__name__
)
def test_a_handler_of_the_error(f, order):
    for x in (0.5, 0.9):
        assert s2sad.value_and_grad(f)(x)[0] == f(x)
        s2sad.check_grads(f, (x,), order=order)


@pytest.mark.parametrize(
    "f", [handled, handled_of_a_statement, handled_in_a_called_function], ids=lambda f: f.__name__
)
def test_a_handler_inside_a_derivative(f):
    slope = s2sad.grad(f)
    for x in (0.5, 0.9):
        s2sad.check_grads(lambda x: slope(x) ** 2 * x, (x,), order=1)


def in_a_recursion(x, n=0):
    if n > 2:
        return x
    if x > 0.7:
        y = x * x
    return y * in_a_recursion(x * 1.5, n + 1)


def test_a_function_that_calls_itself(order):
    for derivative in (s2sad.value_and_grad(in_a_recursion), s2sad.jvp):
        args = (0.5,) if derivative is not s2sad.jvp else (in_a_recursion, (0.5,), (1.0,))
        with pytest.raises(UnboundLocalError):
            derivative(*args)
    s2sad.check_grads(in_a_recursion, (0.9,), order=order)


def of_an_entry_that_the_condition_reads(x):
    if x[0] > 0.7:
        y = x[0]
    return y * y


def in_a_handler(x):
    def checked(v):
        if v < 0.7:
            raise ValueError(v)
        return v * 2

    try:
        a = checked(x[0])
        b = checked(x[1])
    except ValueError:
        b = a * 3
    return a * b


@pytest.mark.parametrize("f", [of_an_entry_that_the_condition_reads, in_a_handler])
def test_of_entries_of_an_array(f, order):
    low, high = np.array([0.5, 0.9]), np.array([0.9, 0.5])
    for derivative in (s2sad.value_and_grad(f), lambda x: s2sad.jvp(f, (x,), (x,))):
        with pytest.raises(UnboundLocalError, match="local variable"):
            derivative(low)
        assert derivative(high)[0] == f(high)
    s2sad.check_grads(f, (high,), order=order)
    s2sad.check_grads(f, (np.array([0.9, 0.8]),), order=order)


def test_in_a_generator():
    def f(x):
        def parts():
            for k in range(3):
                if x < 0.7:
                    break
                y = x * k
                yield y
            yield y * 2

        return sum(parts())

    with pytest.raises(UnboundLocalError):
        s2sad.value_and_grad(f)(0.5)
    # from Python 3.12 on sum() of floats rounds once
    assert s2sad.value_and_grad(f)(0.9) == (pytest.approx(f(0.9), rel=1e-12), 7.0)
