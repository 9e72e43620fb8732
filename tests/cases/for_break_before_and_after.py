def f(x, a):
    y = a
    for i in range(10):
        if i > 2:
            y = y * 2.0
            break
        y = y * x
        if y > 5.0:
            y = y + x
            break
    return y


ARGS = (1.3, 0.7)
