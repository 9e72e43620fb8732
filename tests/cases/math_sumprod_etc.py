import math


def f(x, y):
    return (
        math.copysign(x, y) * math.fabs(y)
        + math.fmod(x, 0.5)
        + math.ldexp(x, 2)
        + math.cbrt(x)
        + math.exp2(x)
        + math.log(x, 3)
        + math.isclose(x, y)
        + math.comb(4, 2) * x
        + math.degrees(x)
        + math.gamma(x)
        + math.lgamma(x)
        + math.erf(x)
        + math.remainder(x, 0.5)
        + math.nextafter(1.0, 2.0)
        + math.trunc(x)
        + math.modf(x)[0]
    )


ARGS = (0.7, 0.2)
