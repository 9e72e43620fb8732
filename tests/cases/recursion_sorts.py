import numpy as np


def quicksort(u):
    if len(u) <= 1:
        return u
    pivot = u[0]
    rest = u[1:]
    return np.concatenate((quicksort(rest[rest < pivot]), u[:1], quicksort(rest[rest >= pivot])))


def f(x):
    ordered = quicksort(x * x)
    return np.sum(ordered * np.arange(len(ordered)))


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
