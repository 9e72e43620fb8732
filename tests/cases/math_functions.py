import math


def f(x, y):
    u = math.sin(x) * math.cos(y) + math.tan(x) * math.exp(y)
    v = math.log(x) + math.sqrt(x) * math.tanh(y) + math.atan2(y, x)
    w = math.hypot(x, y) + math.pow(x, 3) + math.fabs(y) * math.log1p(x)
    return u * v + w + math.erf(x) + math.asin(x) * math.acosh(2.0 + x)


ARGS = (0.7, -1.3)
