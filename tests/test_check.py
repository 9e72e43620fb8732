import inspect
import re

import numpy as np
import pytest

import s2sad
from s2sad.check import check_grads
from s2sad.errors import GradientCheckError


def loss(w, x):
    return np.sum(np.tanh(w * x) ** 2)


def rounded(x):
    """Piecewise constant: every derivative is zero, and jumps are met nearby."""
    return np.round(x * 1e9) * 1e-9


def test_right_gradients_pass():
    check_grads(loss, (np.array([0.3, -0.8]), np.array([1.5, 0.7])), order=1)


def test_second_order_passes():
    check_grads(loss, (np.array([0.3, -0.8]), np.array([1.5, 0.7])))


def test_a_derivative_that_is_not_the_slope_is_named():
    with pytest.raises(GradientCheckError, match="rounded.*argument x.*numerical"):
        check_grads(rounded, (0.7,), order=1)


def test_the_signature_is_that_of_the_contract():
    parameters = inspect.signature(check_grads).parameters
    assert list(parameters) == ["f", "args", "order", "modes", "atol", "rtol"]
    assert parameters["order"].default == 2 and parameters["modes"].default == ("fwd", "rev")


@pytest.mark.parametrize("option", [
    {"order": 1.5}, {"order": 0}, {"order": True}, {"order": "2"}, {"modes": ("fwd", "both")},
    {"modes": ()}, {"atol": -1.0}, {"rtol": np.nan}, {"rtol": "1"},
])  # fmt: skip
def test_options_that_there_are_not(option):
    with pytest.raises(ValueError, match="order is|modes are|a mode|atol is|rtol is") as caught:
        check_grads(loss, (1.0, 2.0), **option)
    assert isinstance(caught.value, s2sad.Error)


def test_what_stays_infinite_does_not_move():
    x = np.array([0.3, -0.3, 0.5])
    check_grads(lambda x: np.where(x > 0.0, x * x, -np.inf), (x,))


def test_a_wrong_rule_is_found_though_the_other_mode_has_none():
    @s2sad.custom_vjp
    def square(x):
        return x**2

    @square.defvjp
    def _(ans, g, x):
        return (3 * x * g,)

    with pytest.raises(s2sad.GradientCheckError, match="in reverse mode") as caught:
        s2sad.check_grads(square, (2.0,))
    wrong, right, seed = map(float, re.findall(r"-?\d+\.\d+", str(caught.value)))
    np.testing.assert_allclose([wrong / seed, right / seed], [6.0, 4.0], rtol=1e-3)
    square.defvjp(lambda ans, g, x: (2 * x * g,))
    with pytest.raises(s2sad.UnsupportedError, match="no rule for forward mode"):
        s2sad.check_grads(square, (2.0,))
    s2sad.check_grads(square, (2.0,), modes=("rev",))
