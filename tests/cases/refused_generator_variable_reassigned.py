def f(x):
    k = 1.0
    gen = (v * k for v in [x, 2.0])
    k = x
    return sum(gen)


ARGS = (0.3,)
REFUSED = "assigned more than once"
