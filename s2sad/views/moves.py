"""Rules, by numbers, of the operations that the compiler differentiates itself.

Each operation comes with its jvp and its vjp, called as the rules of `rules/registry.py` are.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir import prims
from ..runtime.broadcast import unbroadcast


def part(array, path: tuple):
    """The part of an array that a path leads to."""
    for step in path:
        is_view = isinstance(step, prims.View)
        array = step.function(array, *step.args) if is_view else array[step]
    return array


def getitem_jvp(y, a_dot, a, index):
    return a_dot[index]


def getitem_vjp(y, y_bar, a, index):
    a_bar = np.zeros(np.shape(a), np.result_type(a, y_bar))
    np.add.at(a_bar, index, y_bar)
    return (a_bar,)


def write_jvp(y, array_dot, value_dot, array, path, value):
    return prims.write(array_dot, path, value_dot)


def write_vjp(y, y_bar, array, path, value):
    value_bar = unbroadcast(part(y_bar, path), value)
    return prims.write(y_bar, path, 0.0), None, value_bar


def accumulate_jvp(y, array_dot, value_dot, array, path, value):
    return prims.accumulate(array_dot, path, value_dot)


def accumulate_at_jvp(y, array_dot, value_dot, array, path, value):
    return prims.accumulate_at(array_dot, path, value_dot)


def accumulate_vjp(y, y_bar, array, path, value):
    return y_bar, None, unbroadcast(part(y_bar, path), value)


#: callee -> (jvp, vjp)
MOVES = {
    operator.getitem: (getitem_jvp, getitem_vjp), prims.write: (write_jvp, write_vjp),
    prims.accumulate: (accumulate_jvp, accumulate_vjp),
    prims.accumulate_at: (accumulate_at_jvp, accumulate_vjp),
}  # fmt: skip
