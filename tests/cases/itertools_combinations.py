from itertools import combinations, permutations, combinations_with_replacement


def f(x, y, z):
    s = 0.0
    for a, b in combinations([x, y, z], 2):
        s += a * b
    for a, b in permutations([x, y, z], 2):
        s += a * b * b
    for a, b in combinations_with_replacement((x, y), 2):
        s += a**2 * b
    return s


ARGS = (0.7, 0.2, 0.4)
