def f(x):
    seen = {"a"}
    also = seen
    seen |= {"b"}
    return x ** len(also)


ARGS = (0.7,)
