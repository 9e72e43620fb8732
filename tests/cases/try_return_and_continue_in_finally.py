def f(x):
    for i in range(3):
        try:
            return x * 3
        finally:
            if i < 2:
                continue
    return x * x


ARGS = (1.2,)
