"""Arithmetic of two numbers and the powers: the operators, their NumPy and `math` twins.

`x + (x == 0)` is the denominator `x` with 1 in the place of 0: it turns the 0 / 0 of a kink into 0
and changes nothing elsewhere.
"""

from __future__ import annotations

import math
import operator

import numpy as np

from ..runtime.broadcast import spread, unbroadcast
from ..runtime.static import is_static
from .registry import elementwise, jvp, vjp


@jvp(np.add, operator.add)
def add_jvp(z, x_dot, y_dot, x, y):
    return spread(x_dot, z) + spread(y_dot, z)


@vjp(np.add, operator.add)
def add_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar, x), unbroadcast(z_bar, y)


@jvp(np.subtract, operator.sub)
def subtract_jvp(z, x_dot, y_dot, x, y):
    return spread(x_dot, z) - spread(y_dot, z)


@vjp(np.subtract, operator.sub)
def subtract_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar, x), -unbroadcast(z_bar, y)


@jvp(np.multiply, operator.mul)
def multiply_jvp(z, x_dot, y_dot, x, y):
    return x_dot * y + x * y_dot


@vjp(np.multiply, operator.mul)
def multiply_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar * y, x), unbroadcast(z_bar * x, y)


@jvp(np.divide, operator.truediv)
def divide_jvp(z, x_dot, y_dot, x, y):
    return (x_dot - z * y_dot) / y


@vjp(np.divide, operator.truediv)
def divide_vjp(z, z_bar, x, y):
    g = z_bar / y
    return unbroadcast(g, x), -unbroadcast(g * z, y)


@jvp(np.remainder, operator.mod)
def remainder_jvp(z, x_dot, y_dot, x, y):
    return spread(x_dot, z) - (x // y) * y_dot


@vjp(np.remainder, operator.mod)
def remainder_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar, x), unbroadcast(-z_bar * (x // y), y)


@jvp(np.fmod)
def fmod_jvp(z, x_dot, y_dot, x, y):
    return spread(x_dot, z) - np.trunc(x / y) * y_dot


@vjp(np.fmod)
def fmod_vjp(z, z_bar, x, y):
    return unbroadcast(z_bar, x), unbroadcast(-z_bar * np.trunc(x / y), y)


@jvp(math.fmod, math.remainder)
def scalar_fmod_jvp(z, x_dot, y_dot, x, y):
    return x_dot - round((x - z) / y) * y_dot


@vjp(math.fmod, math.remainder)
def scalar_fmod_vjp(z, z_bar, x, y):
    return z_bar, -z_bar * round((x - z) / y)


def power_base(g, z, x, y):
    """`g` times the derivative of `z = x**y` by `x`; 0 where `y` is 0, whatever `x` is."""
    if is_static(y):
        if y == 2:
            return 2.0 * g * x
        if y == 0.5:
            return 0.5 * g / z
        if y == -1:
            return -g * z * z
    return g * y * x ** (y - (y != 0))


def log_or_zero(x, z):
    """log(x), but 0 where the power `z` of `x` has no derivative by its exponent. With a complex
    exponent a negative `x` has its complex logarithm. For a power of Python's a negative `x`
    raises: `z` may be complex there, and then nothing real is right."""
    if np.iscomplexobj(z):
        x = x + (x == 0)
        return np.log(x if np.iscomplexobj(x) else x + 0j)
    if isinstance(x, (int, float)):
        if isinstance(z, np.floating):
            return math.log(x) if x > 0 else 0.0
        return math.log(x + (x == 0.0))
    return np.log(np.where(x > 0, x, 1.0))


@jvp(np.power, np.float_power, operator.pow, math.pow)
def power_jvp(z, x_dot, y_dot, x, y):
    return power_base(x_dot, z, x, y) + y_dot * z * log_or_zero(x, z)


@vjp(np.power, np.float_power, operator.pow, math.pow)
def power_vjp(z, z_bar, x, y):
    return (
        unbroadcast(power_base(z_bar, z, x, y), x),
        unbroadcast(z_bar * z * log_or_zero(x, z), y),
    )


@jvp(pow)
def scalar_power_jvp(z, base_dot, exp_dot, base, exp):
    return power_base(base_dot, z, base, exp) + exp_dot * z * log_or_zero(base, z)


@vjp(pow)
def scalar_power_vjp(z, z_bar, base, exp):
    return power_base(z_bar, z, base, exp), z_bar * z * log_or_zero(base, z)


@elementwise(np.negative, operator.neg)
def negative_rule(y, x_dot, x):
    return -x_dot


@elementwise(np.positive, operator.pos, float)
def positive_rule(y, x_dot, x):
    return x_dot


@elementwise(np.square)
def square_rule(y, x_dot, x):
    return 2.0 * x_dot * x


@elementwise(np.reciprocal)
def reciprocal_rule(y, x_dot, x):
    return -x_dot * y * y


@elementwise(np.sqrt, math.sqrt)
def sqrt_rule(y, x_dot, x):
    return 0.5 * x_dot / y


@elementwise(np.cbrt, math.cbrt)
def cbrt_rule(y, x_dot, x):
    return x_dot / (3.0 * y * y)


@jvp(np.absolute, abs, operator.abs)
def absolute_jvp(y, x_dot, x):
    if np.iscomplexobj(x):
        return np.real(x_dot * np.conj(x)) / (y + (y == 0.0))
    if isinstance(x, float):
        return x_dot * math.copysign(1.0, x) * (x != 0.0)
    return x_dot * np.sign(x)


@vjp(np.absolute, abs, operator.abs)
def absolute_vjp(y, y_bar, x):
    if np.iscomplexobj(x):
        return y_bar * np.conj(x) / (y + (y == 0.0))
    if isinstance(x, float):
        return y_bar * math.copysign(1.0, x) * (x != 0.0)
    return y_bar * np.sign(x)


@elementwise(np.fabs)
def fabs_rule(y, x_dot, x):
    return x_dot * np.sign(x)


@elementwise(math.fabs)
def scalar_fabs_rule(y, x_dot, x):
    return x_dot * math.copysign(1.0, x) * (x != 0.0)


@jvp(np.hypot)
def hypot_jvp(z, x_dot, y_dot, x, y):
    return (x * x_dot + y * y_dot) / (z + (z == 0.0))


@vjp(np.hypot)
def hypot_vjp(z, z_bar, x, y):
    g = z_bar / (z + (z == 0.0))
    return unbroadcast(g * x, x), unbroadcast(g * y, y)


@jvp(math.hypot)
def scalar_hypot_jvp(z, coordinates_dot, *coordinates):
    z_dot = 0.0
    for x_dot, x in zip(coordinates_dot, coordinates):
        z_dot = z_dot + x * x_dot / (z + (z == 0.0))
    return z_dot


@vjp(math.hypot)
def scalar_hypot_vjp(z, z_bar, *coordinates):
    g = z_bar / (z + (z == 0.0))
    return tuple([g * x for x in coordinates])
