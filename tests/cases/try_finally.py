def f(x):
    log = []
    try:
        y = x * x
    finally:
        log.append(1)
    return y * len(log)


ARGS = (0.7,)
