def f(x, y):
    return (lambda v, w=y: v * w * w)(x)


ARGS = (0.7, -1.3)
