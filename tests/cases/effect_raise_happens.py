def f(x):
    y = 2.0 * x
    if x < 0.0:
        raise ValueError(f"negative: {x}")
    return y * y


ARGS = (-0.5,)
RAISES = "negative: -0.5"
