def f(x, name):
    label = "%s-%d" % (name, 3)
    parts = label.split("-")
    text = "_".join(parts).upper()
    if text.startswith("SQ") and text.endswith("3") and "Q" in text and text[0] == "S":
        key = f"{name}:{len(parts)}"
        return {key: x * x}["{}:{}".format(name, 2)] * len(text.strip().replace("_", ""))
    return x


ARGS = (0.7, "sq")
