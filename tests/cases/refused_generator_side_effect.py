def items(x, log):
    log.append(x)
    yield x


def f(x):
    log = []
    gen = items(x, log)
    n = len(log)
    return sum(gen) * x + n


ARGS = (0.3,)
REFUSED = "outside of it"
