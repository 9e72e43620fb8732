def f(x):
    log = []

    def g(v):
        try:
            return v * v
        finally:
            log.append(v)

    y = g(x)
    return y * log[0]


ARGS = (0.7,)
