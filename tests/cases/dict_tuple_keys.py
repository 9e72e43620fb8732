def f(x):
    d = {(0, 1): x, (1, 0): x * x, 3: 2.0, None: x}
    d[1, 1] = x**3
    return sum(d[i, j] for i, j in [(0, 1), (1, 1)]) + d[3] * d[None]


ARGS = (0.7,)
