from dataclasses import dataclass


@dataclass(frozen=True)
class Gauss:
    mu: float
    sigma: float

    def __post_init__(self):
        object.__setattr__(self, "var", self.sigma**2)
        object.__setattr__(self, "kind", "gauss")

    def logpdf(self, x):
        return -0.5 * (x - self.mu) ** 2 / self.var


def f(g, x):
    scale = getattr(g, "var", 1.0) if hasattr(g, "var") else 5.0
    return g.logpdf(x) * scale + (g.sigma if g.kind == "gauss" else x)


ARGS = (Gauss(0.7, 0.8), 0.3)
