"""Constants and integers among the items of a list of unknown length: their tangents are zero."""


def f(x, y):
    items = [x * y for k in range(4)]
    for k in range(3):
        items[k] = 1.0
    for k in range(3):
        items.append(k)
        items.append(x * k)
    items[1] = 2.0 * items[3]
    return items[0] * x + items[1] * items[3] + sum(items) * x


ARGS = (0.4, 0.7)
