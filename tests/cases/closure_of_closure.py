def f(x, y):
    def outer(u):
        def inner(v):
            return u * v * x

        return inner(y) + inner(u)

    return outer(x) * outer(y)


ARGS = (0.7, -1.3)
