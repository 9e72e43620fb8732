def f(x):
    s = 0.0
    for cmd in ["go", "skip", "go", "stop", "go"]:
        match cmd:
            case "skip":
                continue
            case "stop":
                break
            case "go":
                s = s * x + x
    return s


ARGS = (0.7,)
