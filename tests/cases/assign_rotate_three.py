def f(x, y, z):
    x, y, z = y * z, z * x, x
    x, y, z = z, x, y
    return x + y * z


ARGS = (0.7, -1.3, 0.4)
