class P:
    def __new__(cls, a):
        self = super().__new__(cls)
        self.a = a
        return self


def f(x):
    return P(x).a ** 2


ARGS = (0.7,)
