from decimal import Decimal
from fractions import Fraction


def f(x):
    return float(Decimal("0.5")) * x * x + float(Fraction(1, 3)) * x


ARGS = (0.7,)
