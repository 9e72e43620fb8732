def f(pair):
    x, (y, z) = pair
    return y * z, (x * y, z)


ARGS = ((0.7, (-1.3, 0.4)),)
