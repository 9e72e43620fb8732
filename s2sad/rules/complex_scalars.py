"""`cmath`: functions of one Python number that may be complex.

Rules of holomorphic functions conjugate nothing. Magnitude and phase at 0 are finite by convention:
the one does not grow, the other turns as it does at 1.
"""

from __future__ import annotations

import cmath
import math

from .registry import elementwise, jvp, vjp


@jvp(complex)
def complex_jvp(z, real_dot, imag_dot, real=0.0, imag=0.0):
    return complex(real_dot, imag_dot)


@vjp(complex)
def complex_vjp(z, z_bar, real=0.0, imag=0.0):
    return z_bar, 1j * z_bar


@elementwise(cmath.exp)
def exp_rule(y, x_dot, x):
    return x_dot * y


@jvp(cmath.log)
def log_jvp(y, x_dot, base_dot, x, base=None):
    if base is None:
        return x_dot / x
    return (x_dot / x - base_dot * y / base) / cmath.log(base)


@vjp(cmath.log)
def log_vjp(y, y_bar, x, base=None):
    if base is None:
        return y_bar / x
    return y_bar / (x * cmath.log(base)), -y_bar * y / (base * cmath.log(base))


@elementwise(cmath.log10)
def log10_rule(y, x_dot, x):
    return x_dot / (math.log(10.0) * x)


@elementwise(cmath.sqrt)
def sqrt_rule(y, x_dot, x):
    return 0.5 * x_dot / y


@elementwise(cmath.sin)
def sin_rule(y, x_dot, x):
    return x_dot * cmath.cos(x)


@elementwise(cmath.cos)
def cos_rule(y, x_dot, x):
    return -x_dot * cmath.sin(x)


@elementwise(cmath.tan)
def tan_rule(y, x_dot, x):
    return x_dot * (1.0 + y * y)


@elementwise(cmath.asin)
def asin_rule(y, x_dot, x):
    return x_dot / cmath.sqrt(1.0 - x * x)


@elementwise(cmath.acos)
def acos_rule(y, x_dot, x):
    return -x_dot / cmath.sqrt(1.0 - x * x)


@elementwise(cmath.atan)
def atan_rule(y, x_dot, x):
    return x_dot / (1.0 + x * x)


@elementwise(cmath.sinh)
def sinh_rule(y, x_dot, x):
    return x_dot * cmath.cosh(x)


@elementwise(cmath.cosh)
def cosh_rule(y, x_dot, x):
    return x_dot * cmath.sinh(x)


@elementwise(cmath.tanh)
def tanh_rule(y, x_dot, x):
    return x_dot * (1.0 - y * y)


@elementwise(cmath.asinh)
def asinh_rule(y, x_dot, x):
    return x_dot / cmath.sqrt(x * x + 1.0)


@elementwise(cmath.acosh)
def acosh_rule(y, x_dot, x):
    return x_dot / (cmath.sqrt(x - 1.0) * cmath.sqrt(x + 1.0))


@elementwise(cmath.atanh)
def atanh_rule(y, x_dot, x):
    return x_dot / (1.0 - x * x)


@jvp(cmath.phase)
def phase_jvp(y, x_dot, x):
    return (x_dot / (x + (x == 0.0))).imag


@vjp(cmath.phase)
def phase_vjp(y, y_bar, x):
    return -1j * y_bar / (x + (x == 0.0))


@jvp(cmath.polar)
def polar_jvp(y, x_dot, x):
    along = x_dot / (x + (x == 0.0))
    return y[0] * along.real, along.imag


@vjp(cmath.polar)
def polar_vjp(y, y_bar, x):
    return (y[0] * y_bar[0] - 1j * y_bar[1]) / (x + (x == 0.0))


@jvp(cmath.rect)
def rect_jvp(z, r_dot, phi_dot, r, phi):
    return cmath.exp(1j * phi) * r_dot + 1j * z * phi_dot


@vjp(cmath.rect)
def rect_vjp(z, z_bar, r, phi):
    return (z_bar * cmath.exp(1j * phi)).real, (1j * z_bar * z).real
