"""Names of lengths of slices: right for every length, and the same whoever says them."""

import itertools
import re

import numpy as np
import pytest

import s2sad
from s2sad.ir.types import Dim
from s2sad.types.dims import divided, product, shift, strided, total
from s2sad.types.slices import sliced

N, U = Dim("n", True), Dim("u")
BOUNDS = (None, 0, 1, 2, 3, 5, -1, -2, -3)


def parts(n):
    """Bounds that are lengths themselves."""
    return (shift(n, 1), divided(n, 2), divided(n, 3), product((2, divided(n, 3))), divided(n, 4))


def value(axis, length):
    """The axis where its one name has this length; a name with a slice in it has no value."""
    if axis is None or isinstance(axis, int):
        return axis
    text = axis.name.replace("?", "")
    text = re.sub(r"\(([nu])-(\d+)\)", r"max(0, \1 - \2)", text)
    return max(0, eval(text, {"n": length, "u": length, "max": max}) - axis.offset)


def cases(whole):
    bounds = (*BOUNDS, *parts(whole))
    for axis in (whole, shift(whole, 1), total((2, whole)), divided(whole, 2)):
        for start, stop in itertools.product(bounds, bounds):
            for step in (None, 1, 2, 3, 4, -1, -2):
                yield axis, start, stop, step


@pytest.mark.parametrize("whole", [N, U], ids=["never one", "may be one"])
def test_a_length_without_a_name_of_its_own_is_right(whole):
    found = [(sliced(*case), case) for case in cases(whole)]
    known = [(axis, case) for axis, case in found if isinstance(axis, int) or "[" not in axis.name]
    assert len(known) > 600
    for length in range(15):
        if whole is N and length == 1:
            continue
        for axis, (x, start, stop, step) in known:
            bounds = (value(b, length) for b in (start, stop, step))
            right = len(range(value(x, length))[slice(*bounds)])
            assert value(axis, length) == right, (str(x), start, stop, step, length)


def test_names_are_canonical():
    half = divided(N, 2)
    assert sliced(N, None, None, 2) == divided(total((1, N)), 2) == sliced(N, None, None, -2)
    assert sliced(N, 1, None, 2) == half == sliced(N, None, -1, 2) == sliced(N, None, half, None)
    assert sliced(N, 1, -1, 2) == sliced(N, 2, None, 2) == sliced(N, 0, -2, 2)
    assert sliced(N, half, None, None) == strided(N, 2)
    assert sliced(N, half, product((2, half)), None) == half
    assert divided(half, 3) == divided(N, 6)
    assert divided(product((4, N)), 2) == product((2, N))
    assert divided(total((5, N)), 2) == total((2, divided(total((1, N)), 2)))


def haar(x):
    return np.sum((x[:-1:2] + x[1::2]) ** 2) * np.sum(np.abs(x[:-1:2] - x[1::2]))


def red_black(x):
    u = x * 1.0
    u[1:-1:2] = 0.5 * (u[0:-2:2] + u[2::2])
    return np.sum(u**2)


def halves(x):
    h = len(x) // 2
    lo, hi = x[:h], x[h:]
    return np.sum(lo**2 * np.arange(h)) * np.sum(hi**3)


def thirds(x):
    k = len(x) // 3
    return np.sum(x[:k] * x[k : 2 * k] * x[2 * k : 3 * k])


def even_and_backwards(x):
    return np.sum(x[::2] * np.cos(np.arange(0, len(x), 2)) * x[::-2] * np.ones((len(x) + 1) // 2))


@pytest.mark.parametrize("f", [haar, red_black, halves, thirds, even_and_backwards])
def test_parts_of_one_length_meet_without_a_question(f, order):
    assert "_unbroadcast" not in s2sad.grad(f).source("f64[n]")
    for n in (1, 2, 3, 4, 6, 11):
        x = np.linspace(0.3, 1.7, n) + 0.1 * np.sin(np.arange(n))
        s2sad.check_grads(f, (x,), order=order if n == 6 else 1)


def simpson(y, dx):
    return dx / 3 * np.sum(y[0:-1:2] + 4 * y[1::2] + y[2::2])


def block_means(x):
    return np.sum((x[::2, ::2] + x[1::2, ::2] + x[::2, 1::2] + x[1::2, 1::2]) ** 2)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 7])
def test_parts_that_may_broadcast_are_summed(n, order):
    """One entry beside two, or none: only the run tells."""
    if n % 2:
        s2sad.check_grads(simpson, (np.arange(n) ** 2.0, 0.5), order=order)
    for shape in ((n, 1), (n, 2), (2, n), (4, n)):
        x = np.linspace(0.3, 1.7, n * shape[0] * shape[1] // n).reshape(shape)
        try:
            block_means(x)
        except ValueError:
            continue
        s2sad.check_grads(block_means, (x,), order=order)
