def f(x, y):
    table = {None: x, "other": y * y, 1: 2.0}
    table[None] = table[None] * table["other"]
    return table.get(None) * table[1] + sum(table[key] for key in (None, "other"))


ARGS = (0.7, 1.3)
