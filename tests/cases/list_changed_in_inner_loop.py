"""A list that grows in a loop is changed by a loop inside, at first with three items."""


def f(x):
    items = [0.6 * x, 1.287]
    for k in range(3):
        items.append(3 * x)
        n = 0
        while items[1] * x < 1.217 + k and n < 4:
            items[1] = items[1] + 0.5 * items[2]
            n += 1
    return sum(items) * items[1]


ARGS = (0.7,)
