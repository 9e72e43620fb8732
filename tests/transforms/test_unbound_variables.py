"""A variable that is read on a path that has not bound it: the value is not made up."""

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


@pytest.mark.parametrize("f", [in_a_branch, deleted, in_a_list])
def test_the_error_is_that_of_the_function(f):
    for derivative in (s2sad.value_and_grad(f), lambda x: s2sad.jvp(f, (x,), (1.0,))):
        with pytest.raises(UnboundLocalError):
            derivative(0.5)
        assert derivative(0.9)[0] == f(0.9)
