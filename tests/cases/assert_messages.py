def f(x):
    assert x > 0, f"bad {x}"
    assert isinstance(x, float)
    return x * x


ARGS = (0.7,)
