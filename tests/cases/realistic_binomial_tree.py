import math
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    CALL = "call"
    PUT = "put"


class Option(NamedTuple):
    strike: float
    expiry: float
    kind: Kind = Kind.CALL
    american: bool = False

    def payoff(self, spot):
        sign = 1.0 if self.kind is Kind.CALL else -1.0
        return max(sign * (spot - self.strike), 0.0)


class BinomialPricer:
    def __init__(self, steps=4):
        self.steps = steps

    def _tree(self, option, spot, vol, rate):
        dt = option.expiry / self.steps
        up = math.exp(vol * math.sqrt(dt))
        down = 1 / up
        p = (math.exp(rate * dt) - down) / (up - down)
        return dt, up, down, p

    def price(self, option, spot, vol, rate):
        dt, up, down, p = self._tree(option, spot, vol, rate)
        discount = math.exp(-rate * dt)
        values = [
            option.payoff(spot * up**k * down ** (self.steps - k)) for k in range(self.steps + 1)
        ]
        for level in range(self.steps - 1, -1, -1):
            for k in range(level + 1):
                held = discount * (p * values[k + 1] + (1 - p) * values[k])
                if option.american:
                    now = option.payoff(spot * up**k * down ** (level - k))
                    held = max(held, now)
                values[k] = held
        return values[0]


def f(spot, vol, rate):
    pricer = BinomialPricer(steps=3)
    book = [Option(1.0, 0.5), Option(1.13, 1.0, Kind.PUT, american=True), Option(0.87, 0.25)]
    return sum(pricer.price(option, spot, vol, rate) for option in book)


ARGS = (1.01, 0.31, 0.03)
