"""The rows of `scipy.stats`, in the same form as `samples.py`: each distribution at its methods."""

from __future__ import annotations

import numpy as np
from samples import between, call, positive, real, spd
from scipy import stats

Q = between(0.1, 0.9, 3)
COUNTS, MANY = np.array([0, 2, 5]), np.array([1, 2, 5])
#: where each continuous distribution is evaluated, and its shape parameters
CONTINUOUS = {
    stats.norm: (real(3),), stats.expon: (positive(3),), stats.uniform: (Q,),
    stats.laplace: (real(3),), stats.cauchy: (real(3),), stats.logistic: (real(3),),
    stats.gumbel_r: (real(3),), stats.gumbel_l: (real(3),), stats.rayleigh: (positive(3),),
    stats.halfnorm: (positive(3),), stats.t: (real(3), 3.5), stats.gamma: (positive(3), 2.3),
    stats.chi2: (positive(3), 3.5), stats.invgamma: (positive(3), 2.3),
    stats.lognorm: (positive(3), 0.7), stats.pareto: (1.0 + positive(3), 2.5),
    stats.weibull_min: (positive(3), 1.7), stats.vonmises: (real(3), 1.5),
    stats.beta: (Q, 2.3, 1.6), stats.f: (positive(3), 3.5, 6.5),
    stats.truncnorm: (between(-0.5, 1.5, 3), -0.7, 1.8), stats.gennorm: (real(3), 1.4),
    stats.wrapcauchy: (between(0.5, 5.5, 3), 0.4),
}  # fmt: skip
DISCRETE = {
    stats.poisson: (COUNTS, 2.3), stats.bernoulli: (np.array([0, 1, 1]), 0.3),
    stats.geom: (MANY, 0.3), stats.binom: (COUNTS, 7, 0.3), stats.nbinom: (COUNTS, 3, 0.4),
}  # fmt: skip
BROADCAST = {
    stats.norm: [call(real(2, 3), real(3), positive(2, 1)), call(0.3, -0.2, 1.7), call(real(3))],
    stats.gamma: [call(positive(2, 3), positive(3), 0.0, positive(2, 1))],
    stats.beta: [call(between(0.1, 0.9, 2, 3), positive(3), positive(2, 1))],
}  # fmt: skip
#: the shapes of those whose entropy has a derivative by all of them
ENTROPIES = {
    **{d: () for d, arguments in CONTINUOUS.items() if len(arguments) == 1},
    **{d: CONTINUOUS[d][1:] for d in (
        stats.t, stats.gamma, stats.chi2, stats.invgamma, stats.lognorm, stats.pareto,
        stats.weibull_min, stats.gennorm, stats.beta)},
}  # fmt: skip


def calls(distribution, point, shapes, method: str) -> list:
    """One call of the standard distribution, one with loc and scale."""
    at = Q if method in ("ppf", "isf") else point
    moved = Q if method in ("ppf", "isf") else 0.2 + 1.5 * point
    standard, general = call(at, *shapes), call(moved, *shapes, 0.2, 1.5)
    broadcast = BROADCAST.get(distribution, []) if method in ("pdf", "logpdf") else []
    return [general, standard, *broadcast] if method in ("pdf", "logpdf") else [general]


def of_numbers() -> dict:
    rows = {}
    for distribution, (point, *shapes) in CONTINUOUS.items():
        for name in ("pdf", "logpdf", "cdf", "logcdf", "sf", "logsf", "ppf", "isf"):
            rows[getattr(distribution, name)] = calls(distribution, point, shapes, name)
    for distribution, arguments in DISCRETE.items():
        for name in ("pmf", "logpmf", "cdf", "sf", "logcdf", "logsf"):
            rows[getattr(distribution, name)] = [call(*arguments)]
    rows[stats.bernoulli.logsf] = [call(np.array([0, 0]), positive(2) / 3.0)]
    for distribution, shapes in ENTROPIES.items():
        rows[distribution.entropy] = [call(*shapes, 0.2, 1.5), call(*shapes, real(3), positive(3))]
    rows[stats.expon.pdf].append(call(np.array([-0.3, 0.4]), 0.1, 2.0))
    rows[stats.poisson.logpmf].append(call(COUNTS, positive(3)))
    return rows


M, S = real(3), spd(3, 3)
NORMAL = [call(real(3), M, S), call(real(4, 3), M, S), call(real(3), None, S),
          call(real(3), M, S, True)]
DIRICHLET = [call(np.array([0.2, 0.3, 0.5]), np.array([1.5, 2.0, 0.7]))]

TWO = np.array([[1, 0, 2], [2, 1, 0]])
SPLIT = np.array([0.2, 0.3, 0.5])

STATS = {
    **of_numbers(),
    **dict.fromkeys((stats.betabinom.pmf, stats.betabinom.logpmf),
                    [call(COUNTS, 7, 1.6, 2.3), call(COUNTS, 7, positive(3), 0.8)]),
    stats.mode: [call(real(4)), call(real(3, 4)), call(real(3, 4), axis=1)],
    stats.poisson.entropy: [call(2.3), call(positive(3))],
    stats.bernoulli.entropy: [call(0.3), call(Q)],
    stats.multivariate_normal.entropy: [call(M, S)],
    **dict.fromkeys((stats.multinomial.pmf, stats.multinomial.logpmf),
                    [call(TWO[0], 3, SPLIT), call(TWO, 3, SPLIT)]),
    stats.multivariate_normal.logpdf: NORMAL, stats.multivariate_normal.pdf: NORMAL,
    stats.dirichlet.logpdf: DIRICHLET, stats.dirichlet.pdf: DIRICHLET,
}  # fmt: skip
