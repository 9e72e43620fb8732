"""A search with a heap of pairs and a dict of the best ways."""

import heapq

import numpy as np


def f(cost):
    H, W = cost.shape
    best = {(0, 0): 0.0}
    frontier = [(0.0, (0, 0))]
    while frontier:
        d, (i, j) = heapq.heappop(frontier)
        if (i, j) == (H - 1, W - 1):
            break
        for di, dj in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            a, b = (i + di, j + dj)
            if 0 <= a < H and 0 <= b < W:
                nd = d + cost[a, b]
                if (a, b) not in best or nd < best[a, b]:
                    best[a, b] = nd
                    heapq.heappush(frontier, (nd, (a, b)))
    return best[H - 1, W - 1]


ARGS = (np.array([[0.4, 0.9, 0.3], [0.2, 1.1, 0.7], [0.6, 0.5, 0.35]]),)
