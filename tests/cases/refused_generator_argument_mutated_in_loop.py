def gen(a):
    for k in range(2):
        yield a[k]


def f(x):
    a = [x, x * x]
    s = 0.0
    for v in gen(a):
        s += v
        a[1] = 5.0 * x
    return s


ARGS = (0.7,)
REFUSED = "used up"
