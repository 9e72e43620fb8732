import contextlib


def f(x):
    with contextlib.ExitStack() as stack:
        stack.callback(print, "done")
        return x * x


ARGS = (0.7,)
REFUSED = "contextlib.ExitStack() is not supported"
