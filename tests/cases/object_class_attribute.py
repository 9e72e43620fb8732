class Model:
    rate = 0.3
    names = ("a", "b")

    def value(self, x):
        return x**2 * self.rate * len(self.names) + Model.rate * x


def f(x):
    return Model().value(x)


ARGS = (0.7,)
