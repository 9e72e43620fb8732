def apply(s, operation):
    match operation:
        case ("add", v):
            return s + v
        case ("mul", v, *rest) if len(rest) == 1:
            return s * v * rest[0]
        case {"kind": "pow", "n": n}:
            return s**n
        case [a, b]:
            return s * a - b
        case float() | int() as c:
            return s + c
        case _:
            return -s


def f(x, y):
    s = x
    operations = ("add", y), ("mul", x, y), {"kind": "pow", "n": 2}, [y, 2.0], (y, x, 1.0), 1.5, y
    for operation in operations:
        s = apply(s, operation)
    return s if s != "none" and s != None else x  # noqa: E711


ARGS = (0.7, 1.2)
