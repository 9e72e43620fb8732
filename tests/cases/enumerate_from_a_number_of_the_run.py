def f(x, n):
    rows = []
    total = 0.0
    for i, v in enumerate(x, n):
        rows.append(v * i)
    for k in range(2):
        for i, row in enumerate(reversed(rows), start=n + k):
            total = total + row * row * i
    return total


ARGS = ([0.3, -0.7, 0.4], 2)
