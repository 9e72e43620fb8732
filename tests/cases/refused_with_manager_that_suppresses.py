class Quiet:
    def __enter__(self):
        return self

    def __exit__(self, cls, error, traceback):
        if cls is None:
            return False
        return True


def f(x):
    y = x
    with Quiet():
        y = y * x
        if x > 0.5:
            raise ValueError("too much")
        y = y * 10
    return y


ARGS = (0.7,)
REFUSED = "Quiet.__exit__ returns suppresses errors"
