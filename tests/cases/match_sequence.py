def g(expr):
    match expr:
        case ("add", a, b):
            return g(a) + g(b)
        case ["mul", a, b]:
            return g(a) * g(b)
        case ("sum", first, *rest):
            return g(first) + sum(g(r) for r in rest)
        case []:
            return 0.0
        case value:
            return value


def f(x):
    return g(("add", ["mul", x, x], ("sum", x, 2.0, ("mul", x, 3.0)))) + g([])


ARGS = (0.7,)
