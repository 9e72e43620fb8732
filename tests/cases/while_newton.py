"""A condition on the distance between two iterates."""


def f(a):
    old, new = 0.0, a
    while abs(new - old) > 1e-12:
        old, new = new, 0.5 * (new + a / new)
    return new


ARGS = (1.7,)
