def f(x):
    log = []
    rest = map(log.append, (x, 2 * x))
    return sum(log) + x


ARGS = (0.7,)
REFUSED = "map() changes 'log'"
