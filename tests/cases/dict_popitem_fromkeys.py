def f(x):
    d = dict.fromkeys(["a", "b"], x)
    k, v = d.popitem()
    return v * x + d["a"] * len(k)


ARGS = (0.7,)
