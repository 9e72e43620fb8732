import numpy as np


def f(x, steps):
    stack = [x[0]]
    total = 0.0
    for k in range(steps):
        if k % 3 == 2:
            total += stack[-1] * stack[0]
            top = stack.pop()
            total += np.cos(top)
        else:
            stack.append(np.sin(stack[-1]) + x[k % 3])
    return total * stack[-1]


ARGS = (np.array([0.4, -0.8, 0.6]), 8)
