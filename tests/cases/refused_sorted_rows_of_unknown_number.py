def f(x, n):
    rows = []
    for k in range(n):
        rows.append([x[k], -x[k] * x[k]])
    rows = sorted(rows)
    return rows[0][0] * 2 + rows[1][1]


ARGS = ([2.0, 1.0, 3.0], 3)
REFUSED = "sorted() of a list of lists or tuples"
