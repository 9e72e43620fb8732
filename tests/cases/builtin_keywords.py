def f(x):
    a = x * round(2.567, ndigits=1) + round(number=3.4)
    b = x * round(x, ndigits=1) + x * round(number=x + 2.0)
    return a * b + x * len(str(b"text", encoding="utf8")) + len(str(object=2.5))


ARGS = (0.7213,)
