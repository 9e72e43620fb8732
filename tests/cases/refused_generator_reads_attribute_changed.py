class P:
    def __init__(self, k):
        self.k = k

    def items(self):
        for i in range(2):
            yield self.k * i


def f(x):
    p = P(x)
    s = 0.0
    for v in p.items():
        s += v
        p.k = 2 * x
    return s


ARGS = (0.7,)
REFUSED = "used up"
