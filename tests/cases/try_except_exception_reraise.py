def f(x):
    try:
        y = x / 2.0 + x**2
    except Exception as error:
        print("failed", error)
        raise
    return y


ARGS = (0.7,)
