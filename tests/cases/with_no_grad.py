import s2sad


def f(x):
    with s2sad.no_grad():
        scale = x * x
    return scale * x


ARGS = (0.7,)
GRADIENT = 0.7 * 0.7
