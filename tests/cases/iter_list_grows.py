def f(x):
    a = [x, x * x]
    it = iter(a)
    a.append(x**3)
    return sum(it)


ARGS = (0.7,)
