def f(x, y):
    z = complex(x, y)
    return abs(z * z) + z.real * z.imag


ARGS = (0.7, -1.3)
