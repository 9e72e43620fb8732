import copy


def f(x):
    names, fixed = {"a", "b"}, frozenset({"a"})
    if isinstance(names, set) and type(names | fixed) is set and not isinstance(fixed, set):
        x = x**2
    if copy.copy(names) is not names and f"{fixed}" == "frozenset({'a'})":
        x = x**3
    return x


ARGS = (0.7,)
