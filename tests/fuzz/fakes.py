"""Stand-ins for the transforms, made of numerical differentiation: to test the harness itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from s2sad.numerical import displaced, entries, unit_tangent
from s2sad.structure import (
    copy_arrays,
    dot,
    flatten,
    is_differentiable,
    map_structure,
    zeros_like,
)

from .api import Api
from .program import in_double

#: of the five-point formula: small enough to stay on this side of most kinks
_STEP = 2.0**-13


def slope(f: Callable, args: tuple, tangents: tuple):
    """The derivative of `f` along the tangents, by the five-point formula in double precision."""
    origin, args = f(*copy_arrays(args)), in_double(args)
    far, near, ahead, beyond = (
        f(*displaced(args, tangents, k * _STEP)) for k in (-2.0, -1.0, 1.0, 2.0)
    )

    def combined(y, p, q, r, s):
        if not is_differentiable(y):
            return None
        value = (8 * (r - q) - (s - p)) / (12 * _STEP)
        return value.astype(y.dtype) if isinstance(y, np.ndarray) else value

    return map_structure(combined, origin, far, near, ahead, beyond)


def jvp(f: Callable, primals: tuple, tangents: tuple):
    primals, slopes = tuple(primals), slope(f, copy_arrays(primals), tangents)
    return f(*primals), slopes


def vjp(f: Callable, *primals):
    at = copy_arrays(primals)
    y = f(*primals)

    def pullback(y_bar):
        leaves, rebuild = flatten(zeros_like(at))
        for number, index, unit in entries(at):
            change = dot(y_bar, slope(f, at, unit_tangent(at, number, index, unit)))
            part = np.array(leaves[number])
            part[index] += change * np.conj(unit)
            leaves[number] = part if np.ndim(part) else type(leaves[number])(part)
        return rebuild(leaves)

    return y, pullback


def value_and_grad(f: Callable, argnums=0) -> Callable:
    def result(*args):
        y, pullback = vjp(f, *args)
        bars = pullback(1.0)
        return y, bars[argnums] if isinstance(argnums, int) else tuple(bars[k] for k in argnums)

    return result


def grad(f: Callable, argnums=0) -> Callable:
    return lambda *args: value_and_grad(f, argnums)(*args)[1]


NUMERICAL = Api(grad, value_and_grad, jvp, vjp, rounding=1e-5)


def with_wrong(name: str, wrong: Callable) -> Api:
    """The numerical transforms with one of them replaced."""
    return replace(NUMERICAL, **{name: wrong})
