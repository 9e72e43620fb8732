def f(x):
    s = 0.0
    for name in {"a", "bb"}:
        s = s * x + len(name)
    return s


ARGS = (0.7,)
REFUSED = "order of a set"
