"""The second operand would divide by zero."""


def f(x, n):
    if n == 0 or x / n > 1.0:
        return x * x
    return x / n


ARGS = (0.7, 0)
