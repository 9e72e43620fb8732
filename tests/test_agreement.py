import math
from collections import namedtuple

import numpy as np
import pytest
from fuzz import fakes

from s2sad.agreement import check_derivatives
from s2sad.errors import Error, GradientCheckError
from s2sad.structure import map_structure

Pair = namedtuple("Pair", "w bias")


def loss(params, x):
    return np.sum(np.sin(params.w * x) + params.bias)


def product(x, y):
    return x * y


LOSS_ARGS = (Pair(np.array([0.3, -1.2, 0.8]), 0.5), np.array([1.0, 2.0, 0.4]))


def scaled(transform, factor):
    """A wrong transform: what it returns last is multiplied."""

    def wrong(f, *args):
        y, result = transform(f, *args)
        if callable(result):
            return y, lambda y_bar: map_structure(factor, result(y_bar))
        return y, map_structure(factor, result)

    return wrong


def times(number):
    return lambda leaf: None if leaf is None else leaf * number


@pytest.mark.parametrize(
    ("f", "args"),
    [
        (loss, LOSS_ARGS),
        (math.sin, (0.3,)),
        (lambda x, n: [x**n, (n * x,)], (1.3, 3)),
        (lambda z: np.abs(z) ** 2, (0.3 + 0.4j,)),
        (lambda z: z**2 * 1j, (np.array([0.3 + 0.4j]),)),
        (lambda x: np.cumsum(x), (np.arange(100.0) / 50,)),
    ],
)
def test_right_derivatives_pass(f, args):
    check_derivatives(f, args, fakes.jvp, fakes.vjp, order=1, atol=1e-5, rtol=1e-5)


def test_second_order_passes():
    check_derivatives(product, (2.0, 3.0), fakes.jvp, fakes.vjp, order=2, atol=1e-4, rtol=1e-4)


def test_single_precision_has_its_own_tolerance():
    args = (np.array([0.3, 0.7], np.float32), np.float32(0.5))
    check_derivatives(product, args, fakes.jvp, fakes.vjp, order=1)


def test_a_wrong_pullback_is_named_with_entry_and_both_values():
    wrong = scaled(fakes.vjp, lambda leaf: leaf * np.array([1, 2, 1]) if np.ndim(leaf) else leaf)
    with pytest.raises(GradientCheckError) as caught:
        check_derivatives(loss, LOSS_ARGS, fakes.jvp, wrong, order=1, atol=1e-4, rtol=1e-4)
    message = str(caught.value)
    assert "loss: the derivative in reverse mode" in message
    assert "argument params, entry .w[1]" in message
    one, other, *_ = (float(word.rstrip(",")) for word in message.split() if _is_number(word))
    assert one == pytest.approx(2 * other, rel=1e-4)


def _is_number(word):
    return word.rstrip(",").replace(".", "").replace("-", "").replace("e", "").isdigit()


def test_a_wrong_jvp_is_named():
    with pytest.raises(GradientCheckError, match="forward mode with respect to argument x is"):
        check_derivatives(product, (2.0, 3.0), scaled(fakes.jvp, times(1.01)), fakes.vjp)


def test_the_entry_is_found_among_many():
    def wrong(f, *primals):
        y, pullback = fakes.vjp(f, *primals)

        def broken(y_bar):
            (x_bar,) = pullback(y_bar)
            x_bar[57] += 0.1
            return (x_bar,)

        return y, broken

    with pytest.raises(GradientCheckError, match=r"argument x, entry \[57\]"):
        check_derivatives(lambda x: np.sin(x), (np.ones(100),), fakes.jvp, wrong, order=1,
                          modes=("rev",), atol=1e-5)  # fmt: skip


def test_a_missing_cotangent_counts_as_zero():
    with pytest.raises(GradientCheckError, match="argument y is 0"):
        check_derivatives(
            product, (2.0, 3.0), fakes.jvp,
            lambda f, *p: (f(*p), lambda y_bar: (y_bar * p[1], None)), order=1,
        )  # fmt: skip


def test_a_wrong_value_is_named():
    def wrong(f, primals, tangents):
        return f(*primals) + 1, fakes.jvp(f, primals, tangents)[1]

    with pytest.raises(GradientCheckError, match="the value of the function is 7"):
        check_derivatives(product, (2.0, 3.0), wrong, fakes.vjp, modes=("fwd",))


def test_a_wrong_shape_is_named():
    def wrong(f, *primals):
        return f(*primals), lambda y_bar: (np.zeros((1, 2)),)

    with pytest.raises(GradientCheckError, match=r"argument x has shape \(1, 2\)"):
        check_derivatives(lambda x: x * 2, (np.ones(2),), fakes.jvp, wrong, modes=("rev",))


def test_only_the_second_order_is_wrong():
    """A jvp that is right for the function itself and wrong for its derivative."""

    def wrong(f, primals, tangents):
        y, y_dot = fakes.jvp(f, primals, tangents)
        return y, (y_dot if f is product else map_structure(times(3.0), y_dot))

    check_derivatives(product, (2.0, 3.0), wrong, fakes.vjp, order=1, atol=1e-4)
    with pytest.raises(GradientCheckError, match="order-2 derivative in forward over forward mode"):
        check_derivatives(product, (2.0, 3.0), wrong, fakes.vjp, modes=("fwd",), atol=1e-4)


def test_no_floating_point_argument():
    with pytest.raises(GradientCheckError, match="no argument"):
        check_derivatives(lambda n: n, (3,), fakes.jvp, fakes.vjp)


def test_no_floating_point_result():
    with pytest.raises(GradientCheckError, match="no floating-point entry"):
        check_derivatives(lambda x: int(x), (3.0,), fakes.jvp, fakes.vjp)


def test_unknown_mode():
    with pytest.raises(Error, match="'both'"):
        check_derivatives(product, (2.0, 3.0), fakes.jvp, fakes.vjp, modes=("both",))
