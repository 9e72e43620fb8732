from fractions import Fraction

HALF = Fraction(1, 2)


def f(x):
    return x * float(HALF) + x * x


ARGS = (0.7,)
