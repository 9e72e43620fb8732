from contextlib import contextmanager


@contextmanager
def doubled(state, v):
    old = state["k"]
    state["k"] = old * 2
    try:
        yield v * state["k"]
    finally:
        state["k"] = old


def f(x):
    state = {"k": x}
    with doubled(state, x) as y:
        z = y * state["k"]
    return z * state["k"]


ARGS = (0.7,)
