class Bag:
    def __init__(self, items):
        self.items = items

    def __len__(self):
        return len(self.items)


def f(x):
    if Bag([]):
        return x
    if not Bag([x]):
        return 2 * x
    return x * x


ARGS = (0.7,)
