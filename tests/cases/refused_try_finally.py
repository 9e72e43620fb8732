def f(x):
    y = x
    try:
        y = y * x
    finally:
        y = y + 1.0
    return y


ARGS = (0.7,)
REFUSED = "try"
