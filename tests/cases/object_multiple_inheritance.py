class A:
    def value(self, x):
        return x * x


class B(A):
    def value(self, x):
        return super().value(x) * 3


class C(A):
    def value(self, x):
        return super().value(x) + x


class D(B, C):
    pass


def f(x):
    return D().value(x)


ARGS = (0.7,)
