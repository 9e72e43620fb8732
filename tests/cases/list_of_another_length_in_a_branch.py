def f(x, y):
    if x > y:
        parts = (x, y)
    else:
        parts = (x, y, x * y)
    if y < 1:
        named = {"a": x}
    else:
        named = {"b": y, "c": x}
    s = 0.0
    for k, part in enumerate(parts):
        s += part * k
    return s * sum(named.values()) * len(parts) + named.get("b", 2.0) * y


ARGS = (0.3, 0.4)
