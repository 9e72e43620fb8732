"""Lists are popped off lists and changed: neither list is changed by that."""

import numpy as np


def f(x, n):
    rows, others = np.outer(x, x).tolist(), [[v * w for v in x] for w in x]
    s = 0.0
    for i in range(n):
        row, other = rows.pop(), others.pop(0)
        for k in range(n):
            s += row.pop() * x[k]
        other[0] = s * x[1]
        other.append(x[i])
        s += sum(v * v for v in other)
    return s + sum(sum(row) for row in rows) + sum(sum(other) for other in others)


ARGS = (np.array([0.3, 0.7, -0.2]), 3)
