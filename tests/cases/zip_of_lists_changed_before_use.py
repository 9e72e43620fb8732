def f(x):
    a, b = [x, x * x], [1.0, 2.0]
    z = zip(a, b)
    a[0] = 3.0 * x
    return sum(p * q for p, q in z)


ARGS = (0.7,)
