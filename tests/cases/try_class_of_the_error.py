def f(x, y):
    total = 0.0
    for k in range(3):
        if k > 0:
            last = x * k
        try:
            total += last * y
        except Exception as error:
            print(type(error).__name__, k)
            total += x
    try:
        return total / (y - y)
    except ArithmeticError as error:
        print(type(error) is ZeroDivisionError)
        return total * y


ARGS = (0.7, 1.3)
OUTPUT = "UnboundLocalError 0\nTrue\n"
