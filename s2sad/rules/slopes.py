"""Rules of functions of several numbers that act entry by entry, made from partial derivatives.

A slope is the partial derivative as a function of the result and the parameters. Both modes of one
function say the same with it, so they are made here, from one formula.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

from ..runtime.broadcast import unbroadcast
from .registry import jvp, vjp


def by_last(*callees: Callable):
    """Decorate `slope(y, ..., x)`, the derivative of `y = f(..., x)` by x.

    The derivative by any other parameter (an order, a degree of freedom) has no closed form.
    """

    def register(slope):
        forward, reverse = LAST[len(inspect.signature(slope).parameters) - 1](slope)
        jvp(*callees)(forward)
        vjp(*callees)(reverse)
        return slope

    return register


def _last_of_two(slope):
    def forward(y, x_dot, v, x):
        return x_dot * slope(y, v, x)

    def reverse(y, y_bar, v, x):
        return NotImplemented, unbroadcast(y_bar * slope(y, v, x), x)

    return forward, reverse


def _last_of_three(slope):
    def forward(y, x_dot, a, b, x):
        return x_dot * slope(y, a, b, x)

    def reverse(y, y_bar, a, b, x):
        return NotImplemented, NotImplemented, unbroadcast(y_bar * slope(y, a, b, x), x)

    return forward, reverse


def _last_of_four(slope):
    def forward(y, x_dot, a, b, c, x):
        return x_dot * slope(y, a, b, c, x)

    def reverse(y, y_bar, a, b, c, x):
        x_bar = unbroadcast(y_bar * slope(y, a, b, c, x), x)
        return NotImplemented, NotImplemented, NotImplemented, x_bar

    return forward, reverse


LAST = {2: _last_of_two, 3: _last_of_three, 4: _last_of_four}


def by_both(*callees: Callable):
    """Decorate `slopes(z, x, y)`: the derivatives of `z = f(x, y)` by x and by y."""

    def register(slopes):
        def forward(z, x_dot, y_dot, x, y):
            by_x, by_y = slopes(z, x, y)
            return x_dot * by_x + y_dot * by_y

        def reverse(z, z_bar, x, y):
            by_x, by_y = slopes(z, x, y)
            return unbroadcast(z_bar * by_x, x), unbroadcast(z_bar * by_y, y)

        jvp(*callees)(forward)
        vjp(*callees)(reverse)
        return slopes

    return register
