from collections import deque


def f(x, y):
    q = deque([x, y])
    q.append(x * y)
    q.appendleft(y)
    q.rotate(1)
    a = q.popleft()
    return a * q[0] + sum(q) * len(q)


ARGS = (0.7, 0.2)
