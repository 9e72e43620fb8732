def f(x, n):
    match n:
        case 0:
            return x
        case 1 | 2:
            return x * x
        case _:
            return x**3


ARGS = (0.7, 2)
