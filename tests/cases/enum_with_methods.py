from enum import Enum


class Act(Enum):
    SQ = "sq"
    ID = "id"

    def apply(self, x):
        return x * x if self is Act.SQ else x

    @property
    def weight(self):
        return 2.0 if self is Act.SQ else 3.0


def f(x, act):
    return act.apply(x) * Act.ID.apply(x) * act.weight


ARGS = (0.7, Act.SQ)
