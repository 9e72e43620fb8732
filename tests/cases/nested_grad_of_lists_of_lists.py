"""A function under a nested transform that writes into lists of lists of its own."""

from s2sad import grad


def product(a, b):
    n = len(a)
    c = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i][j] += a[i][k] * b[k][j]
    return c


def f(x, y):
    outer = product([[x, y], [1.0, x]], [[y, x], [x, 2.0]])

    def g(a):
        m = [[a, y], [y * a, a * a]]
        q = product(product(m, m), outer)
        return q[0][0] * q[1][1]

    return grad(g)(x) + outer[0][1]


ARGS = (0.4, 0.6)
