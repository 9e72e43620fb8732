import numpy as np


class Walker:
    def __init__(self, rate):
        self.rate = rate

    def walk(self, v):
        if v < 0.3:
            return v * self.rate
        return self.walk(v * self.rate) * v


def f(x):
    return Walker(x * 0.4).walk(x)


ARGS = (1.7,)
