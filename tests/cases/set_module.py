SKIP = {"a", "b"}
FROZEN = frozenset([1, 2])


def f(x):
    s = x
    for k, name in enumerate(["a", "c", "d"]):
        if name in SKIP:
            continue
        if k in FROZEN:
            s = s * x
    return s


ARGS = (0.7,)
