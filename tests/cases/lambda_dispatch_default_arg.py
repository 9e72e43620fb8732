def f(x):
    fs = [lambda v, k=k: v**k for k in range(1, 4)]
    return sum(g(x) for g in fs)


ARGS = (0.7,)
