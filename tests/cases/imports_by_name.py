from numpy import sin, cos as c, linalg
from numpy.linalg import norm
import numpy.linalg as la
import numpy as xp


def f(x):
    return xp.sum(sin(x) * c(x)) + norm(x) * la.norm(x) + linalg.norm(x)


ARGS = (xp.array([0.7, -0.3]),)
