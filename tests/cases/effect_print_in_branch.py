def f(x):
    if x > 0.0:
        print("positive")
    else:
        print("negative")
    return x * x


ARGS = (0.5,)
OUTPUT = "positive\n"
