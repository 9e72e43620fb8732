import math
import sys


def f(x):
    eps = math.sqrt(sys.float_info.epsilon)
    floor = math.log(sys.float_info.min) + sys.float_info[7]
    return x * x * floor / max(x, eps)


ARGS = (0.7,)
