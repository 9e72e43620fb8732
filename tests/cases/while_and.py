def f(x):
    y, k = x, 0
    while k < 8 and y < 3.0:
        y = y * 1.5 + x
        k += 1
    return y * k


ARGS = (0.7,)
