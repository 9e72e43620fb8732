"""A list of numbers whose length the run decides is made longer by pairs."""


def f(x):
    p, q = [x], [(x, x)]
    while p[-1] < 2.0:
        p.append(p[-1] * 1.5)
        q.append((p[-1], x))
    p.extend(q)
    return p[0]


ARGS = (1.0,)
REFUSED = "items of different types are put into one list"
