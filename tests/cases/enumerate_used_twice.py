def f(x):
    z = enumerate([x, x * x])
    a = sum(p * q for p, q in z)
    b = sum(p * q for p, q in z)
    return a * x + b


ARGS = (0.7,)
