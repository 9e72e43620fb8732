"""Logistic regression by gradient descent: the loss in plain NumPy, its gradient from s2sad."""

import numpy as np

import s2sad


def loss(w, b, x, labels):
    """Mean negative log-likelihood, with a small penalty on the weights."""
    z = x @ w + b
    return np.mean(np.logaddexp(0.0, z) - labels * z) + 0.005 * np.sum(w**2)


def main():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(400, 5))
    truth = np.array([2.0, -1.0, 0.0, 0.5, 1.0])
    labels = (rng.random(400) < 1 / (1 + np.exp(-(x @ truth)))).astype(float)

    gradients = s2sad.value_and_grad(loss, argnums=(0, 1))
    w, b = np.zeros(5), 0.0
    for step in range(200):
        value, (w_bar, b_bar) = gradients(w, b, x, labels)
        w, b = w - 1.0 * w_bar, b - 1.0 * b_bar
        if step % 50 == 0:
            print(f"step {step:3}: loss {value:.4f}")
    right = np.mean((x @ w + b > 0) == (labels > 0.5))
    print(f"at the end: loss {loss(w, b, x, labels):.4f}, {100 * right:.0f} % right")
    print("weights", np.round(w, 2))
    print(gradients.source())


if __name__ == "__main__":
    main()
