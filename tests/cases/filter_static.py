def f(x):
    items = [("a", x), ("b", x * x), ("c", 2 * x)]
    kept = list(filter(lambda p: p[0] != "b", items))
    return kept[0][1] * kept[1][1] * len(kept) + sum(v for n, v in items if n in ("a", "b"))


ARGS = (0.7,)
