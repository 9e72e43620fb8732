def f(x: float) -> float:
    y: float = x * x
    z: "float"
    z = y + x
    return z * y


ARGS = (0.7,)
