def f(x):
    class Box:
        value = x * x

    return Box.value


ARGS = (0.7,)
REFUSED = "class"
