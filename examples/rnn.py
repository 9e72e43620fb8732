"""A recurrent network, a Python loop over time, learns to add up its input.

The parameters are a dict, and so is the gradient.
"""

import numpy as np

import s2sad


def loss(params, inputs, targets):
    """Mean squared error over all times; inputs have the axes time, sample, feature."""
    h = np.zeros((inputs.shape[1], len(params["w"])))
    total = 0.0
    for x, target in zip(inputs, targets):
        h = np.tanh(x @ params["u"] + h @ params["w"] + params["b"])
        total += np.mean((h @ params["v"] - target) ** 2)
    return total / len(inputs)


def main():
    rng = np.random.default_rng(0)
    inputs = rng.uniform(-0.3, 0.3, size=(12, 64, 1))
    targets = np.cumsum(inputs, axis=0)
    params = {
        "u": rng.normal(size=(1, 8)) / 2,
        "w": rng.normal(size=(8, 8)) / 4,
        "b": np.zeros(8),
        "v": rng.normal(size=(8, 1)) / 2,
    }
    gradient = s2sad.value_and_grad(loss)
    mean = {name: np.zeros_like(value) for name, value in params.items()}
    square = {name: np.zeros_like(value) for name, value in params.items()}
    for step in range(1, 401):
        value, bars = gradient(params, inputs, targets)
        if step % 100 == 1:
            print(f"step {step:3}: loss {value:.5f}")
        for name, bar in bars.items():  # Adam
            mean[name] += 0.1 * (bar - mean[name])
            square[name] += 0.01 * (bar**2 - square[name])
            scale = np.sqrt(square[name] / (1 - 0.99**step)) + 1e-8
            params[name] -= 0.01 * mean[name] / (1 - 0.9**step) / scale
    print(f"at the end: loss {loss(params, inputs, targets):.5f}")


if __name__ == "__main__":
    main()
