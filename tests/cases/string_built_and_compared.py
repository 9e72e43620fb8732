def f(x, kind):
    key = "_".join(["loss", kind]).upper()
    table = {"LOSS_SQ": x * x, "LOSS_CU": x**3}
    return table[key] if key in table else x


ARGS = (0.7, "cu")
