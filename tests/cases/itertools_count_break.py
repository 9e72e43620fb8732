from itertools import count


def f(x):
    s = 0.0
    for k in count(1):
        s += x**k
        if k >= 4:
            break
    for a, k in zip([x, x * x], count()):
        s += a * k
    return s


ARGS = (0.7,)
