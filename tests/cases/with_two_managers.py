class Add:
    def __init__(self, log, v):
        self.log, self.v = log, v

    def __enter__(self):
        self.log.append(self.v)
        return self.v

    def __exit__(self, a, b, c):
        self.log.append(2 * self.v)


def f(x):
    log = []
    with Add(log, x) as a, Add(log, x * x) as b:
        y = a * b
    s = y
    for k, v in enumerate(log):
        s += v * k
    return s


ARGS = (0.7,)
