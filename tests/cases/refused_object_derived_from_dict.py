class Config(dict):
    pass


def f(x):
    c = Config()
    c["a"] = x
    return c["a"] * x


ARGS = (0.7,)
REFUSED = "derived from dict"
