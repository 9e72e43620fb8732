def f(x):
    names = {"a", "b"}
    s = x
    if "a" in names:
        s = s * x
    more = names | {"c"}
    if len(more) == 3 and more - {"c"} == {"a", "b"}:
        s = s + x**3
    return s + sum(k * x for k in sorted({3, 1, 2})) + len(set([1, 1, 2])) * x


ARGS = (0.7,)
