from functools import partialmethod


class P:
    def power(self, x, n):
        return x**n

    square = partialmethod(power, n=2)


def f(x):
    return P().square(x) * x


ARGS = (0.7,)
