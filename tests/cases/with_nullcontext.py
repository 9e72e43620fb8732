import contextlib


def f(x):
    with contextlib.nullcontext():
        y = x * x
    with contextlib.nullcontext(x) as z:
        y = y * z
    return y


ARGS = (0.7,)
