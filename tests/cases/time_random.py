import time


def f(x):
    t = time.perf_counter()
    y = x * x
    elapsed = time.perf_counter() - t
    return y if elapsed > -1 else x


ARGS = (0.7,)
