import numpy as np


def f(x, c):
    if c > 2.0:
        return 0.5
    items = [x.min() for _ in range(2)]
    items[1] *= sum(item * items[1] for item in items)
    if c > 0.0:
        items.append(x @ np.full(4, 0.377))
    return sum(items, 0.1)


ARGS = (np.array([-0.6008, -1.0503, 0.4871, 0.3409], dtype=np.float32), 0.7)
