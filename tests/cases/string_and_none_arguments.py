def f(x, kind, extra):
    scale = 2.0 if kind == "double" and extra is None else 1.0
    return scale * x * x


ARGS = (0.7, "double", None)
