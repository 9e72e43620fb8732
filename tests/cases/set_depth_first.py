import numpy as np


def f(x, start):
    adj = [[1, 2], [3], [3], [0]]
    seen = set()
    stack = [start]
    tot = 0.0
    while stack:
        u = stack.pop()
        if u in seen:
            continue
        seen.add(u)
        tot += x[u] * len(seen)
        for v in adj[u]:
            if v not in seen:
                stack.append(v)
    return tot


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), 0)
