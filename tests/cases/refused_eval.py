def f(x):
    return eval("x * x")


ARGS = (0.7,)
REFUSED = "eval"
