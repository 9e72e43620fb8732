class Table:
    def __init__(self, rows):
        self.rows = rows

    def __iter__(self):
        return iter(self.rows)


def f(x):
    t = Table([x * x, x, 3 * x])
    s = 0.0
    for r in t:
        s = s + r * r
    return s


ARGS = (0.7,)
