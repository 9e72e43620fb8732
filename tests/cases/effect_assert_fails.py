def f(x):
    y = x * x
    assert x > 0.0, f"x is {x}"
    return y


ARGS = (-0.5,)
RAISES = "x is -0.5"
