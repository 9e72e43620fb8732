def f(x):
    print("value", x)
    return x * x


ARGS = (0.5,)
OUTPUT = "value 0.5\n"
