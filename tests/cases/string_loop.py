def f(x, code):
    s = 1.0
    for c in code:
        if c == "m":
            s = s * x
        elif c == "a":
            s = s + x
        elif c.isdigit():
            s = s * int(c)
    return s


ARGS = (0.7, "ma2m")
