"""`scipy.special`: Bessel functions and their kin.

Loaded by the registry once the user's program has imported `scipy.special` itself. Derivatives are
by the argument; by the order there is no closed form, which `by_last` says to the compiler.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from ..runtime.broadcast import unbroadcast
from .registry import elementwise, jvp, vjp
from .slopes import by_last


@elementwise(special.j0)
def j0_rule(y, x_dot, x):
    return -x_dot * special.j1(x)


@elementwise(special.j1)
def j1_rule(y, x_dot, x):
    return 0.5 * x_dot * (special.j0(x) - special.jv(2, x))


@elementwise(special.y0)
def y0_rule(y, x_dot, x):
    return -x_dot * special.y1(x)


@elementwise(special.y1)
def y1_rule(y, x_dot, x):
    return 0.5 * x_dot * (special.y0(x) - special.yv(2, x))


@elementwise(special.i0)
def i0_rule(y, x_dot, x):
    return x_dot * special.i1(x)


@elementwise(special.i1)
def i1_rule(y, x_dot, x):
    return 0.5 * x_dot * (special.i0(x) + special.iv(2, x))


@elementwise(special.i0e)
def i0e_rule(y, x_dot, x):
    return x_dot * (special.i1e(x) - np.sign(x) * y)


@elementwise(special.i1e)
def i1e_rule(y, x_dot, x):
    return x_dot * (0.5 * (special.i0e(x) + special.ive(2, x)) - np.sign(x) * y)


@elementwise(special.k0)
def k0_rule(y, x_dot, x):
    return -x_dot * special.k1(x)


@elementwise(special.k1)
def k1_rule(y, x_dot, x):
    return -0.5 * x_dot * (special.k0(x) + special.kv(2, x))


@elementwise(special.k0e)
def k0e_rule(y, x_dot, x):
    return x_dot * (y - special.k1e(x))


@elementwise(special.k1e)
def k1e_rule(y, x_dot, x):
    return x_dot * (y - 0.5 * (special.k0e(x) + special.kve(2, x)))


@by_last(special.jv)
def jv_slope(y, v, z):
    return 0.5 * (special.jv(v - 1, z) - special.jv(v + 1, z))


@by_last(special.yv)
def yv_slope(y, v, z):
    return 0.5 * (special.yv(v - 1, z) - special.yv(v + 1, z))


@by_last(special.yn)
def yn_slope(y, n, x):
    return 0.5 * (special.yn(n - 1, x) - special.yn(n + 1, x))


@by_last(special.iv)
def iv_slope(y, v, z):
    return 0.5 * (special.iv(v - 1, z) + special.iv(v + 1, z))


@by_last(special.kv)
def kv_slope(y, v, z):
    return -0.5 * (special.kv(v - 1, z) + special.kv(v + 1, z))


@by_last(special.kn)
def kn_slope(y, n, x):
    return -0.5 * (special.kn(n - 1, x) + special.kn(n + 1, x))


@by_last(special.hankel1)
def hankel1_slope(y, v, z):
    return 0.5 * (special.hankel1(v - 1, z) - special.hankel1(v + 1, z))


@by_last(special.hankel2)
def hankel2_slope(y, v, z):
    return 0.5 * (special.hankel2(v - 1, z) - special.hankel2(v + 1, z))


def assert_real(z, name):
    assert not np.iscomplexobj(z), f"{name} of complex numbers has no complex derivative"


@by_last(special.jve)
def jve_slope(y, v, z):
    assert_real(z, "jve")
    return 0.5 * (special.jve(v - 1, z) - special.jve(v + 1, z))


@by_last(special.yve)
def yve_slope(y, v, z):
    assert_real(z, "yve")
    return 0.5 * (special.yve(v - 1, z) - special.yve(v + 1, z))


@by_last(special.ive)
def ive_slope(y, v, z):
    assert_real(z, "ive")
    return 0.5 * (special.ive(v - 1, z) + special.ive(v + 1, z)) - np.sign(z) * y


@by_last(special.kve)
def kve_slope(y, v, z):
    return y - 0.5 * (special.kve(v - 1, z) + special.kve(v + 1, z))


@by_last(special.hankel1e)
def hankel1e_slope(y, v, z):
    return 0.5 * (special.hankel1e(v - 1, z) - special.hankel1e(v + 1, z)) - 1j * y


@by_last(special.hankel2e)
def hankel2e_slope(y, v, z):
    return 0.5 * (special.hankel2e(v - 1, z) - special.hankel2e(v + 1, z)) + 1j * y


def derivative_rules(function):
    """The n-th derivative of a Bessel function by its argument has the next one as derivative."""

    @jvp(function)
    def forward(y, z_dot, v, z, n=1):
        return z_dot * function(v, z, n + 1)

    @vjp(function)
    def reverse(y, y_bar, v, z, n=1):
        return NotImplemented, unbroadcast(y_bar * function(v, z, n + 1), z)


derivative_rules(special.jvp)
derivative_rules(special.yvp)
derivative_rules(special.ivp)
derivative_rules(special.kvp)
derivative_rules(special.h1vp)
derivative_rules(special.h2vp)


def spherical_rules(function, sign):
    """The second derivative comes from the differential equation, whose last term has a sign."""

    def slope(y, n, z, derivative):
        if derivative:
            return (sign + n * (n + 1) / (z * z)) * function(n, z) - 2.0 / z * y
        return function(n, z, True)

    @jvp(function)
    def forward(y, z_dot, n, z, derivative=False):
        return z_dot * slope(y, n, z, derivative)

    @vjp(function)
    def reverse(y, y_bar, n, z, derivative=False):
        return NotImplemented, unbroadcast(y_bar * slope(y, n, z, derivative), z)


spherical_rules(special.spherical_jn, -1.0)
spherical_rules(special.spherical_yn, -1.0)
spherical_rules(special.spherical_in, 1.0)
spherical_rules(special.spherical_kn, 1.0)


@by_last(special.struve)
def struve_slope(y, v, x):
    return special.struve(v - 1, x) - v / x * y


@by_last(special.modstruve)
def modstruve_slope(y, v, x):
    return special.modstruve(v - 1, x) - v / x * y


@elementwise(special.ber)
def ber_rule(y, x_dot, x):
    return x_dot * special.berp(x)


@elementwise(special.bei)
def bei_rule(y, x_dot, x):
    return x_dot * special.beip(x)


@elementwise(special.ker)
def ker_rule(y, x_dot, x):
    return x_dot * special.kerp(x)


@elementwise(special.kei)
def kei_rule(y, x_dot, x):
    return x_dot * special.keip(x)


@elementwise(special.berp)
def berp_rule(y, x_dot, x):
    return -x_dot * (special.bei(x) + y / x)


@elementwise(special.beip)
def beip_rule(y, x_dot, x):
    return x_dot * (special.ber(x) - y / x)


@elementwise(special.kerp)
def kerp_rule(y, x_dot, x):
    return -x_dot * (special.kei(x) + y / x)


@elementwise(special.keip)
def keip_rule(y, x_dot, x):
    return x_dot * (special.ker(x) - y / x)


@jvp(special.airy)
def airy_jvp(y, z_dot, z):
    return z_dot * y[1], z_dot * z * y[0], z_dot * y[3], z_dot * z * y[2]


@vjp(special.airy)
def airy_vjp(y, y_bar, z):
    return y_bar[0] * y[1] + y_bar[1] * z * y[0] + y_bar[2] * y[3] + y_bar[3] * z * y[2]
