def f(x, y):
    d = {k: x**i for i, k in enumerate("abc")}
    e = {k: v * y for k, v in d.items() if k != "a"}
    g = {v: k for k, v in {"p": 1, "q": 2}.items()}
    return e["b"] * e["c"] + len(g[2]) * x


ARGS = (0.7, 0.2)
