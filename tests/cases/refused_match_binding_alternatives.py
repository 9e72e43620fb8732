def f(x):
    match (x, 1):
        case (a, 1) | (1, a) if a > 0:
            return a * a


ARGS = (0.7,)
REFUSED = "alternatives"
