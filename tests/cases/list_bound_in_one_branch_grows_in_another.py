def f(x):
    if x > 0.5:
        items = [x]
    if x > 0.5:
        items.append(x * x)
    return items[-1] if x > 0.5 else x


ARGS = (0.3,)
