def f(x):
    path, k = [], 0
    while k < 3 or x[k] < 0.8:
        path.append((x[k], k))
        k += 1
    path.reverse()
    path.insert(1, (x[0], 5))
    back = list(reversed(path))
    (first, k), *rest, last = back
    return first * k + sum(v * j * j * x[j] for j, (v, _) in enumerate(rest)) * last[0]


ARGS = ([0.3, 0.7, 0.2, 0.6, 0.9],)
