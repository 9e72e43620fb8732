def f(x):
    y = x
    try:
        y = x * x
    except ValueError:
        raise RuntimeError("bad")
    else:
        y = y * x
    finally:
        y = y + 1
    return y


ARGS = (0.7,)
