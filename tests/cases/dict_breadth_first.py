import numpy as np


def f(x, start):
    adj = {0: [1, 2], 1: [3], 2: [3], 3: [0]}
    dist = {start: 0.0}
    queue = [start]
    while queue:
        u = queue.pop(0)
        for v in adj[u]:
            if v not in dist:
                dist[v] = dist[u] + x[v] ** 2
                queue.append(v)
    return sum(dist.values()) + max(dist.values())


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), 0)
