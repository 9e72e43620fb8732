class Layer:
    def __init__(self, w):
        self.w = w

    def __call__(self, x):
        return self.w * x + x**2


def f(a, b, x):
    layers = [Layer(a), Layer(b)]
    for layer in layers:
        x = layer(x)
    return x


ARGS = (0.7, 0.2, 0.3)
