def f(x, y):
    a = [x, y]
    a.append(x * y)
    a.extend([x, 2.0])
    a.extend((y,))
    a.insert(0, y)
    a.insert(-1, x)
    b = a.pop()
    c = a.pop(0)
    a.reverse()
    d = a.copy()
    d[0] = 1.0
    del d[1]
    d[1:3] = [x, x, x]
    del d[-2:]
    e = a[1:3] + a[::-1] + [x] * 2
    e += [y]
    e *= 2
    s = b * c
    for k, v in enumerate(a + d + e):
        s += v * (k + 1)
    a.clear()
    return s + len(a) + len(e)


ARGS = (0.7, 0.2)
