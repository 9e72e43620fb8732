from fractions import Fraction

HALF = Fraction(1, 2)


def f(x):
    return x * HALF + x * x


ARGS = (0.7,)
