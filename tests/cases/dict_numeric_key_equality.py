def f(x):
    d = {1: x}
    d[1.0] = x * x
    d[True] = d[1] * 2
    return d[1] * len(d)


ARGS = (0.7,)
