"""What of the arguments decides the code beyond their types: no more than it must be."""

import numpy as np
import pytest

import s2sad


def turned(a, b):
    return np.sum(np.cross(a[:, :3], b) ** 2)


def test_the_length_of_one_axis_leaves_the_others_free():
    gradient = s2sad.grad(turned)
    codes = set()
    for n in (2, 3, 7):
        gradient(np.ones((n, 5)), np.arange(3.0 * n).reshape(n, 3))
        codes.add(gradient.latest)
    assert len(codes) == 1


def test_generated_code_says_which_length_it_was_made_for():
    source = s2sad.grad(turned).source("f64[n,5]", "f64[n,3]")
    assert "if a.shape[1] != 5:" in source and "a.shape[0]" not in source
    namespace = {}
    exec(source, namespace)
    with pytest.raises(ValueError, match=r"generated for a.shape\[1\] == 5"):
        namespace["turned_grad"](np.ones((2, 4)), np.ones((2, 3)))


def test_a_type_string_without_the_length_is_refused():
    with pytest.raises(s2sad.UnsupportedError, match="vectors of np.cross"):
        s2sad.grad(turned).source("f64[n,m]", "f64[n,3]")
