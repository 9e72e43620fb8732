class P:
    def __init__(self, a):
        self.a = a

    def __repr__(self):
        return "P(...)"


def f(x):
    p = P(x)
    s = f"{p}" + str(p)
    return p.a * x * len("ab")


ARGS = (0.7,)
