def f(x, y):
    a, b = {"u": x}, {"u": y, "v": x * y}
    c = a | b
    a |= {"w": x}
    return c["u"] * c["v"] + a["w"] ** 2


ARGS = (0.7, 0.2)
