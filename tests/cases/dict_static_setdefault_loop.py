def f(x):
    d = {}
    for i, w in enumerate(["a", "b", "a"]):
        d[w] = d.get(w, 0.0) + x**i
    return d["a"] * d["b"]


ARGS = (0.7,)
