def f(x):
    a = [0.0] * 6
    a[::2] = [x, x * x, x**3]
    a[1:2] = [x, x]
    del a[0]
    return sum(v * k for k, v in enumerate(a)) + a[-1]


ARGS = (0.7,)
