def size(v):
    match v:
        case float(c) | int(c):
            return c * c
        case (a, b) | [a, b, _] | {"a": a, "b": b}:
            return a * b
        case str() | None:
            return 0.5
    return v


def f(x, y):
    return size(x) + size((x, y)) * size([y, y, 1]) + size({"a": x, "b": 2}) * size("t") + size(3)


ARGS = (0.3, 0.5)
