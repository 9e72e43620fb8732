import math
from collections import defaultdict
from itertools import combinations, accumulate
from typing import Callable, Iterable, Sequence
import numpy as np


def mean(xs: Sequence[float]) -> float:
    if not xs:
        raise ValueError("mean of nothing")
    return sum(xs) / len(xs)


def variance(xs, ddof: int = 1):
    m = mean(xs)
    return sum((x - m) ** 2 for x in xs) / (len(xs) - ddof)


def covariance(xs, ys):
    mx, my = mean(xs), mean(ys)
    return sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)


def correlation(xs, ys):
    try:
        return covariance(xs, ys) / math.sqrt(variance(xs) * variance(ys))
    except ZeroDivisionError:
        return 0.0


def ewma(xs: Iterable[float], alpha: float):
    it = iter(xs)
    level = next(it)
    yield level
    for x in it:
        level = alpha * x + (1 - alpha) * level
        yield level


def group_by(rows, key: Callable):
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return dict(groups)


def summarize(values, *, functions):
    return {name: fn(values) for name, fn in functions.items()}


def pairwise_distances(xs):
    return [abs(a - b) for a, b in combinations(xs, 2)]


def f(a, b, c, alpha):
    rows = [("x", a), ("y", b), ("x", c), ("y", a * b), ("x", b * c)]
    groups = group_by(rows, key=lambda row: row[0])
    xs = [v for _, v in groups["x"]]
    stats = summarize(xs, functions={"mean": mean, "var": variance, "max": max})
    smooth = list(ewma(xs, alpha))
    running = list(accumulate(xs))
    corr = correlation(xs, smooth)
    spread = sum(pairwise_distances(xs))
    ordered = sorted(groups.items(), key=lambda kv: kv[0], reverse=True)
    total = sum(mean([v for _, v in g]) * k for k, (name, g) in enumerate(ordered, start=1))
    return stats["mean"] * stats["var"] + stats["max"] + corr + spread + running[-1] * total


ARGS = (0.7, 0.3, 1.2, 0.4)
