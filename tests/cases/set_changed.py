def f(x):
    seen = set()
    seen.add("a")
    return x * x * len(seen)


ARGS = (0.7,)
