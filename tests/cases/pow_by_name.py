from functools import partial


def f(x):
    cube = partial(pow, exp=3)
    return pow(x, exp=2) * cube(x) + pow(base=2.0, exp=x) + x * pow(2, 3, mod=5)


ARGS = (0.7,)
