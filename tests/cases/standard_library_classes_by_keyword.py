from datetime import date, timedelta
from fractions import Fraction
from typing import Protocol


class Weighted(Protocol):
    def weight(self): ...


class Half(Weighted):
    def weight(self):
        return 0.5


def f(x):
    step = timedelta(days=3).days + date(year=2020, month=1, day=2).day
    return x**step * Fraction(numerator=1, denominator=4) * Half().weight()


ARGS = (0.7,)
