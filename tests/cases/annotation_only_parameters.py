def f(x: "float", n: int = 2, *rest, flag: bool = False):
    return x**n + len(rest)


ARGS = (0.7, 3, 4)
