def f(x, k):
    items = [x]
    try:
        try:
            y = x / k
        finally:
            items.append(x * 2)
    except ZeroDivisionError:
        y = 1.0
    return sum(items) * y


ARGS = (1.2, 0)
