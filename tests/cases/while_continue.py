def f(x):
    y, k = x, 0
    while k < 6:
        k += 1
        if k % 2:
            continue
        y = y * x + k
    return y


ARGS = (0.7,)
