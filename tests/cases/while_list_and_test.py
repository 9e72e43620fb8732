import numpy as np


def f(x):
    stack = [x[0]]
    total = 0.0
    for v in x[1:]:
        while stack and stack[-1] > v:
            total += stack.pop() * v
        if not stack or total and stack[-1] < v:
            stack.append(v * 1.5)
        total = total * 2.0 if stack and v > 0.3 else total + v
    return sum(s**2 for s in stack) + np.sin(total)


ARGS = (np.array([0.33, 0.81, 0.52, 0.93, 0.21, 0.4]),)
