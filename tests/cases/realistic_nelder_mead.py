"""The simplex method of Nelder and Mead, which sorts by a method of a list."""

import numpy as np


def f(c):

    def f(p):
        x, y = p
        return (x - c[0]) ** 2 + 2 * (y - c[1]) ** 2 + x * y
    simplex = [np.array([0.0, 0.0]), np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    values = [f(p) for p in simplex]
    for _ in range(8):
        order = sorted(range(3), key=values.__getitem__)
        simplex = [simplex[i] for i in order]
        values = [values[i] for i in order]
        best, *_, worst = simplex
        centroid = sum(simplex[:-1]) / 2
        xr = centroid + (centroid - worst)
        fr = f(xr)
        if values[0] <= fr < values[-2]:
            simplex[-1], values[-1] = (xr, fr)
        elif fr < values[0]:
            xe = centroid + 2 * (xr - centroid)
            fe = f(xe)
            simplex[-1], values[-1] = (xe, fe) if fe < fr else (xr, fr)
        else:
            xc = centroid + 0.5 * (worst - centroid)
            if (fc := f(xc)) < values[-1]:
                simplex[-1], values[-1] = (xc, fc)
            else:
                simplex = [best] + [best + 0.5 * (p - best) for p in simplex[1:]]
                values = [f(p) for p in simplex]
    return min(values)


ARGS = (np.array([0.7, 0.3]),)
