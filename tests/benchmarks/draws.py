"""Random inputs of the pairs: the same in each run."""

import numpy as np


def rng(seed: int = 5) -> np.random.Generator:
    return np.random.default_rng(seed)


def normals(*shapes, scale: float = 1.0, seed: int = 5) -> tuple:
    """An array of each shape, of normal numbers."""
    g = rng(seed)
    return tuple(scale * g.normal(size=shape) for shape in shapes)
