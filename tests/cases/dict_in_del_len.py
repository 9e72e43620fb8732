def f(x):
    d = dict(a=x, b=x * x)
    if "a" in d and "q" not in d and "b" in d.keys():
        del d["a"]
    d2 = dict(zip(["p", "q"], [x, 2 * x]))
    d3 = dict([("p", x)], q=x)
    return d["b"] * len(d) + d2["q"] + d3["q"] * d3["p"]


ARGS = (0.7,)
