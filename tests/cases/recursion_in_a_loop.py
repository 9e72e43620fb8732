def tree(k, w):
    s = w
    for j in range(k):
        s += tree(j, w * w)
    return s


def f(w, k):
    return tree(k, w) + tree(2, w)


ARGS = (0.5, 3)
