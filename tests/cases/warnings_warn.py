import warnings


def f(x):
    if x < 0:
        warnings.warn("negative")
    return x * x


ARGS = (0.7,)
