def f(x):
    try:
        return x * x
    except ArithmeticError as e:
        return 0.0


ARGS = (0.7,)
