"""A number turned to text and back has lost its derivative."""


def f(x):
    return float(str(x)) * x


ARGS = (0.7,)
REFUSED = ""
