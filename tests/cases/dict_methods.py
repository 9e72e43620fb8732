def f(x, y):
    d = {"a": x, "b": y}
    d.update(c=x * y)
    d.update({"a": x**2})
    d.update([("e", 2 * x)])
    s = d.get("a") + d.get("zz", y) + d.pop("b") + d.pop("nope", 1.0) * x
    s += d.setdefault("b", y * y) + d.setdefault("c")
    e = d.copy()
    e["a"] = 0.0
    for k, v in d.items():
        s += v * len(k)
    for k in d:
        s += d[k]
    s += sum(d.values()) + len(d.keys()) + len(d) * x
    return s


ARGS = (0.7, 0.2)
