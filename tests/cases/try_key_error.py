def f(x):
    d = {"a": x}
    try:
        v = d["b"]
    except KeyError:
        v = d["a"] * 2
    return v * x


ARGS = (0.7,)
