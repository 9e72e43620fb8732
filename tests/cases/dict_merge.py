def f(x, y):
    merged = {**{"a": x, "b": y}, "b": x * y}
    return merged["a"] * merged["b"]


ARGS = (0.7, -1.3)
