from collections import defaultdict


def f(x, y):
    d = defaultdict(list)
    for k, v in [("a", x), ("b", y), ("a", x * y)]:
        d[k].append(v)
    return sum(d["a"]) * d["b"][0]


ARGS = (0.7, 0.2)
