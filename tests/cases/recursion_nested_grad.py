from s2sad import grad


def newton(v, target):
    def loss(w):
        return (w * w - target) ** 2

    slope = grad(loss)(v)
    if abs(slope) < 1e-2:
        return v
    return newton(v - 0.05 * slope, target)


def f(x):
    return newton(1.0, x)


ARGS = (2.2,)
