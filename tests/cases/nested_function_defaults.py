def f(x):
    k = 2.0

    def g(v, a=x * 2, *, b=k):
        return v * a + b * x

    k = 5.0
    return g(x) + g(1.0, b=x) + g(x, 3.0)


ARGS = (0.7,)
