def f(x, n):
    return x * max(range(n), key=lambda i: -i)


ARGS = (0.7, 0)
RAISES = "empty"
