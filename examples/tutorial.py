"""The tour that autograd's documentation takes, on plain NumPy: a scalar function and its
derivatives of any order, `elementwise_grad` over a whole range, logistic regression with a check of
the gradient, a loop and a branch as Python has them."""

import numpy as np

import s2sad


def tanh(x):
    y = np.exp(-2.0 * x)
    return (1.0 - y) / (1.0 + y)


def taylor_sine(x):
    """The series of the sine, summed until its terms are small."""
    total = term = x
    k = 0
    while abs(term) > 1e-8:
        term = -term * x * x / ((2 * k + 3) * (2 * k + 2))
        total = total + term
        k += 1
    return total


def sigmoid(x):
    return 0.5 * (np.tanh(x / 2.0) + 1)


def training_loss(weights, inputs, targets):
    """The negative log-likelihood of the labels."""
    preds = sigmoid(np.dot(inputs, weights))
    label_probabilities = preds * targets + (1 - preds) * (1 - targets)
    return -np.sum(np.log(label_probabilities))


def main():
    slope = s2sad.grad(tanh)
    difference = (tanh(1.0001) - tanh(0.9999)) / 2e-4
    print(f"d tanh at 1: {slope(1.0):.6f}, by differences {difference:.6f}")

    x = np.linspace(-7, 7, 5)
    derivative = tanh
    for order in range(4):
        print(f"order {order}:", np.round(derivative(x), 4))
        derivative = s2sad.elementwise_grad(derivative)

    print(f"cos of pi by the series of the sine: {s2sad.grad(taylor_sine)(np.pi):.6f}")

    inputs = np.array(
        [[0.52, 1.12, 0.77], [0.88, -1.08, 0.15], [0.52, 0.06, -1.30], [0.74, -2.49, 1.39]]
    )
    targets = np.array([True, True, False, True])
    weights = np.zeros(3)
    s2sad.check_grads(training_loss, (weights, inputs, targets))
    gradient = s2sad.grad(training_loss)
    print(f"initial loss {training_loss(weights, inputs, targets):.6f}")
    for _ in range(100):
        weights -= gradient(weights, inputs, targets) * 0.01
    print(f"trained loss {training_loss(weights, inputs, targets):.6f}")


if __name__ == "__main__":
    main()
