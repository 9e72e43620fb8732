def f(x):
    k = 0
    while k < 3:
        if x > 5.0:
            return x * x
        k += 1
        if x * k > 1.0:
            return k
    return x * k


ARGS = (0.3,)
