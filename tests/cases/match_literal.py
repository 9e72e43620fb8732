def g(x, kind):
    match kind:
        case "square" | "sq":
            return x * x
        case "cube":
            return x**3
        case None:
            return x
        case _:
            raise ValueError(kind)


def f(x):
    return g(x, "sq") * g(x, "cube") + g(x, None)


ARGS = (0.7,)
