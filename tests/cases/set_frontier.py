"""Known sets that change in a loop with a break."""

import numpy as np


def f(x, edges):
    reached = {0}
    frontier = {0}
    for _ in range(3):
        new = set()
        for a, b in ((0, 1), (1, 2), (2, 3), (3, 0)):
            if a in frontier:
                new |= {b}
        frontier = new - reached
        reached |= new
        if not frontier:
            break
    return sum((x[i] for i in sorted(reached)))


ARGS = (np.arange(4.0), [1])
