def shown(v):
    print("seen")
    return v > 0.5


def f(x, y):
    return x if any(shown(v) for v in (x, y)) else y


ARGS = (0.7, 0.9)
REFUSED = "a generator prints"
