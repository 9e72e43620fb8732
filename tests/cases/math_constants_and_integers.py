import math


def f(x, n):
    return math.pi * x * math.floor(2.5) + math.factorial(n) * x**2 + math.e


ARGS = (0.7, 4)
