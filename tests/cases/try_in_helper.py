def safe_get(d, k, default):
    try:
        return d[k]
    except KeyError:
        return default


def f(x):
    d = {"a": x * x}
    return safe_get(d, "a", 0.0) * safe_get(d, "q", x)


ARGS = (0.7,)
