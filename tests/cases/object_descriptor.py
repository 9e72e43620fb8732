class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, obj, cls=None):
        return getattr(obj, self.name)

    def __set__(self, obj, value):
        setattr(obj, self.name, value * value)


class P:
    a = Positive()

    def __init__(self, a):
        self.a = a


def f(x):
    return P(x).a * x


ARGS = (0.7,)
