"""Derivatives of a function inside a rule: of one that the callee was given as an argument.

The compiler puts the derivative in the place of the call (`solvers`), so the first ones have no
code.
"""

from __future__ import annotations

import numpy as np


def pushforward(f, primals, tangents):
    """The tangent of `f(*primals)`; None among the tangents is zero."""
    raise NotImplementedError


def pullback(f, primals, y_bar, wanted):
    """The cotangents of the primals that are wanted, in order, for the cotangent of the result."""
    raise NotImplementedError


def matrix(f, x):
    """The Jacobian of `f` at the vector or number x."""
    raise NotImplementedError


def slope(f, x):
    """The gradient of `f`, which returns a number, at x."""
    raise NotImplementedError


def is_zero(x_dot):
    """True where the compiler knows that a tangent is zero."""
    raise NotImplementedError


def tangents(args_dot, args):
    """One tangent for each of the arguments, be it zero."""
    return tuple([args_dot[k] for k in range(len(args))])


def in_double(args):
    """The arguments for a solver that controls its steps by differences, which cotangents in
    single precision would hide."""
    found = []
    for p in args:
        found.append(p.astype(np.float64) if np.asarray(p).dtype == np.float32 else p)
    return tuple(found)


def options_of(**options):
    """The options that are given."""
    given = {}
    for name, value in options.items():
        if value is not None:
            given[name] = value
    return given
