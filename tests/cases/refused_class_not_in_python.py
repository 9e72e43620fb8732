import io


def f(x):
    try:
        io.StringIO("text")
    except TypeError:
        return x**3
    return x**2


ARGS = (0.7,)
REFUSED = "StringIO is not written in Python"
