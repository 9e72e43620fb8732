def f(x, n):
    try:
        print("once")
        y = x / n
    except ZeroDivisionError:
        y = x
    return y * x


ARGS = (1.2, 0)
OUTPUT = "once\n"
