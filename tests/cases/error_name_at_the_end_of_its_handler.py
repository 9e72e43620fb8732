def deleted_by_the_handler(x, n):
    try:
        y = x / n
    except ZeroDivisionError as e:
        y = x * len(str(e))
        del e
    return y


def left_by_continue(x, n):
    s = 0.0
    for i in range(3):
        e = x
        try:
            s += x / (n - i)
        except ZeroDivisionError as e:
            s += 1
            continue
        s += e
    return s


def named_twice(x, n, m):
    try:
        try:
            y = x / n
        except ZeroDivisionError as e:
            y = x * len(str(e))
        y = y / m
    except ZeroDivisionError as e:
        y = x * x * len(str(e))
    return y


def read_by_a_lambda(x, n):
    try:
        y = x / n
    except ZeroDivisionError as e:
        size = lambda: len(str(e))  # noqa: E731
        y = x * size()
    return y


def f(x, n):
    s = deleted_by_the_handler(x, n) + left_by_continue(x, n) * read_by_a_lambda(x, n)
    return s + named_twice(x, n, 1) + named_twice(x, 1, n) * named_twice(x, 2, 3)


ARGS = (0.5, 0)
