def g(v, k):
    match (v, k):
        case (a, 1) if a > 10:
            return a
        case (a, b):
            return a * a * b


def f(x):
    return g(x, 1) + g(x, 2)


ARGS = (0.7,)
