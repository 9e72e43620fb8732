import s2sad


def f(x):
    return x * s2sad.grad(lambda y: x * y * y)(2.0)


ARGS = (0.7,)
