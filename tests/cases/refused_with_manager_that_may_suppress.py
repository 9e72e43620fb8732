class Quiet:
    def __enter__(self):
        return self

    def __exit__(self, cls, error, traceback):
        return cls is ValueError


def f(x):
    y = x
    with Quiet():
        if x > 0.5:
            raise ValueError("too much")
        y = y * 10
    return y


ARGS = (0.7,)
REFUSED = "Quiet.__exit__ returns suppresses errors"
