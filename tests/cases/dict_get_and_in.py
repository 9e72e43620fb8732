def f(params, x):
    scale = params.get("scale", 3.0)
    shift = params.get("shift", x)
    return scale * x + shift * x if "scale" in params else x


ARGS = ({"scale": 0.5}, 0.7)
