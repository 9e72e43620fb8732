def f(x, mode):
    match mode:
        case "square":
            return x * x
        case "cube" | "third":
            return x * x * x
        case _:
            return x


ARGS = (0.7, "third")
MAY_REFUSE = True
