"""heapq.merge goes through sorted lists, and through others as it comes; with a key, backwards."""

import heapq


def f(x, n):
    a = [x * k for k in range(n)]
    b = [x, 3.0, x * x + 1.0]
    total = 0.0
    for i, v in enumerate(heapq.merge(a, b, [2.0 * x])):
        total += i * v * v
    down = list(heapq.merge([3.0 * x, x], [2.5, 0.1], reverse=True))
    far = list(heapq.merge([x, 2 * x], [0.5], key=lambda v: v * v))
    return total + down[1] * down[2] + far[0] * x + sum(heapq.merge(b, []))


ARGS = (1.3, 4)
