"""A Bayesian neural network by black-box variational inference.

The posterior of the weights is a Gaussian with independent entries; its mean and spread maximize
the evidence lower bound, estimated by samples (Kingma and Welling 2014; Ranganath et al. 2014).
"""

import numpy as np

import s2sad

SIZES = (1, 12, 1)
COUNT = sum((m + 1) * n for m, n in zip(SIZES[:-1], SIZES[1:]))


def network(weights, x):
    """The networks of all samples at once: (samples, COUNT), (n, 1) -> (samples, n)."""
    out, place = x[None, :, :], 0
    for m, n in zip(SIZES[:-1], SIZES[1:]):
        w = weights[:, place : place + m * n].reshape(-1, m, n)
        b = weights[:, place + m * n : place + (m + 1) * n].reshape(-1, 1, n)
        place += (m + 1) * n
        out = np.einsum("snm,smk->snk", np.tanh(out) if place > 2 * n * m else out, w) + b
    return out[:, :, 0]


def log_posterior(weights, x, y, noise=0.1):
    """Up to a constant, of each sample."""
    prior = -0.5 * np.sum(weights**2, axis=1) / 10.0
    return prior - 0.5 * np.sum((network(weights, x) - y) ** 2, axis=1) / noise**2


def loss(params, rng, samples, x, y):
    """The negative evidence lower bound; the samples are drawn once, in the forward sweep."""
    mean, log_spread = params
    draws = rng.normal(size=(samples, len(mean)))
    weights = mean + np.exp(log_spread) * draws
    entropy = 0.5 * len(mean) * (1.0 + np.log(2 * np.pi)) + np.sum(log_spread)
    return -(entropy + np.mean(log_posterior(weights, x, y)))


def main():
    rng = np.random.default_rng(1)
    x = np.concatenate([np.linspace(0, 2, 20), np.linspace(6, 8, 20)])
    y = np.cos(x) + 0.1 * rng.normal(size=40)
    x = (x[:, None] - 4.0) / 4.0
    params = [rng.normal(size=COUNT), np.full(COUNT, -5.0)]
    first, second = [[np.zeros(COUNT) for _ in params] for _ in range(2)]
    gradients = s2sad.value_and_grad(loss)
    for step in range(1, 1501):
        value, bars = gradients(params, rng, 10, x, y)
        for p, bar, m, v in zip(params, bars, first, second):
            m += 0.1 * (bar - m)
            v += 0.001 * (bar * bar - v)
            p -= 0.03 * m / (1 - 0.9**step) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        if step == 1 or step % 500 == 0:
            print(f"step {step:4}: loss {value:.1f}")
    weights = params[0] + np.exp(params[1]) * rng.normal(size=(200, COUNT))
    spread = np.std(network(weights, np.array([[-1.0], [0.0], [2.0]])), axis=0)
    print("spread of the prediction at data, between and outside", np.round(spread, 2))


if __name__ == "__main__":
    main()
