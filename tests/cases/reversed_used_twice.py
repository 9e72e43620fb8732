def f(x):
    z = reversed([x, x * x])
    a = sum(q for q in z)
    b = sum(q for q in z)
    return a * x + b


ARGS = (0.7,)
