"""A compiled function without a rule is refused by its name."""

import operator


def f(x):
    return operator.methodcaller("__mul__", x)(x)


ARGS = (0.7,)
REFUSED = "methodcaller"
