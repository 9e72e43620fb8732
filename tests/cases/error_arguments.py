def f(x):
    try:
        raise ValueError(x * x, 2)
    except ValueError as error:
        y = 2.0 * error.args[0] * error.args[1]
    return y * x


ARGS = (0.5,)
