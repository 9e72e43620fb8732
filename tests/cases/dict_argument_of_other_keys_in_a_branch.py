def f(x, a, b):
    t = a if x > 0 else b
    return sum(t.values()) * x + (t['c'] if 'c' in t else 0.0)


ARGS = (1.3, {'a': 1.0, 'c': 3.0}, {'a': 2.0})
