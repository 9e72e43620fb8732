def f(x, k):
    items = [x]
    try:
        try:
            y = x / k
        except ZeroDivisionError:
            raise ValueError("no")
        finally:
            items.append(x * 2)
    except ValueError as error:
        y = len(str(error))
    return sum(items) * y


ARGS = (1.2, 0)
