def f(x):
    d = {"a": x}
    items = d.items()
    d["b"] = x * x
    return sum(v for _, v in items)


ARGS = (0.7,)
REFUSED = "used up"
