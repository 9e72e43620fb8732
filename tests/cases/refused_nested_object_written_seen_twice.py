"""The function under a nested transform changes an object that it knows by another name, too."""

from s2sad import grad


class State:
    def __init__(self, p):
        self.p = p


def f(x):
    s = State(x)

    def changed(other):
        other.p = 3 * other.p
        return s.p * other.p

    return grad(changed)(s).p


ARGS = (2.0,)
REFUSED = "whether 's' was changed by an earlier write"
