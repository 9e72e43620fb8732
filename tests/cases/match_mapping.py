def g(d):
    match d:
        case {"kind": "lin", "a": a, **rest}:
            return a * len(rest)
        case {"kind": "quad", "a": a, "b": b}:
            return a * a + b
    return 0.0


def f(x):
    return g({"kind": "lin", "a": x, "z": 1}) * g({"kind": "quad", "a": x, "b": 2 * x}) + g({})


ARGS = (0.7,)
