import math
from collections import Counter

import numpy as np


def f(x, labels):
    c = Counter(labels.tolist())
    k, n = c.most_common(1)[0]
    entropy = sum(v * math.log(v / len(labels)) for v in c.values())
    return x[0] * n + k * x[1] + entropy * x[2] + c[42]


ARGS = (np.array([1.0, 2.0, 3.0, 4.0]), np.array([5, 7, 3, 5]))
