"""The rows of `scipy.special`, in the same form as `samples.py`."""

from __future__ import annotations

import numpy as np
from samples import (
    BINARY_POSITIVE, COLUMN, CUBE, P, POSITIVE, REDUCTION, UNARY, V, W, X, Z, ZV, between, call,
    positive, real,
)  # fmt: skip
from scipy import special

from s2sad.runtime.incomplete import gammainc_by_shape

INNER = [call(between(0.1, 0.9, 3, 4)), call(0.3)]
BOTH_SIGNS = [call(X), call(0.7)]
#: an order, and where the function is evaluated: the order broadcasts too
ORDERED = [call(2, P), call(0, 0.7), call(np.array([0, 1, 2, 3]), positive(3, 1))]
DEGREES = [call(2, between(-0.9, 0.9, 3)), call(0, 0.3), call(np.array([[1], [3]]), real(3))]

ERRORS = {
    special.erf: UNARY, special.erfc: UNARY, special.erfcx: UNARY, special.ndtr: UNARY,
    special.erfinv: [call(between(-0.9, 0.9, 3)), call(0.3)], special.erfi: UNARY,
    special.dawsn: UNARY, special.wofz: [call(X), call(0.3), call(Z), call(0.3 + 0.2j)],
    special.erfcinv: [call(between(0.1, 1.9, 3))], special.ndtri: INNER, special.log_ndtr: UNARY,
    special.ndtri_exp: [call(-positive(3)), call(-0.3)],
    special.owens_t: [call(X, V), call(0.3, 0.8)],
}  # fmt: skip

LOGARITHMS = {
    special.expit: UNARY, special.log_expit: UNARY, special.logit: INNER, special.exp10: UNARY,
    special.expm1: UNARY, special.log1p: POSITIVE, special.exp2: UNARY,
    special.cbrt: [*POSITIVE, call(-0.4)], special.softplus: UNARY, special.cosm1: UNARY,
    special.sindg: UNARY, special.cosdg: UNARY,
    special.tandg: UNARY, special.cotdg: UNARY,
    special.exprel: [call(X), call(0.0), call(np.array([1e-3, -5e-3, 2e-2]))],
    special.xlogy: BINARY_POSITIVE, special.xlog1py: BINARY_POSITIVE,
    special.entr: POSITIVE, special.rel_entr: BINARY_POSITIVE, special.kl_div: BINARY_POSITIVE,
    special.huber: [call(0.8, X), call(positive(4), X), call(1.0, 0.3)],
    special.pseudo_huber: [call(0.8, X), call(positive(4), X), call(1.0, 0.3)],
    special.boxcox: [*BINARY_POSITIVE, call(P, -0.7)],
    special.boxcox1p: [*BINARY_POSITIVE, call(P, -0.7)],
    special.inv_boxcox: [call(P, 0.7), call(0.3, 0.4)],
    special.inv_boxcox1p: [call(P, 0.7), call(0.3, 0.4)],
    special.powm1: BINARY_POSITIVE,
    special.logsumexp: [*REDUCTION, call(np.array([-np.inf, 0.3, 0.2])), call(X, 1, positive(3, 4)),
                        call(X, 0, b=W), call(X, b=-P, return_sign=True),
                        call(X, axis=1, b=V, return_sign=True), call(V, return_sign=True),
                        call(COLUMN, b=P), call(V, 1, P), call(COLUMN, 0, b=P, keepdims=True)],
    special.softmax: [call(V), call(X), call(X, axis=1), call(CUBE, axis=(0, 2))],
    special.log_softmax: [call(V), call(X, axis=0)],
}  # fmt: skip

DISTRIBUTIONS = {
    special.stdtr: [call(3, X), call(2.5, 0.3)], special.stdtrit: [call(3, between(0.1, 0.9, 4))],
    special.chdtr: [call(3, P), call(2.5, 0.3)], special.chdtrc: [call(3, P)],
    special.chdtri: [call(3, between(0.1, 0.9, 4))],
    special.fdtr: [call(3, 5, P), call(2.5, 4.0, 0.3)], special.fdtrc: [call(3, 5, P)],
    special.fdtri: [call(3, 5, between(0.1, 0.9, 4))],
    special.gdtr: [call(P, 3, positive(4)), call(0.7, 2, 1.5)],
    special.gdtrc: [call(P, 3, positive(4)), call(0.7, 2, 1.5)],
    special.pdtr: [call(2, P), call(3, 0.7)], special.pdtrc: [call(2, P)],
    special.bdtr: [call(2, 5, between(0.1, 0.9, 4))],
    special.bdtrc: [call(2, 5, between(0.1, 0.9, 4))],
    special.nbdtr: [call(2, 5, between(0.1, 0.9, 4))],
    special.nbdtrc: [call(2, 5, between(0.1, 0.9, 4))],
}  # fmt: skip

GAMMA = {
    special.gamma: [*POSITIVE, call(-0.4), call(Z)], special.gammaln: POSITIVE,
    special.rgamma: [*POSITIVE, call(-0.4)], special.loggamma: [*POSITIVE, call(Z)],
    special.digamma: [*POSITIVE, call(-0.4)],
    special.polygamma: [call(1, positive(3)), call(2, 0.7), call(np.array([[1], [2]]), P[0])],
    special.multigammaln: [call(3.7, 1), call(3.7, 3), call(2.0 + positive(3), 2)],
    special.factorial: [call(P), call(2.5)],
    special.poch: BINARY_POSITIVE, special.binom: [call(2.0 + P, W), call(3.5, 1.3)],
    special.comb: [call(2.0 + P, W), call(3.5, 1.3)],
    special.perm: [call(2.0 + P, W), call(3.5, 1.3)],
    special.beta: BINARY_POSITIVE, special.betaln: BINARY_POSITIVE,
    special.gammainc: [call(2, positive(3)), call(np.array([1, 3, 5]), 0.7), call(2.5, 0.7),
                       call(np.array([0.3, 5.0, 90.0]), np.array([0.1, 4.0, 80.0]))],
    special.gammaincc: [call(2, positive(3)), call(2.5, 0.7), call(P, W)],
    gammainc_by_shape: [call(2, positive(3)), call(2.5, positive(3)), call(positive(3), 0.7, 3)],
    special.voigt_profile: [call(real(3), 0.7, 1.3), call(0.4, positive(3), positive(3))],
    special.sph_harm_y: [call(3, 2, np.array([0.4, -0.7, 3.6]), real(3)), call(3, -3, 0.7, real(3)),
                         call(2, 0, real(3), 0.3)],
    special.gammaincinv: [call(2, between(0.1, 0.9, 3))],
    special.gammainccinv: [call(2, between(0.1, 0.9, 3))],
    special.betainc: [call(2, 3, between(0.1, 0.9, 3)), call(2.5, 1.5, 0.3)],
    special.betaincc: [call(2, 3, between(0.1, 0.9, 3))],
    special.betaincinv: [call(2, 3, between(0.1, 0.9, 3))],
    special.betainccinv: [call(2, 3, between(0.1, 0.9, 3))],
    special.zeta: [call(2, P), call(3.5, 0.7)],
}  # fmt: skip

BESSEL = {
    **dict.fromkeys((special.j0, special.j1, special.i0, special.i1, special.i0e, special.i1e,
                     special.ber, special.bei, special.berp, special.beip), BOTH_SIGNS),
    **dict.fromkeys((special.y0, special.y1, special.k0, special.k1, special.k0e, special.k1e,
                     special.ker, special.kei, special.kerp, special.keip), POSITIVE),
    **dict.fromkeys((special.yn, special.yv, special.kn, special.kv, special.kve, special.yve,
                     special.jve, special.struve, special.modstruve, special.hankel1,
                     special.hankel2, special.hankel1e, special.hankel2e), ORDERED),
    special.jv: [call(2, X), call(np.array([0, 1, 2, 3]), COLUMN), call(1, Z), call(0.5, P)],
    special.iv: [call(1, X), call(1.5, P)], special.ive: [call(1, X), call(1.5, P)],
    **dict.fromkeys((special.jvp, special.yvp, special.ivp, special.kvp),
                    [call(1, P), call(2, 0.7, 2)]),
    **dict.fromkeys((special.h1vp, special.h2vp), [call(1, P), call(2, 0.7, 2)]),
    **dict.fromkeys((special.spherical_jn, special.spherical_yn, special.spherical_in,
                     special.spherical_kn), [call(2, P), call(1, P, True), call(0, 0.7)]),
    special.airy: [call(X), call(0.7), call(ZV)],
}  # fmt: skip

ELLIPTIC = {
    special.ellipk: [*INNER, call(-1.5)], special.ellipe: [*INNER, call(-1.5)],
    special.ellipkm1: INNER,
    special.ellipkinc: [call(between(0.1, 1.4, 3), between(0.1, 0.9, 3)), call(0.6, 0.3)],
    special.ellipeinc: [call(between(0.1, 1.4, 3), between(0.1, 0.9, 3)), call(-0.6, 0.3)],
    special.ellipj: [call(X, 0.4), call(0.7, 0.3)],
    special.elliprf: [call(0.3, P, 1.0), call(0.3, 0.7, 1.2)],
    special.elliprd: [call(0.3, P, 2.5), call(0.3, 0.7, 1.2)],
    special.elliprc: BINARY_POSITIVE,
}  # fmt: skip

INTEGRALS = {
    special.exp1: POSITIVE, special.expi: [*POSITIVE, call(-0.4)],
    special.expn: [call(2, P), call(1, P), call(0, 0.7), call(np.array([0, 1, 2, 3]), P)],
    special.sici: POSITIVE, special.shichi: POSITIVE, special.fresnel: [*UNARY, call(Z)],
    special.spence: [*POSITIVE, call(1.0)], special.wrightomega: UNARY,
    special.lambertw: [call(P), call(0.7), call(Z), call(0.7 + 0.2j, 1)],
}  # fmt: skip

SERIES = {
    special.hyp0f1: [call(1.5, X), call(2.0, 0.3)], special.hyp1f1: [call(0.5, 1.5, X)],
    special.hyp2f1: [call(0.5, 1.5, 2.5, between(-0.9, 0.9, 3))],
    special.hyperu: [call(0.5, 1.5, P)],
    **dict.fromkeys((special.eval_legendre, special.eval_chebyt, special.eval_chebyu,
                     special.eval_chebyc, special.eval_chebys, special.eval_sh_legendre,
                     special.eval_sh_chebyt, special.eval_sh_chebyu, special.eval_hermite,
                     special.eval_hermitenorm, special.eval_laguerre), DEGREES),
    special.eval_jacobi: [call(3, 1.0, 2.0, between(-0.9, 0.9, 3))],
    special.eval_gegenbauer: [call(3, 1.5, between(-0.9, 0.9, 3))],
    special.eval_genlaguerre: [call(3, 1.5, P)],
    special.lpmv: [call(1, 3, between(-0.9, 0.9, 3))],
}  # fmt: skip

SPECIAL = {**ERRORS, **LOGARITHMS, **DISTRIBUTIONS, **GAMMA, **BESSEL, **ELLIPTIC, **INTEGRALS,
           **SERIES}  # fmt: skip
