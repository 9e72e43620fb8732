def f(x, y):
    seen = []

    def is_big(v):
        seen.append(v)
        return v > 0.5

    if all(map(is_big, (x, y, 2 * y))):
        return x
    return sum(seen)


ARGS = (0.7, 0.2)
REFUSED = "map() changes 'seen'"
