import math


def f(x):
    shift = 0.0
    while True:
        try:
            y = math.log(x + shift - 1.5)
            break
        except ValueError:
            shift += 1.0
    return y * x


ARGS = (0.7,)
