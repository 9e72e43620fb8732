class Bag:
    def __init__(self, items):
        self.items = items

    def __contains__(self, key):
        return key in self.items

    def __len__(self):
        return len(self.items)

    def __bool__(self):
        return len(self.items) > 0


def f(x):
    b = Bag({"u": x})
    if "u" in b and b:
        return b.items["u"] ** 2 * len(b)
    return x


ARGS = (0.7,)
