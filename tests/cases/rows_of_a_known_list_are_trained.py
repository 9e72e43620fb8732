"""The weights of some layers, a list that is known item by item, change at an index of a loop."""

import numpy as np


def f(x, y, steps):
    weights = [np.eye(2) * x for _ in range(3)]
    biases = [np.zeros(2), y * np.ones(2), np.zeros(2)]
    for step in range(steps):
        for i in range(len(weights)):
            weights[i] -= 0.1 * weights[i] @ weights[i]
            weights[i][0, 1] = x
            biases[(i + step) % 3] += y * weights[i][0]
    return np.sum(weights[0] @ weights[1] @ weights[2] @ biases[1])


ARGS = (0.9, 0.4, 3)
