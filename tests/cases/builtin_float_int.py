def f(x, n):
    k = int(3.7)
    return float(n) * float(x) ** k + float("0.5") * x


ARGS = (0.7, 3)
