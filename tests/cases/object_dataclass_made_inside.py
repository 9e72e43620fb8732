from dataclasses import dataclass


@dataclass
class Dual:
    value: float
    slope: float

    def times(self, other):
        return Dual(self.value * other.value, self.value * other.slope + self.slope * other.value)


def f(x, y):
    product = Dual(x, 1.0).times(Dual(y, 0.5)).times(Dual(x, 1.0))
    return product.value * product.slope


ARGS = (0.7, -1.3)
