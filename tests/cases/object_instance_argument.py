class Model:
    def __init__(self, scale):
        self.scale = scale

    def loss(self, x):
        return self.scale * x * x


def f(model, x):
    return model.loss(x) + model.scale


ARGS = (Model(0.7), 1.3)
