from collections import defaultdict, OrderedDict, Counter


def f(x, y):
    d = defaultdict(float)
    d["a"] += x
    d["a"] += y * y
    o = OrderedDict(u=x)
    o["v"] = y
    o.move_to_end("u")
    return d["a"] * x + sum(o.values()) * list(o.values())[0]


ARGS = (0.7, 0.2)
