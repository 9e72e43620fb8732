from dataclasses import dataclass
import numpy as np


@dataclass
class P:
    a: float
    b: np.ndarray


def f(x):
    return P(np.sum(x) ** 2, x * x)


ARGS = (np.array([0.7, 0.2]),)
