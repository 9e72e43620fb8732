class Point:
    def __init__(self, a):
        self.a = a

    def __repr__(self):
        return "Point()"

    def __str__(self):
        return "a point"


def f(x, name):
    p = Point(x)
    print(repr(name), str(name), repr([name, x]), repr(p), str(p), repr(None))
    return p.a * x * len(repr(name))


ARGS = (0.5, "it")
OUTPUT = """'it' it ['it', 0.5] Point() a point None
"""
