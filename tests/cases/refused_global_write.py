COUNT = 0.0


def f(x):
    global COUNT
    COUNT = x * x
    return COUNT * x


ARGS = (0.7,)
REFUSED = "global"
