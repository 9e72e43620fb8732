def f(x, k):
    s = 0.0
    for v in (x, 2*x):
        try:
            s += 1
            if v > 1:
                raise ValueError("a")
            s += v/k
            s += 1
            s += v**3/(k-1)
        except ValueError as e:
            s += len(str(e))*x
        except ZeroDivisionError:
            s *= 3*x
    return s


ARGS = (0.2, 0)
