def f(x):
    if [1, 2] == [1, 2] and [1] != [2] and [1, 2] < [1, 3]:
        return x * x
    return x


ARGS = (0.7,)
