def f(x):
    y = x * x
    return locals()["y"]


ARGS = (0.7,)
REFUSED = "locals"
