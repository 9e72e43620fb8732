import math


def f(w, inputs, threshold):
    v = 0.0
    rate = 0.0
    for x in inputs:
        v = v + 0.3 * (w * x - v)
        over = v - threshold
        rate = 0.9 * rate + math.exp(over)
        if v > threshold:
            v = over
    return rate


ARGS = (1.3, [0.4, 1.2, 0.9, 2.0, 0.1], 0.35)
