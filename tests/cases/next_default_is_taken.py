import numpy as np


def f(x):
    large = next((v for v in x if v > 10.0), None)
    small = next((v * x[1] for v in x if v < 1.0), x[2])
    try:
        other = next(v for v in x if v > 20.0)
    except StopIteration:
        other = x[0] * x[1]
    return small * other if large is None else large


ARGS = (np.array([1.5, 2.5, 3.0]),)
