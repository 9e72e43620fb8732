class Affine:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x):
        return self.scale * x * x


AFFINE = Affine(0.7)


def f(x):
    return AFFINE(x) * x


ARGS = (1.3,)
