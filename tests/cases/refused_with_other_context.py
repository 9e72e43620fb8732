import contextlib


def f(x):
    with contextlib.suppress(ValueError):
        x = x * x
    return x


ARGS = (0.7,)
REFUSED = "suppress"
