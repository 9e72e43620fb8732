import numpy as np


def f(x):
    todo, done = {0}, set()
    far = {0: 0.0}
    total = 0.0
    while todo:
        i = min(todo, key=lambda k: far[k])
        todo.remove(i)
        done.add(i)
        total = total + far[i] ** 2
        for j in range(4):
            if j not in done:
                d = far[i] + x[i, j]
                if j not in far or d < far[j]:
                    far[j] = d
                    todo.add(j)
    return total


ROWS = [[0.0, 1.0, 5.0, 9.0], [1.0, 0.0, 2.5, 6.0], [5.0, 2.0, 0.0, 0.7], [9.0, 6.0, 0.7, 0.0]]
ARGS = (np.array(ROWS),)
