def f(x, ys):
    out = []
    for y in ys:
        try:
            out.append(x / y)
        except ZeroDivisionError:
            out.append(x)
    return sum(v * v for v in out)


ARGS = (0.7, [0.5, 2.0])
