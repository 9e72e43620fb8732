import numpy as np

DEFAULTS = {"ka": 1.2, "cl": 0.3, "v": 2.0}


def concentration(times, dose, params):
    """One compartment, first-order absorption."""
    p = {**DEFAULTS, **params}
    ka, ke = p["ka"], p["cl"] / p["v"]
    scale = dose * ka / (p["v"] * (ka - ke))
    return scale * (np.exp(-ke * times) - np.exp(-ka * times))


def total_concentration(times, doses, params):
    total = np.zeros_like(times)
    for when, amount in doses:
        after = times >= when
        total[after] += concentration(times[after] - when, amount, params)
    return total


def with_covariates(params, weight, *, allometric=True):
    out = dict(params)
    if allometric:
        out["cl"] = out.pop("cl") * (weight / 70.0) ** 0.75
        out["v"] *= weight / 70.0
    out.setdefault("sigma", 0.1)
    return out


def f(params, times, observed):
    nll = 0.0
    subjects = [(60.0, [(0.0, 100.0)]), (80.0, [(0.0, 80.0), (2.0, 40.0)])]
    for subject, (weight, doses) in enumerate(subjects):
        p = with_covariates(params, weight)
        pred = total_concentration(times, doses, p)
        resid = np.log(observed[subject]) - np.log(pred + 1e-3)
        nll += np.sum(resid**2 / (2 * p["sigma"] ** 2) + np.log(p["sigma"]))
    prior = sum((np.log(v) - np.log(DEFAULTS.get(k, v))) ** 2 for k, v in params.items())
    return nll / 100 + prior


ARGS = (
    {"ka": 1.1, "cl": 0.35, "v": 2.2},
    np.array([0.5, 1.0, 2.5, 4.0]),
    np.array([[18.0, 24.0, 25.0, 20.0], [15.0, 20.0, 30.0, 25.0]]),
)
