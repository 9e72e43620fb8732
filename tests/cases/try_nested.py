def f(x):
    try:
        try:
            y = {"a": x}["b"]
        except ValueError:
            y = 0.0
    except KeyError:
        y = x * x
    return y


ARGS = (0.7,)
