def f(x, n):
    def go(v, k):
        if k == 0:
            return v
        return x * go(v * v, k - 1)

    return go(x, n)


ARGS = (0.7, 3)
