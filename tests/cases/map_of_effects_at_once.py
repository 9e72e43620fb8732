def f(x, y):
    log = []

    def noted(v):
        log.append(v * v)
        return 2 * v

    a = sum(map(noted, (x, y)))
    b = list(map(noted, [a, x]))
    c, d = map(noted, [y, x])
    more = [*map(noted, (c,)), x]
    log.extend([max(filter(noted, (2.0, 3.0))), *more])
    return sum(log) * a * b[0] + c * d


ARGS = (0.7, 0.2)
