"""`not not x` is a boolean, and counts as 1 where it is multiplied; so does `(not x) is False`."""


def f(x, y):
    v = not x
    flag = not v
    total = (not not x) * y + flag * x * x + (v is False) * x * y
    return total + (not v) * 2 + (not (not y > 1)) * x


ARGS = (2.5, 0.7)
