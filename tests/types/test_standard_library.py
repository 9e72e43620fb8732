"""bisect, heapq and the caches of functools in differentiated code."""

import bisect
import functools
import heapq

import numpy as np
import pytest

import s2sad

X = [0.5, 0.2, 0.9, 0.1, 1.5]


def interpolated(x):
    places = [0.0]
    for v in x:
        places.append(places[-1] + v)
    k = bisect.bisect_right(places, 1.2)
    return (1.2 - places[k - 1]) / (places[k] - places[k - 1]) * x[bisect.bisect(x, 0.3, 0, 2)]


def between(x):
    k = bisect.bisect_left((x[3], x[1], x[0]), 0.3)
    return x[k] * [x[0], x[1], x[2]][k]


def merged(x):
    heap, total = [v * v for v in x], 0.0
    heapq.heapify(heap)
    while len(heap) > 1:
        joined = heapq.heappop(heap) + heapq.heappop(heap)
        total += joined
        heapq.heappush(heap, joined)
    return total + heapq.heappushpop([x[0], x[1] + 1.0], x[2])


def shortest_paths(x):
    """Dijkstra's, as it is written everywhere."""
    neighbors = [[(1, 0), (2, 1)], [(3, 2)], [(1, 3), (3, 4)], []]
    distance = [float("inf")] * 4
    distance[0] = 0.0
    queue = [(0.0, 0)]
    while queue:
        d, u = heapq.heappop(queue)
        if d > distance[u]:
            continue
        for v, edge in neighbors[u]:
            through = d + x[edge]
            if through < distance[v]:
                distance[v] = through
                heapq.heappush(queue, (through, v))
    return sum(d * d for d in distance)


def replaced(x):
    heap = [(v, k) for k, v in enumerate(x)]
    heapq.heapify(heap)
    v, k = heapq.heapreplace(heap, (x[0] * 2, 7))
    return sum((j + 1) * item[0] * item[1] for j, item in enumerate(heap)) + v * k


def chebyshev(x):
    @functools.lru_cache(maxsize=None)
    def of_degree(n):
        if n < 2:
            return x[0] if n else 1.0
        return 2 * x[0] * of_degree(n - 1) - of_degree(n - 2)

    return of_degree(40)


@functools.cache
def legendre(n, x):
    if n < 2:
        return x if n else 1.0
    return ((2 * n - 1) * x * legendre(n - 1, x) - (n - 1) * legendre(n - 2, x)) / n


def of_each_degree(x):
    @functools.cache
    def of_degree(n):
        if n < 2:
            return x[0] if n else 1.0
        return 2 * x[0] * of_degree(n - 1) - of_degree(n - 2)

    return sum(of_degree(k) * x[k] for k in range(len(x))) + of_degree(int(3 * x[4]))


@pytest.mark.parametrize("order", [1, pytest.param(2, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", [np.array, list])
@pytest.mark.parametrize("f", [
    interpolated, between, merged, shortest_paths, replaced, chebyshev, of_each_degree,
    lambda x: legendre(30, x[0]),
])  # fmt: skip
def test_right(f, kind, order):
    x = kind(X)
    assert s2sad.value_and_grad(f)(kind(X))[0] == pytest.approx(f(x), rel=1e-12)
    s2sad.check_grads(f, (x,), order=order)


def test_the_functions_stay_calls():
    source = s2sad.grad(lambda x: x[bisect.bisect_right(x, 0.3)]).source("f64[n]")
    assert "import bisect" in source and "bisect.bisect_right(x, 0.3)" in source


def test_remembered_results_are_computed_once():
    assert s2sad.grad(chebyshev).source(X).count("\n") < 150


def test_keys_are_refused():
    with pytest.raises(s2sad.UnsupportedError, match="bisect_right.. with key="):
        s2sad.grad(lambda x: x[bisect.bisect_right(x, 0.3, key=abs)])(X)
