"""A list of known numbers is sliced at a place that a loop over data has found."""


def f(x):
    items = [x, x * x, 3.0, x**3]
    k = 0
    while items[k] < 2.0:
        k += 1
    return sum(v * i for i, v in enumerate(items[k:])) + sum(items[:k]) + max(items[:k:2])


ARGS = (0.7,)
