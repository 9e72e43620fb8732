def f(x):
    if x < 0.0:
        raise ValueError("negative")
    return x * x


ARGS = (0.7,)
