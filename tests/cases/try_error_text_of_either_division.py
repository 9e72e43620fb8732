def f(x, k, m):
    items = [x]
    try:
        try:
            items.append(x * x)
            if x > 0:
                y = x / k
                items.append(y)
            z = x / m
        finally:
            items.append(3 * x)
    except ZeroDivisionError as error:
        z = len(str(error))
    return sum(items) * z


ARGS = (1.2, 1, 0)
