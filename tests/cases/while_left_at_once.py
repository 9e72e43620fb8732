"""What a loop that is left in its first round would do to a number is differentiated twice."""


def f(a, b):
    k = 0
    while True:
        k += 1
        if k:
            break
        a += (b - a) ** 2
    return a * a


ARGS = (-0.037, 0.9857)
