def f(x):
    match (x, 1):
        case (a, 1) | (1, a):
            return a * a


ARGS = (0.7,)
REFUSED = "alternatives"
