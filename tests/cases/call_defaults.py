def affine(v, scale=2.0, shift=0.5):
    return scale * v * v + shift


def f(x, y):
    return affine(x) * affine(y, shift=x) + affine(y, x)


ARGS = (0.7, -1.3)
