def total(*values):
    out = 0.0
    for k, v in enumerate(values):
        out = out + (k + 1) * v * v
    return out


def f(x, y):
    pair = (x, y)
    return total(x, y, x * y) + total(*pair) + total(x, *[y, x])


ARGS = (0.7, -1.3)
