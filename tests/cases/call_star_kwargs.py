def model(v, **options):
    scale = options.get("scale", 1.0)
    if "shift" in options:
        v = v + options["shift"]
    return scale * v * v


def f(x, y):
    settings = {"scale": y}
    return model(x) + model(x, shift=y) + model(y, **settings)


ARGS = (0.7, -1.3)
