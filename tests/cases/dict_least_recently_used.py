import math
from collections import OrderedDict

import numpy as np


def f(x, ks):
    cache = OrderedDict()
    s = 0.0
    for k in ks:
        k = int(k)
        if k in cache:
            cache.move_to_end(k)
        else:
            cache[k] = math.exp(-k * x)
            if len(cache) > 2:
                cache.popitem(last=False)
        s += cache[k]
    return s


ARGS = (0.3, np.array([1, 2, 1, 3, 2]))
