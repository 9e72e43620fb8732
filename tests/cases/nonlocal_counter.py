def f(x):
    total = 0.0

    def add(v):
        nonlocal total
        total += v * x
        return total

    add(x)
    add(2.0)
    return total


ARGS = (0.7,)
