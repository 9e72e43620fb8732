def f(x):
    used = {n[0] for n in ("alpha", "beta", "a")}
    return x ** len(used)


ARGS = (0.7,)
