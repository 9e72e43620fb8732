def f(x):
    k = 1
    try:
        k = 2
        int("abc")
        k = 3
    except ValueError:
        pass
    return x * x * k


ARGS = (1.2,)
