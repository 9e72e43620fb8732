def f(x):
    try:
        n = len(x)
    except TypeError:
        n = 1
    return x * x * n


ARGS = (0.7,)
