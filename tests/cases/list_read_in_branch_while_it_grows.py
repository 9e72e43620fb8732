import numpy as np


def f(theta, y):
    errors = []
    for t in range(len(y)):
        predicted = 0.0
        for lag in range(1, 3):
            if t >= lag:
                predicted += theta[lag - 1] * errors[t - lag]
        errors.append(np.sin(y[t] - predicted))
    return np.sum(np.square(errors))


ARGS = (np.array([0.3, -0.4]), np.array([0.5, 0.1, -0.7, 0.9, 0.2]))
