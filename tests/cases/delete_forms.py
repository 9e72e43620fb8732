def f(x):
    a = x * x
    b = [x, a, 1.0]
    c = {"u": x}
    del b[0], c["u"]
    y = a * x
    del a
    return y * b[0] + len(c)


ARGS = (0.7,)
