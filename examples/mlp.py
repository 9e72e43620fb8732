"""A multilayer perceptron, trained by Adam: parameters in a list of tuples, so is the gradient."""

import numpy as np

import s2sad


def predict(params, x):
    """Log-probabilities of the classes, (n, classes)."""
    for w, b in params[:-1]:
        x = np.tanh(x @ w + b)
    w, b = params[-1]
    logits = x @ w + b
    return logits - np.log(np.sum(np.exp(logits), axis=1, keepdims=True))


def loss(params, x, labels, weight):
    """Mean negative log-likelihood and a penalty on all parameters."""
    penalty = 0.0
    for w, b in params:
        penalty += np.sum(w**2) + np.sum(b**2)
    chosen = predict(params, x)[np.arange(len(labels)), labels]
    return weight * penalty - np.mean(chosen)


def start(sizes, rng):
    pairs = zip(sizes[:-1], sizes[1:])
    return [(rng.normal(size=(m, n)) / np.sqrt(m), np.zeros(n)) for m, n in pairs]


def spirals(count, rng):
    """Points on three interleaved spirals, and which one each is on."""
    labels = rng.integers(3, size=count)
    radius = rng.random(count)
    angle = 4 * radius + 2 * np.pi / 3 * labels + rng.normal(scale=0.1, size=count)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1), labels


def adam(params, grads, first, second, step, rate=0.02):
    """One step of Kingma and Ba 2014, algorithm 1, into all the arrays given."""
    for p, g, m, v in zip(params, grads, first, second):
        m += 0.1 * (g - m)
        v += 0.001 * (g * g - v)
        p -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)


def flat(params):
    return [array for pair in params for array in pair]


def main():
    rng = np.random.default_rng(0)
    x, labels = spirals(300, rng)
    params = start((2, 16, 16, 3), rng)
    first = [np.zeros_like(p) for p in flat(params)]
    second = [np.zeros_like(p) for p in flat(params)]
    gradients = s2sad.value_and_grad(loss)
    for step in range(1, 301):
        value, bars = gradients(params, x, labels, 1e-5)
        adam(flat(params), flat(bars), first, second, step)
        if step % 100 == 0:
            right = np.mean(np.argmax(predict(params, x), axis=1) == labels)
            print(f"step {step:3}: loss {value:.4f}, {100 * right:.0f} % right")


if __name__ == "__main__":
    main()
