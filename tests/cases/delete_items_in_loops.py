"""Items and attributes are deleted in loops of a function that deletes a variable too."""


class Store:
    def __init__(self, kept):
        self.kept = kept


def f(x, y):
    parts = {"x": x, "y": y}
    rows = [x, y, x * y]
    spare = y + 1.0
    del spare
    total = 0.0
    for k in range(2):
        parts["z"] = parts["x"] * k
        total = total + parts["z"] * y
        del parts["z"]
        rows.append(total)
        del rows[0], rows[-1:]
        rows.append(total * x)
        store = Store(total)
        total = total + store.kept * x
        del store.kept
    while total < 0.5:
        rows.append(x)
        del rows[0]
        total = total + 1.0
    return total + rows[0] * rows[-1]


ARGS = (0.3, 0.7)
