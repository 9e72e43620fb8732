def f(x):
    d = {"a": x}
    k = 1
    y = x
    try:
        y = x * x
        k = 2
        y = y * d["b"]
    except KeyError:
        y = y * k * 3
    return y * k


ARGS = (0.7,)
