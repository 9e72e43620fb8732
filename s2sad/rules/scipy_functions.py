"""`scipy.special`: elliptic and exponential integrals, hypergeometric functions, polynomials.

Loaded by the registry once the user's program has imported `scipy.special` itself. Polynomials and
hypergeometric functions are differentiated by their argument alone.
"""

from __future__ import annotations

import math

import numpy as np
from scipy import special

from ..runtime.broadcast import unbroadcast
from ..runtime.static import is_static
from .registry import elementwise, jvp, vjp
from .slopes import by_both, by_last

# elliptic integrals: Carlson's forms have no 0/0 at a parameter of 0


@elementwise(special.ellipk)
def ellipk_rule(y, m_dot, m):
    return m_dot * (0.5 * y - special.elliprd(0.0, 1.0 - m, 1.0) / 6.0) / (1.0 - m)


@elementwise(special.ellipkm1)
def ellipkm1_rule(y, p_dot, p):
    return -p_dot * (0.5 * y - special.elliprd(0.0, p, 1.0) / 6.0) / p


@elementwise(special.ellipe)
def ellipe_rule(y, m_dot, m):
    return m_dot * special.elliprd(0.0, 1.0 - m, 1.0) / -6.0


def sine_cubed_rd(phi, m):
    """`sin(phi)**3 * R_D(...)`: three times `(F - E) / m` of the incomplete integrals."""
    s, c = np.sin(phi), np.cos(phi)
    return s * s * s * special.elliprd(c * c, 1.0 - m * s * s, 1.0)


@by_both(special.ellipkinc)
def ellipkinc_slopes(y, phi, m):
    """By m for amplitudes up to a quarter turn, beyond which Carlson's forms do not reach."""
    s = np.sin(phi)
    root = np.sqrt(1.0 - m * s * s)
    by_m = 0.5 * y - sine_cubed_rd(phi, m) / 6.0 - 0.5 * s * np.cos(phi) / root
    return 1.0 / root, np.where(np.abs(phi) > 0.5 * math.pi, np.nan, by_m / (1.0 - m))


@by_both(special.ellipeinc)
def ellipeinc_slopes(y, phi, m):
    s = np.sin(phi)
    by_m = sine_cubed_rd(phi, m) / -6.0
    return np.sqrt(1.0 - m * s * s), np.where(np.abs(phi) > 0.5 * math.pi, np.nan, by_m)


@jvp(special.ellipj)
def ellipj_jvp(y, u_dot, u, m):
    sn, cn, dn, _ = y
    return u_dot * cn * dn, -u_dot * sn * dn, -u_dot * m * sn * cn, u_dot * dn


@vjp(special.ellipj)
def ellipj_vjp(y, y_bar, u, m):
    sn, cn, dn, _ = y
    sn_bar, cn_bar, dn_bar, phi_bar = y_bar
    g = sn_bar * cn * dn - cn_bar * sn * dn - dn_bar * m * sn * cn + phi_bar * dn
    return unbroadcast(g, u), NotImplemented


def rf_slopes(x, y, z):
    return (
        special.elliprd(y, z, x) / -6.0,
        special.elliprd(x, z, y) / -6.0,
        special.elliprd(x, y, z) / -6.0,
    )


@jvp(special.elliprf)
def elliprf_jvp(r, x_dot, y_dot, z_dot, x, y, z):
    by_x, by_y, by_z = rf_slopes(x, y, z)
    return x_dot * by_x + y_dot * by_y + z_dot * by_z


@vjp(special.elliprf)
def elliprf_vjp(r, r_bar, x, y, z):
    by_x, by_y, by_z = rf_slopes(x, y, z)
    return (
        unbroadcast(r_bar * by_x, x),
        unbroadcast(r_bar * by_y, y),
        unbroadcast(r_bar * by_z, z),
    )


def rd_slopes(r, x, y, z):
    """Euler's and Poisson's differential equation (DLMF 19.18.3); z has the rest by homogeneity.

    Where an argument of 0 meets its own slope, which is infinite there, the product counts as 0.
    """
    by_x = 0.5 * (special.elliprd(y, z, x) - r) / (x - z)
    by_y = 0.5 * (special.elliprd(x, z, y) - r) / (y - z)
    moved = np.where(x == 0.0, 0.0, x * by_x) + np.where(y == 0.0, 0.0, y * by_y)
    return by_x, by_y, -(1.5 * r + moved) / z


@jvp(special.elliprd)
def elliprd_jvp(r, x_dot, y_dot, z_dot, x, y, z):
    by_x, by_y, by_z = rd_slopes(r, x, y, z)
    return x_dot * by_x + y_dot * by_y + z_dot * by_z


@vjp(special.elliprd)
def elliprd_vjp(r, r_bar, x, y, z):
    by_x, by_y, by_z = rd_slopes(r, x, y, z)
    return (
        unbroadcast(r_bar * by_x, x),
        unbroadcast(r_bar * by_y, y),
        unbroadcast(r_bar * by_z, z),
    )


@by_both(special.elliprc)
def elliprc_slopes(r, x, y):
    by_x = special.elliprd(y, y, x) / -6.0
    return by_x, -(0.5 * r + x * by_x) / y


# exponential, sine and Fresnel integrals


@elementwise(special.exp1)
def exp1_rule(y, x_dot, x):
    return -x_dot * np.exp(-x) / x


@elementwise(special.expi)
def expi_rule(y, x_dot, x):
    return x_dot * np.exp(x) / x


@by_last(special.expn)
def expn_slope(y, n, x):
    """Minus the function of the order below; that of order -1 is elementary."""
    if is_static(n):
        return -special.expn(n - 1, x) if n > 0 else -np.exp(-x) * (1.0 + x) / (x * x)
    elementary = np.exp(-x) * (1.0 + x) / (x * x)
    return -np.where(n > 0, special.expn(np.maximum(n - 1, 0), x), elementary)


@jvp(special.sici)
def sici_jvp(y, x_dot, x):
    return x_dot * np.sinc(x / math.pi), x_dot * np.cos(x) / x


@vjp(special.sici)
def sici_vjp(y, y_bar, x):
    return y_bar[0] * np.sinc(x / math.pi) + y_bar[1] * np.cos(x) / x


def sinhc(x):
    """`sinh(x) / x`, 1 at 0."""
    return (np.sinh(x) + (x == 0.0)) / (x + (x == 0.0))


@jvp(special.shichi)
def shichi_jvp(y, x_dot, x):
    return x_dot * sinhc(x), x_dot * np.cosh(x) / x


@vjp(special.shichi)
def shichi_vjp(y, y_bar, x):
    return y_bar[0] * sinhc(x) + y_bar[1] * np.cosh(x) / x


@jvp(special.fresnel)
def fresnel_jvp(y, z_dot, z):
    angle = 0.5 * math.pi * z * z
    return z_dot * np.sin(angle), z_dot * np.cos(angle)


@vjp(special.fresnel)
def fresnel_vjp(y, y_bar, z):
    angle = 0.5 * math.pi * z * z
    return y_bar[0] * np.sin(angle) + y_bar[1] * np.cos(angle)


@elementwise(special.spence)
def spence_rule(y, z_dot, z):
    """`log(z) / (1 - z)`, -1 at 1."""
    one = z == 1.0
    return z_dot * (np.log(z) - one) / (1.0 - z + one)


@elementwise(special.wrightomega)
def wrightomega_rule(y, z_dot, z):
    return z_dot * y / (1.0 + y)


@jvp(special.lambertw)
def lambertw_jvp(y, z_dot, z, k=0):
    return z_dot * np.exp(-y) / (1.0 + y)


@vjp(special.lambertw)
def lambertw_vjp(y, y_bar, z, k=0):
    z_bar = y_bar * np.exp(-y) / (1.0 + y)
    return z_bar if np.iscomplexobj(z) else np.real(z_bar)


# hypergeometric functions


@by_last(special.hyp0f1)
def hyp0f1_slope(y, v, z):
    return special.hyp0f1(v + 1.0, z) / v


@by_last(special.hyp1f1)
def hyp1f1_slope(y, a, b, x):
    return a / b * special.hyp1f1(a + 1.0, b + 1.0, x)


@by_last(special.hyp2f1)
def hyp2f1_slope(y, a, b, c, z):
    return a * b / c * special.hyp2f1(a + 1.0, b + 1.0, c + 1.0, z)


@by_last(special.hyperu)
def hyperu_slope(y, a, b, x):
    return -a * special.hyperu(a + 1.0, b + 1.0, x)


# orthogonal polynomials: the derivative is a polynomial of the family next to it


@by_last(special.eval_legendre)
def legendre_slope(y, n, x):
    return 0.5 * (n + 1) * special.eval_jacobi(n - 1, 1.0, 1.0, x)


@by_last(special.eval_sh_legendre)
def sh_legendre_slope(y, n, x):
    return (n + 1) * special.eval_jacobi(n - 1, 1.0, 1.0, 2.0 * x - 1.0)


@by_last(special.eval_jacobi)
def jacobi_slope(y, n, alpha, beta, x):
    scale = 0.5 * (n + alpha + beta + 1.0)
    return scale * special.eval_jacobi(n - 1, alpha + 1.0, beta + 1.0, x)


@by_last(special.eval_gegenbauer)
def gegenbauer_slope(y, n, alpha, x):
    return 2.0 * alpha * special.eval_gegenbauer(n - 1, alpha + 1.0, x)


@by_last(special.eval_chebyt)
def chebyt_slope(y, n, x):
    return n * special.eval_chebyu(n - 1, x)


@by_last(special.eval_chebyu)
def chebyu_slope(y, n, x):
    return 2.0 * special.eval_gegenbauer(n - 1, 2.0, x)


@by_last(special.eval_chebyc)
def chebyc_slope(y, n, x):
    return n * special.eval_chebyu(n - 1, 0.5 * x)


@by_last(special.eval_chebys)
def chebys_slope(y, n, x):
    return special.eval_gegenbauer(n - 1, 2.0, 0.5 * x)


@by_last(special.eval_sh_chebyt)
def sh_chebyt_slope(y, n, x):
    return 2.0 * n * special.eval_chebyu(n - 1, 2.0 * x - 1.0)


@by_last(special.eval_sh_chebyu)
def sh_chebyu_slope(y, n, x):
    return 4.0 * special.eval_gegenbauer(n - 1, 2.0, 2.0 * x - 1.0)


@by_last(special.eval_hermite)
def hermite_slope(y, n, x):
    return 2.0 * n * special.eval_hermite(np.maximum(n - 1, 0), x)


@by_last(special.eval_hermitenorm)
def hermitenorm_slope(y, n, x):
    return n * special.eval_hermitenorm(np.maximum(n - 1, 0), x)


@by_last(special.eval_laguerre)
def laguerre_slope(y, n, x):
    return -special.eval_genlaguerre(n - 1, 1.0, x)


@by_last(special.eval_genlaguerre)
def genlaguerre_slope(y, n, alpha, x):
    return -special.eval_genlaguerre(n - 1, alpha + 1.0, x)


@by_last(special.lpmv)
def lpmv_slope(y, m, v, x):
    return ((v + m) * special.lpmv(m, v - 1, x) - v * x * y) / (1.0 - x * x)


# spherical harmonics


def sph_harm_slopes(y, n, m, theta, phi):
    """By both angles. The neighbours in m are finite at the poles, where cot(theta) is not. Beyond
    the poles SciPy goes the same way back, since it takes the sine for positive."""
    up = np.sqrt(np.maximum((n - m) * (n + m + 1.0), 0.0)) * special.sph_harm_y(
        n, m + 1, theta, phi
    )
    down = np.sqrt(np.maximum((n + m) * (n - m + 1.0), 0.0)) * special.sph_harm_y(
        n, m - 1, theta, phi
    )
    turn = np.exp(1j * phi)
    way = np.where(np.sin(theta) < 0.0, -0.5, 0.5)
    return way * (up / turn - down * turn), 1j * m * y


@jvp(special.sph_harm_y)
def sph_harm_y_jvp(y, theta_dot, phi_dot, n, m, theta, phi):
    by_theta, by_phi = sph_harm_slopes(y, n, m, theta, phi)
    return by_theta * theta_dot + by_phi * phi_dot


@vjp(special.sph_harm_y)
def sph_harm_y_vjp(y, y_bar, n, m, theta, phi):
    by_theta, by_phi = sph_harm_slopes(y, n, m, theta, phi)
    theta_bar = np.real(unbroadcast(y_bar * by_theta, theta))
    return None, None, theta_bar, np.real(unbroadcast(y_bar * by_phi, phi))


# line shapes


def voigt_slopes(y, x, sigma, gamma):
    """Of the real part of Faddeeva's function w at z, where w' = -2 z w + 2i / sqrt(pi)."""
    z = (x + 1j * gamma) / (np.sqrt(2.0) * sigma)
    w_z = 2j / np.sqrt(np.pi) - 2.0 * z * special.wofz(z)
    by_z = w_z / (2.0 * np.sqrt(np.pi) * sigma * sigma)
    by_sigma = -y / sigma - np.sqrt(2.0) * np.real(z * by_z)
    return np.real(by_z), by_sigma, -np.imag(by_z)


@jvp(special.voigt_profile)
def voigt_jvp(y, x_dot, sigma_dot, gamma_dot, x, sigma, gamma):
    by_x, by_sigma, by_gamma = voigt_slopes(y, x, sigma, gamma)
    return by_x * x_dot + by_sigma * sigma_dot + by_gamma * gamma_dot


@vjp(special.voigt_profile)
def voigt_vjp(y, y_bar, x, sigma, gamma):
    by_x, by_sigma, by_gamma = voigt_slopes(y, x, sigma, gamma)
    sigma_bar = unbroadcast(y_bar * by_sigma, sigma)
    return unbroadcast(y_bar * by_x, x), sigma_bar, unbroadcast(y_bar * by_gamma, gamma)
