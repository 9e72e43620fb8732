"""A mixture of Gaussians, fitted by Newton steps on products with the Hessian.

The search direction solves H p = -g by conjugate gradients (Nocedal and Wright 2006, algorithm
7.1): the Hessian itself is never made.
"""

import numpy as np

import s2sad


def log_likelihoods(params, x):
    """Of each point in each cluster, (n, clusters); the inverse spread is triangular."""
    columns = []
    for k in range(len(params["means"])):
        spread = np.tril(params["spreads"][k], -1) + np.diag(np.exp(np.diag(params["spreads"][k])))
        white = (x - params["means"][k]) @ spread.T
        log_det = np.sum(np.diag(params["spreads"][k]))
        columns.append(log_det - 0.5 * np.sum(white**2, axis=1))
    return np.stack(columns, axis=1)


def loss(params, x):
    """The mean negative log-likelihood."""
    shares = params["logits"] - np.log(np.sum(np.exp(params["logits"])))
    logs = log_likelihoods(params, x) + shares
    top = np.max(logs, axis=1)
    return -np.mean(top + np.log(np.sum(np.exp(logs - top[:, None]), axis=1)))


def dot(a, b):
    return sum(np.sum(a[name] * b[name]) for name in a)


def plus(a, factor, b):
    return {name: a[name] + factor * b[name] for name in a}


def direction(params, x, bars, hessian, rounds=30):
    """p with H p = -g, as far as the curvature is positive on the way."""
    p = {name: np.zeros_like(bar) for name, bar in bars.items()}
    residual, d = bars, {name: -bar for name, bar in bars.items()}
    before = dot(residual, residual)
    for _ in range(rounds):
        bent = hessian(params, x, d)
        curvature = dot(d, bent)
        if curvature <= 0:
            return d if dot(p, p) == 0 else p
        step = before / curvature
        p, residual = plus(p, step, d), plus(residual, step, bent)
        after = dot(residual, residual)
        if after < 1e-10:
            break
        d, before = plus({name: -r for name, r in residual.items()}, after / before, d), after
    return p


def main():
    rng = np.random.default_rng(0)
    centers = np.array([[2.0, 0.0], [-2.0, 0.5], [0.0, -2.5]])
    x = centers[rng.integers(3, size=300)] + 0.4 * rng.normal(size=(300, 2))
    params = {
        "logits": np.zeros(3), "means": rng.normal(size=(3, 2)), "spreads": np.zeros((3, 2, 2)),
    }  # fmt: skip
    gradients, hessian = s2sad.value_and_grad(loss), s2sad.hvp(loss)
    value, bars = gradients(params, x)
    print(f"loss at the start {value:.4f}")
    for _ in range(40):
        p, step = direction(params, x, bars, hessian), 1.0
        while loss(plus(params, step, p), x) > value + 1e-4 * step * dot(p, bars) and step > 1e-6:
            step /= 2
        params = plus(params, step, p)
        value, bars = gradients(params, x)
    print(f"loss at the end {value:.4f}, largest slope {np.sqrt(dot(bars, bars)):.1e}")
    found = params["means"][np.lexsort(params["means"].round(1).T)]
    print("means", np.round(found, 1).tolist())


if __name__ == "__main__":
    main()
