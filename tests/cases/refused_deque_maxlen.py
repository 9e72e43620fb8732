from collections import deque


def f(x, y):
    q = deque([x, y], maxlen=3)
    return sum(q)


ARGS = (0.7, 0.2)
REFUSED = "maxlen"
