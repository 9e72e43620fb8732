from itertools import takewhile


def f(x):
    log = []
    for k in takewhile(lambda k: log.append(k) or k < 2, [0, 1, 2, 3]):
        x = x * len(log)
    return x


ARGS = (0.7,)
REFUSED = "takewhile() changes 'log'"
