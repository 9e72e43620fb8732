import numpy as np


class Module:
    def parameters(self):
        raise NotImplementedError

    def __call__(self, x):
        return self.forward(x)


class Linear(Module):
    def __init__(self, w, b):
        self.w, self.b = w, b

    def forward(self, x):
        return x @ self.w + self.b

    def parameters(self):
        yield self.w
        yield self.b


class Activation(Module):
    functions = {
        "tanh": np.tanh,
        "relu": lambda x: np.maximum(x, 0.0),
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    }

    def __init__(self, kind):
        if kind not in self.functions:
            raise ValueError(f"unknown activation {kind!r}")
        self.kind = kind

    def forward(self, x):
        return self.functions[self.kind](x)

    def parameters(self):
        return []


class LayerNorm(Module):
    def __init__(self, eps=1e-5):
        self.eps = eps

    def forward(self, x):
        mu = x.mean(axis=-1, keepdims=True)
        var = ((x - mu) ** 2).mean(axis=-1, keepdims=True)
        return (x - mu) / np.sqrt(var + self.eps)

    def parameters(self):
        return iter(())


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        for layer in self.layers:
            yield from layer.parameters()

    def __len__(self):
        return len(self.layers)

    def __getitem__(self, k):
        return self.layers[k]


def cross_entropy(logits, labels):
    shifted = logits - logits.max(axis=1, keepdims=True)
    logp = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.mean(logp[np.arange(len(labels)), labels])


def f(params, x, labels):
    (w1, b1), (w2, b2) = params
    net = Sequential(Linear(w1, b1), LayerNorm(), Activation("tanh"), Linear(w2, b2))
    penalty = sum(np.sum(p**2) for p in net.parameters())
    return cross_entropy(net(x), labels) + 0.01 * penalty / len(net)


RNG = np.random.default_rng(0)
ARGS = (
    [(RNG.normal(size=(3, 4)), RNG.normal(size=4)), (RNG.normal(size=(4, 2)), RNG.normal(size=2))],
    RNG.normal(size=(5, 3)),
    np.array([0, 1, 1, 0, 1]),
)
