from fractions import Fraction


def f(x):
    return float(Fraction(x)) * x


ARGS = (0.7,)
REFUSED = "known only at run time"
