def f(x):
    try:
        if x > 0.5:
            raise ValueError("too big")
        y = x * x
    except ValueError:
        y = x
    return y


ARGS = (0.3,)
