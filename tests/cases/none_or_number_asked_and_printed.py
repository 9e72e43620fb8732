def f(x):
    r = x * x if x > 0.5 else None
    print(r, f"{r}")
    if isinstance(r, float):
        return r
    return 3 * x if isinstance(r, (int, type(None))) else x


ARGS = (0.3,)
OUTPUT = "None None\n"
