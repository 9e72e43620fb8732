def f(x):
    s = 0.0
    for k in range(4):
        match k:
            case 0:
                s += x
            case 1 | 2:
                s += x * x
            case n if n > 2:
                s += x**n
    match x:
        case float(v):
            s *= v
        case int():
            s = 0.0
    match (x, 2):
        case (a, 2) as pair:
            s += a * pair[1]
    return s


ARGS = (0.7,)
