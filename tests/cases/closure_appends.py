def f(x):
    parts = []

    def keep(v):
        parts.append(v * v)
        return v + 1.0

    y = keep(keep(x))
    return y * sum(parts)


ARGS = (0.7,)
