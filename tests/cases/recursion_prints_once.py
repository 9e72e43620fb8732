def go(v):
    print("at", round(v, 3))
    if v < 0.5:
        return v * v
    return v * go(v * 0.5)


def f(x):
    return go(x)


ARGS = (1.6,)
OUTPUT = "at 1.6\nat 0.8\nat 0.4\n"
