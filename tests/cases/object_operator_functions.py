import operator


class P:
    def __init__(self, a):
        self.a = a


def f(x):
    get = operator.attrgetter("a")
    item = operator.itemgetter(1)
    call = operator.methodcaller("copy")
    return (
        get(P(x)) * item([x, x * x])
        + operator.mul(x, 2)
        + operator.neg(x) ** 2
        + operator.truediv(x, 3)
        + operator.pow(x, 2)
    )


ARGS = (0.7,)
