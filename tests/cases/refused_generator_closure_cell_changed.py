def f(x):
    k = x

    def gen():
        for i in range(2):
            yield k * i

    s = 0.0
    for v in gen():
        s += v
        k = 3.0 * x
    return s


ARGS = (0.7,)
REFUSED = "used up"
