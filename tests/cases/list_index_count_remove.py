def f(x):
    names = ["a", "b", "c", "b"]
    k = names.index("b")
    n = names.count("b")
    names.remove("b")
    names.sort(reverse=True)
    m = [3, 1, 2]
    m.sort(key=lambda v: -v)
    return x**k * n + x * names.index("a") + x ** m[0] + ("c" in names) * x


ARGS = (0.7,)
