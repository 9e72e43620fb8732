def f(x):
    a = [x, x * x]
    gen = (v * 2 for v in a)
    a[0] = 3.0 * x
    return sum(gen)


ARGS = (0.3,)
REFUSED = "used up"
