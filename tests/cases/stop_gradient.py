import s2sad


def f(x):
    return s2sad.stop_gradient(x * x) * x


ARGS = (0.7,)
GRADIENT = 0.7 * 0.7
