import threading

LOCK = threading.Lock()


def f(x):
    with LOCK:
        y = x * x
    return y


ARGS = (0.7,)
REFUSED = "context manager"
