def f(x, n):
    pairs = []
    for k in range(n):
        pairs.append((x[k], -x[k] * x[k]))
    pairs.sort()
    return pairs[0][0] * 2 + pairs[1][1]


ARGS = ([2.0, 1.0, 3.0], 3)
