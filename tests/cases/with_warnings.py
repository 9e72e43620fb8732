import warnings


def f(x):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        y = x * x
    return y


ARGS = (0.7,)
