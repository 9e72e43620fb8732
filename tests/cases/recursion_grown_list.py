import numpy as np


def total(items, least):
    if len(items) < 2:
        return items[0]
    head = items[0]
    if head < least:
        return head * total(items[1:], least)
    return head + total(items[1:], least * head)


def f(x):
    items = []
    for v in x:
        items.append(v * v)
    return total(items, 0.5)


ARGS = (np.array([0.5, -1.5, 0.3, 0.9, 1.1]),)
