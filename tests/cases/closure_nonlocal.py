def f(x, n):
    total = 0.0

    def add(v):
        nonlocal total
        total = total * 0.5 + v * v

    for k in range(n):
        add(x * k)
    return total * x


ARGS = (0.7, 4)
