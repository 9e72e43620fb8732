"""Functions of one number, or of each entry alone: exponentials, angles, complex parts.

Each formula prefers the output where that is cheaper. The complex convention is JAX's and
autograd's: rules of holomorphic functions conjugate nothing.
"""

from __future__ import annotations

import math

import numpy as np

from ..runtime.broadcast import unbroadcast
from ..runtime.precision import alike
from ..runtime.static import is_static
from .registry import elementwise, jvp, vjp
from .special import digamma


@elementwise(np.exp, math.exp)
def exp_rule(y, x_dot, x):
    return x_dot * y


@elementwise(np.exp2, math.exp2)
def exp2_rule(y, x_dot, x):
    return math.log(2.0) * x_dot * y


@elementwise(np.expm1, math.expm1)
def expm1_rule(y, x_dot, x):
    return x_dot * (y + 1.0)


@elementwise(np.log)
def log_rule(y, x_dot, x):
    return x_dot / x


@jvp(math.log)
def scalar_log_jvp(y, x_dot, base_dot, x, base=None):
    if base is None:
        return x_dot / x
    return (x_dot / x - base_dot * y / base) / math.log(base)


@vjp(math.log)
def scalar_log_vjp(y, y_bar, x, base=None):
    if base is None:
        return y_bar / x
    return y_bar / (x * math.log(base)), -y_bar * y / (base * math.log(base))


@elementwise(np.log2, math.log2)
def log2_rule(y, x_dot, x):
    return x_dot / (math.log(2.0) * x)


@elementwise(np.log10, math.log10)
def log10_rule(y, x_dot, x):
    return x_dot / (math.log(10.0) * x)


@elementwise(np.log1p, math.log1p)
def log1p_rule(y, x_dot, x):
    return x_dot / (1.0 + x)


@elementwise(np.sin)
def sin_rule(y, x_dot, x):
    return x_dot * np.cos(x)


@elementwise(np.cos)
def cos_rule(y, x_dot, x):
    return -x_dot * np.sin(x)


@elementwise(math.sin)
def scalar_sin_rule(y, x_dot, x):
    return x_dot * math.cos(x)


@elementwise(math.cos)
def scalar_cos_rule(y, x_dot, x):
    return -x_dot * math.sin(x)


@elementwise(np.tan, math.tan)
def tan_rule(y, x_dot, x):
    return x_dot * (1.0 + y * y)


@elementwise(np.arcsin)
def arcsin_rule(y, x_dot, x):
    return x_dot / np.sqrt(1.0 - x * x)


@elementwise(np.arccos)
def arccos_rule(y, x_dot, x):
    return -x_dot / np.sqrt(1.0 - x * x)


@elementwise(math.asin)
def scalar_arcsin_rule(y, x_dot, x):
    return x_dot / math.sqrt(1.0 - x * x)


@elementwise(math.acos)
def scalar_arccos_rule(y, x_dot, x):
    return -x_dot / math.sqrt(1.0 - x * x)


@elementwise(np.arctan, math.atan)
def arctan_rule(y, x_dot, x):
    return x_dot / (1.0 + x * x)


@jvp(np.arctan2, math.atan2)
def arctan2_jvp(z, y_dot, x_dot, y, x):
    r2 = x * x + y * y
    return (x * y_dot - y * x_dot) / (r2 + (r2 == 0.0))


@vjp(np.arctan2, math.atan2)
def arctan2_vjp(z, z_bar, y, x):
    r2 = x * x + y * y
    g = z_bar / (r2 + (r2 == 0.0))
    return unbroadcast(g * x, y), unbroadcast(-g * y, x)


@elementwise(np.sinh)
def sinh_rule(y, x_dot, x):
    return x_dot * np.cosh(x)


@elementwise(np.cosh)
def cosh_rule(y, x_dot, x):
    return x_dot * np.sinh(x)


@elementwise(math.sinh)
def scalar_sinh_rule(y, x_dot, x):
    return x_dot * math.cosh(x)


@elementwise(math.cosh)
def scalar_cosh_rule(y, x_dot, x):
    return x_dot * math.sinh(x)


@elementwise(np.tanh, math.tanh)
def tanh_rule(y, x_dot, x):
    return x_dot * (1.0 - y * y)


@elementwise(np.arcsinh)
def arcsinh_rule(y, x_dot, x):
    return x_dot / np.sqrt(x * x + 1.0)


@elementwise(np.arccosh)
def arccosh_rule(y, x_dot, x):
    if np.iscomplexobj(x):
        return x_dot / (np.sqrt(x - 1.0) * np.sqrt(x + 1.0))
    return x_dot / np.sqrt(x * x - 1.0)


@elementwise(math.asinh)
def scalar_arcsinh_rule(y, x_dot, x):
    return x_dot / math.sqrt(x * x + 1.0)


@elementwise(math.acosh)
def scalar_arccosh_rule(y, x_dot, x):
    return x_dot / math.sqrt(x * x - 1.0)


@elementwise(np.arctanh, math.atanh)
def arctanh_rule(y, x_dot, x):
    return x_dot / (1.0 - x * x)


@elementwise(np.deg2rad, np.radians, math.radians)
def radians_rule(y, x_dot, x):
    return math.radians(1.0) * x_dot


@elementwise(np.rad2deg, np.degrees, math.degrees)
def degrees_rule(y, x_dot, x):
    return math.degrees(1.0) * x_dot


@elementwise(np.sinc)
def sinc_rule(y, x_dot, x):
    """Near 0, where the formula cancels, its Taylor series; so higher derivatives hold too."""
    t = np.pi * np.pi * x * x
    near = np.abs(x) < 0.03
    series = np.pi * np.pi * x * (t * (1.0 / 30.0 - t * (1.0 / 840.0 - t / 45360.0)) - 1.0 / 3.0)
    formula = (np.cos(np.pi * x) - y) / np.where(near, 1.0, x)
    return x_dot * np.where(near, series, formula)


@elementwise(math.erf)
def erf_rule(y, x_dot, x):
    return 2.0 / math.sqrt(math.pi) * x_dot * math.exp(-x * x)


@elementwise(math.erfc)
def erfc_rule(y, x_dot, x):
    return -2.0 / math.sqrt(math.pi) * x_dot * math.exp(-x * x)


@elementwise(math.gamma)
def gamma_rule(y, x_dot, x):
    return x_dot * y * digamma(x)


@elementwise(math.lgamma)
def lgamma_rule(y, x_dot, x):
    return x_dot * digamma(x)


def log_of_sum(z, x, y):
    """`z`, of whose exponential `exp(x - z)` and `exp(y - z)` are the shares of `x` and `y`; 0 if
    that exponential is 0, for nothing has a share there."""
    if is_number(x) or is_number(y):
        return z
    if np.ndim(z) == 0:
        return 0.0 if z == -np.inf else z
    return np.where(z == -np.inf, 0.0, z)


def is_number(x):
    """Is this a number that is known, so that a sum with its exponential is not 0?"""
    return is_static(x) and np.ndim(x) == 0 and x > -np.inf


@jvp(np.logaddexp)
def logaddexp_jvp(z, x_dot, y_dot, x, y):
    total = log_of_sum(z, x, y)
    return x_dot * np.exp(x - total) + y_dot * np.exp(y - total)


@vjp(np.logaddexp)
def logaddexp_vjp(z, z_bar, x, y):
    total = log_of_sum(z, x, y)
    return unbroadcast(z_bar * np.exp(x - total), x), unbroadcast(z_bar * np.exp(y - total), y)


@jvp(np.logaddexp2)
def logaddexp2_jvp(z, x_dot, y_dot, x, y):
    total = log_of_sum(z, x, y)
    return x_dot * np.exp2(x - total) + y_dot * np.exp2(y - total)


@vjp(np.logaddexp2)
def logaddexp2_vjp(z, z_bar, x, y):
    total = log_of_sum(z, x, y)
    return unbroadcast(z_bar * np.exp2(x - total), x), unbroadcast(z_bar * np.exp2(y - total), y)


@jvp(np.real)
def real_jvp(y, val_dot, val):
    return np.real(val_dot)


@vjp(np.real)
def real_vjp(y, y_bar, val):
    return y_bar


@jvp(np.imag)
def imag_jvp(y, val_dot, val):
    return np.imag(val_dot) if np.iscomplexobj(val) else None


@vjp(np.imag)
def imag_vjp(y, y_bar, val):
    return -1j * y_bar if np.iscomplexobj(val) else None


@elementwise(np.conjugate)
def conjugate_rule(y, x_dot, x):
    return np.conjugate(x_dot) if np.iscomplexobj(x) else x_dot


@jvp(complex)
def complex_jvp(z, real_dot, imag_dot, real=0, imag=0):
    return real_dot + 1j * imag_dot


@vjp(complex)
def complex_vjp(z, z_bar, real=0, imag=0):
    return z_bar, 1j * z_bar


@jvp(alike)
def alike_jvp(z, g_dot, g, y):
    return alike(g_dot, y)


@vjp(alike)
def alike_vjp(z, z_bar, g, y):
    return z_bar, None


@jvp(np.angle)
def angle_jvp(y, z_dot, z, deg=False):
    if not np.iscomplexobj(z):
        return None
    unit = math.degrees(1.0) if deg else 1.0
    return unit * np.imag(z_dot / (z + (z == 0.0)))


@vjp(np.angle)
def angle_vjp(y, y_bar, z, deg=False):
    if not np.iscomplexobj(z):
        return None
    unit = math.degrees(1.0) if deg else 1.0
    return -1j * unit * y_bar / (z + (z == 0.0))


@jvp(np.sign)
def sign_jvp(y, x_dot, x):
    """The sign of a complex number is `x / |x|`, which turns with `x`."""
    if not np.iscomplexobj(x):
        return None
    return 1j * y * np.imag(x_dot / (x + (x == 0.0)))


@vjp(np.sign)
def sign_vjp(y, y_bar, x):
    if not np.iscomplexobj(x):
        return None
    return -1j * np.real(1j * y_bar * y) / (x + (x == 0.0))
