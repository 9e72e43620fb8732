"""Regression by a Gaussian process: its length scale and noise found by marginal likelihood.

Rasmussen and Williams 2006, equation 2.30 and algorithm 2.1.
"""

import numpy as np

import s2sad


def kernel(x, y, height, scale):
    """Squared exponential of the distances of the rows of x and y."""
    apart = (x[:, None, :] - y[None, :, :]) / scale
    return height * np.exp(-0.5 * np.sum(apart**2, axis=2))


def unpack(params):
    """Mean, height, noise, length scale of each input."""
    return params[0], np.exp(params[1]), np.exp(params[2]) + 1e-4, np.exp(params[3:])


def loss(params, x, y):
    """The negative log of the probability of the observations, (n,)."""
    mean, height, noise, scale = unpack(params)
    covariance = kernel(x, x, height, scale) + noise * np.eye(len(y))
    factor = np.linalg.cholesky(covariance)
    white = np.linalg.solve(factor, y - mean)
    half = np.sum(np.log(np.diag(factor)))
    return 0.5 * white @ white + half + 0.5 * len(y) * np.log(2 * np.pi)


def predict(params, x, y, new):
    mean, height, noise, scale = unpack(params)
    covariance = kernel(x, x, height, scale) + noise * np.eye(len(y))
    return mean + kernel(new, x, height, scale) @ np.linalg.solve(covariance, y - mean)


def main():
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(-4, 4, size=(40, 1)), axis=0)
    y = np.sin(2 * x[:, 0]) + 0.1 * rng.normal(size=40)
    params = np.array([0.0, 0.0, -1.0, 0.0])
    gradients = s2sad.value_and_grad(loss)
    value, bar = gradients(params, x, y)
    print(f"loss at the start {value:.3f}")
    rate = 0.1
    for _ in range(100):
        tried = params - rate * bar / max(1.0, np.linalg.norm(bar))
        found, found_bar = gradients(tried, x, y)
        if found < value:
            params, value, bar, rate = tried, found, found_bar, 1.5 * rate
        else:
            rate /= 2
    print(f"loss at the end {value:.3f}")
    new = np.linspace(-3.5, 3.5, 50)[:, None]
    error = np.max(np.abs(predict(params, x, y, new) - np.sin(2 * new[:, 0])))
    print(f"noise {np.sqrt(np.exp(params[2])):.2f} (0.10), largest error {error:.2f}")


if __name__ == "__main__":
    main()
