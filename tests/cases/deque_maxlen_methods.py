from collections import deque


def f(x, y):
    q = deque([x, y, x * y], 2)
    q.appendleft(x + y)
    q.extend([2.0 * x, y * y])
    q.rotate()
    other = q.copy()
    other += [x]
    a, b = q
    last = q.popleft()
    return a * b * last + other[0] * len(q) * q.maxlen + sum(other)


ARGS = (0.7, 0.2)
