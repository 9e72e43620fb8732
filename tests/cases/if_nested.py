def f(x, y):
    if x > 0.0:
        z = x
        if y > 0.0:
            z = z * y
        else:
            z = z - y
        z = z * z
    else:
        z = y
    return z * x


ARGS = (0.7, -1.3)
