def f(x):
    z = zip([x, x * x], [1.0, 2.0])
    a = sum(p * q for p, q in z)
    b = sum(p * q for p, q in z)
    return a * x + b


ARGS = (0.7,)
