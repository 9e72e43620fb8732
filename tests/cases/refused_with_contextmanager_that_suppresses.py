import contextlib


@contextlib.contextmanager
def quiet():
    try:
        yield
    except ValueError:
        pass


def f(x):
    y = x
    with quiet():
        if x > 0.5:
            raise ValueError("too much")
        y = y * 10
    return y


ARGS = (0.7,)
REFUSED = "a context manager that handles an error"
