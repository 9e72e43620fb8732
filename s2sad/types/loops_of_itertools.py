"""Functions of `itertools` and `statistics`, as the loops that they are: run like user code."""

from __future__ import annotations

import math


def product_of_1(a):
    return [(x,) for x in a]


def product_of_2(a, b):
    return [(x, y) for x in a for y in b]


def product_of_3(a, b, c):
    return [(x, y, z) for x in a for y in b for z in c]


def chained(parts):
    out = []
    for part in parts:
        for item in part:
            out.append(item)
    return out


def accumulated(items, function):
    """itertools.accumulate of a list or an array that is not empty."""
    out = [items[0]]
    for k in range(1, len(items)):
        out.append(function(out[-1], items[k]))
    return out


def accumulated_from(items, function, start):
    out = [start]
    for item in items:
        out.append(function(out[-1], item))
    return out


def pairs(items):
    """itertools.combinations of two."""
    return [(a, b) for i, a in enumerate(items) for j, b in enumerate(items) if i < j]


def triples(items):
    """itertools.combinations of three."""
    return [
        (a, b, c)
        for i, a in enumerate(items)
        for j, b in enumerate(items)
        if i < j
        for k, c in enumerate(items)
        if j < k
    ]


def ordered_pairs(items):
    """itertools.permutations of two."""
    return [(a, b) for i, a in enumerate(items) for j, b in enumerate(items) if i != j]


def pairs_with_repetition(items):
    """itertools.combinations_with_replacement of two."""
    return [(a, b) for i, a in enumerate(items) for j, b in enumerate(items) if i <= j]


def mean(data):
    return sum(data) / len(data)


def geometric_mean(data):
    return math.exp(sum([math.log(x) for x in data]) / len(data))


def harmonic_mean(data):
    return len(data) / sum([1 / x for x in data])


def pvariance(data):
    center = sum(data) / len(data)
    return sum([(x - center) ** 2 for x in data]) / len(data)


def variance(data):
    center = sum(data) / len(data)
    return sum([(x - center) ** 2 for x in data]) / (len(data) - 1)


def pstdev(data):
    return math.sqrt(pvariance(data))


def stdev(data):
    return math.sqrt(variance(data))


def median(data):
    ordered = sorted(data)
    count = len(ordered)
    if count % 2 == 1:
        return ordered[count // 2]
    return (ordered[count // 2 - 1] + ordered[count // 2]) / 2
