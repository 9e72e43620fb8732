class P:
    def __init__(self, a):
        self.a = a

    def scaled(self, k):
        return type(self)(self.a * k)

    def other(self):
        return self.__class__(self.a)


def f(x):
    return P(x).scaled(x).a * P(x).other().a


ARGS = (0.7,)
