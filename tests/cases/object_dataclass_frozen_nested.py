from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Inner:
    w: float
    size: int


@dataclass(frozen=True)
class Outer:
    inner: Inner
    scale: float


def f(model, x):
    model = replace(model, scale=model.scale * x)
    return model.scale * model.inner.w**model.inner.size


ARGS = (Outer(Inner(0.7, 2), 0.4), 1.3)
MAY_REFUSE = True
