from dataclasses import dataclass

import numpy as np


@dataclass
class Params:
    w: np.ndarray
    b: float
    name: str = "layer"


def f(params, x):
    return np.sum(np.tanh(params.w * x + params.b))


ARGS = (Params(np.array([0.5, -1.5]), 0.3), np.array([0.2, 0.9]))
