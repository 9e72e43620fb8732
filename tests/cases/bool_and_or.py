def f(x, y):
    if x > 0.0 and y > 0.0 or x * y < -0.5:
        return x * y
    return x + y


ARGS = (0.7, -1.3)
