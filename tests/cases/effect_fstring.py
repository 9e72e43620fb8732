def f(x, n):
    key = f"w{n}"
    params = {"w1": x, "w2": x * x}
    return params[key] * x


ARGS = (0.7, 2)
