class Filter:
    def __init__(self, gain, offset):
        self.gain = gain
        self.offset = offset
        for name in ("gain", "offset"):
            if self.__getattribute__(name) is None:
                raise ValueError(f"{name} is missing")

    def apply(self, x):
        return self.__getattribute__("gain") * x**2 + self.offset


def f(x, gain):
    return Filter(gain, x).apply(x)


ARGS = (0.7, 1.5)
