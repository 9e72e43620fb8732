from dataclasses import dataclass
from typing import NamedTuple
import numpy as np


class Pair(NamedTuple):
    a: float
    b: np.ndarray


@dataclass
class Params:
    w: np.ndarray
    k: int
    name: str
    sub: Pair
    opt: object = None


def f(p):
    net = p["net"]
    s = np.sum(net.w**2) * net.k + net.sub.a**3 * np.sum(net.sub.b)
    for item in p["empty"]:
        s = s + item
    return {"loss": s + p["t"][0] ** 2, "pair": Pair(s * 2, net.w * s), "n": (3, None, [])}


ARGS = (
    {
        "net": Params(np.array([0.7, 0.2]), 2, "q", Pair(0.5, np.array([1.0, 2.0]))),
        "t": (0.4, 3),
        "empty": [],
        "i": np.array([1, 2]),
    },
)
