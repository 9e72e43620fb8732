import numpy as np


def f(x):
    last, total = None, 0.0
    for a in map(float, x):
        pair = ("so far", [last, {"last": last}])
        print([last], pair, f"{[last]}", str(last))
        if a > 0:
            last = a
            total += a * a
    print((last, repr([last])))
    return total * (1.0 if last is None else last)


ARGS = (np.array([-1.0, 0.5, 3.0]),)
OUTPUT = (
    "[None] ('so far', [None, {'last': None}]) [None] None\n"
    "[None] ('so far', [None, {'last': None}]) [None] None\n"
    "[0.5] ('so far', [0.5, {'last': 0.5}]) [0.5] 0.5\n"
    "(3.0, '[3.0]')\n"
)
