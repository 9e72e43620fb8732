def f(x):
    seen = []

    def next_value(v):
        seen.append(v)
        return v * v

    if 0.1 < next_value(x) < 5.0:
        x = x * 2.0
    return x * len(seen)


ARGS = (0.7,)
