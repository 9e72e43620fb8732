import numpy as np

import s2sad


@s2sad.checkpoint
def dropped(v, rng):
    return np.sin(v) * v * rng.uniform(size=3)


def draw(rng, v):
    return v * rng.normal()


@s2sad.checkpoint
def noisy(v, rng):
    for _ in range(2):
        v = v * draw(rng, v)
    return v


def f(x):
    rng = np.random.default_rng(0)
    return np.sum(dropped(x, rng) ** 2) + np.sum(noisy(x, rng)) + np.sum(dropped(x, rng))


ARGS = (np.array([1.0, 0.7, -0.4]),)
