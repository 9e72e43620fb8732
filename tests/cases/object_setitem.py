class Bag:
    def __init__(self):
        self.items = {}

    def __setitem__(self, key, value):
        self.items[key] = value

    def __getitem__(self, key):
        return self.items[key]

    def __delitem__(self, key):
        del self.items[key]


def f(x):
    b = Bag()
    b["u"] = x * x
    b["v"] = x
    b["u"] += b["v"]
    del b["v"]
    return b["u"] ** 2 * len(b.items)


ARGS = (0.7,)
