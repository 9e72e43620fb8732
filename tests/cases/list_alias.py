"""Two names for one list: an append through one is seen through the other."""


def f(x, y):
    items = [x]
    same = items
    same.append(x * y)
    return items[1] * len(items)


ARGS = (0.7, -1.3)
