from numpy import *
from math import *


def f(x):
    return sum(array([x, x * x])) * sin(x) * pi


ARGS = (0.7,)
