def affine(v, *, scale, shift=0.5):
    return scale * v * v + shift


def f(x, y):
    return affine(x, scale=y) + affine(scale=x, v=y)


ARGS = (0.7, -1.3)
