def f(x):
    """The square."""
    "another string"
    return x * x


ARGS = (0.7,)
