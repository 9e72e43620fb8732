"""Drawing a graph in layers: which layer each node is in, in which order, at which x.

Nodes are numbers and have widths; edges lead from a node to a later one. The method is that of
Sugiyama, Tagawa and Toda (1981): longest paths give the layers, an edge over several layers goes
through a dummy node in each, barycenters give the order, and each layer is placed by least squares
towards its neighbours (an isotonic regression, by pooling adjacent violators).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

_SWEEPS = 8
_STRAIGHTENINGS = 60
#: how much a link wants to be straight, by the number of its dummies: long edges first (Gansner,
#: Koutsofios, North and Vo, 1993)
_WEIGHTS = (1.0, 2.0, 8.0)


@dataclass(frozen=True)
class Edge:
    """`start` and `end` are where it touches its nodes, as offsets from their centers."""

    source: int
    target: int
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True)
class Layered:
    """`layers` hold nodes in order, dummies included; `x` the center of each; `chains` the dummies
    that each edge goes through."""

    layers: list[list[int]]
    x: list[float]
    chains: list[tuple[int, ...]]


def layered(
    widths: Sequence[float], edges: Sequence[Edge], first: set[int], last: set[int], gap: float
) -> Layered:
    """Place nodes; those of `first` are in the first layer, those of `last` in one after all."""
    count = len(widths)
    level = _levels(count, edges, first, last)
    widths = list(widths)
    chains, links = _with_dummies(level, widths, edges)
    layers: list[list[int]] = [[] for _ in range(max(level, default=-1) + 1)]
    for node, layer in enumerate(level):
        layers[layer].append(node)
    layers = _ordered(layers, links, len(level))
    x = _placed(layers, links, widths, count, gap)
    _straighten(layers, x, widths, chains, gap)
    return Layered(layers, x, chains)


def _levels(count: int, edges: Sequence[Edge], first: set[int], last: set[int]) -> list[int]:
    """Longest paths from above; a node with nothing above it comes as late as it can."""
    outside = 1 if first else 0
    level = [0 if node in first else outside for node in range(count)]
    for edge in sorted(edges, key=lambda edge: edge.source):
        level[edge.target] = max(level[edge.target], level[edge.source] + 1)
    inner = [level[node] for node in range(count) if node not in last]
    end = max(inner, default=-1) + 1
    for node in last:
        level[node] = max(end, level[node])
    has_source = {edge.target for edge in edges}
    for node in range(count):
        below = [level[edge.target] for edge in edges if edge.source == node]
        if node not in first and node not in has_source and below:
            level[node] = min(below) - 1
    return level


def _with_dummies(
    level: list[int], widths: list[float], edges: Sequence[Edge]
) -> tuple[list[tuple[int, ...]], list[Edge]]:
    """The dummies of each edge, and links between neighbouring layers in place of the edges.

    Edges that leave a node at the same place share their dummies.
    """
    shared: dict[tuple, int] = {}
    chains, links = [], {}
    for edge in edges:
        chain = []
        for layer in range(level[edge.source] + 1, level[edge.target]):
            key = (edge.source, edge.start, layer)
            if key not in shared:
                shared[key] = len(level)
                level.append(layer)
                widths.append(0.0)
            chain.append(shared[key])
        stops = [edge.source, *chain, edge.target]
        for k, (a, b) in enumerate(zip(stops, stops[1:])):
            start = edge.start if k == 0 else 0.0
            end = edge.end if k == len(chain) else 0.0
            links[Edge(a, b, start, end)] = None
        chains.append(tuple(chain))
    return chains, list(links)


def _ordered(layers: list[list[int]], links: list[Edge], count: int) -> list[list[int]]:
    """The order with the fewest crossings that sweeping up and down comes across."""
    above: list[list[Edge]] = [[] for _ in range(count)]
    below: list[list[Edge]] = [[] for _ in range(count)]
    for link in links:
        above[link.target].append(link)
        below[link.source].append(link)
    best, fewest = layers, crossings(layers, below)
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        layers = _swept(layers, above if down else below, down)
        found = crossings(layers, below)
        if found < fewest:
            best, fewest = layers, found
    return best


def _swept(layers: list[list[int]], neighbours: list[list[Edge]], down: bool) -> list[list[int]]:
    """Each layer sorted by the mean places of its neighbours in the layer before it."""
    place: dict[int, float] = {}
    new = []
    for layer in layers if down else reversed(layers):
        keys = {}
        for k, node in enumerate(layer):
            ends = [(e.source, e.start) if down else (e.target, e.end) for e in neighbours[node]]
            # a touch more to the right of the same node is a touch further right
            places = [place[end] + 1e-4 * offset for end, offset in ends]
            keys[node] = sum(places) / len(places) if places else float(k)
        layer = sorted(layer, key=keys.__getitem__)
        place = {node: float(k) for k, node in enumerate(layer)}
        new.append(layer)
    return new if down else new[::-1]


def crossings(layers: list[list[int]], below: list[list[Edge]]) -> int:
    """How many pairs of links cross."""
    total = 0
    for layer, following in zip(layers, layers[1:]):
        place = {node: k for k, node in enumerate(following)}
        seen: list[tuple[int, float]] = []
        for node in layer:
            links = sorted(below[node], key=lambda link: link.start)
            starts: dict[float, list[tuple[int, float]]] = {}
            for link in links:
                starts.setdefault(link.start, []).append((place[link.target], link.end))
            for ends in starts.values():
                total += sum(len(seen) - bisect_right(seen, end) for end in ends)
                for end in ends:
                    insort(seen, end)
    return total


def _placed(
    layers: list[list[int]], links: list[Edge], widths: list[float], count: int, gap: float
) -> list[float]:
    """The centers, each as near as possible to where its links would be straight."""
    x = [0.0] * len(widths)
    for layer in layers:
        left = 0.0
        for node in layer:
            x[node] = left + widths[node] / 2
            left += widths[node] + gap
    ends: list[list[tuple[int, float, float]]] = [[] for _ in widths]
    for link in links:
        dummies = (link.source >= count) + (link.target >= count)
        ends[link.target].append((link.source, link.start - link.end, _WEIGHTS[dummies]))
        ends[link.source].append((link.target, link.end - link.start, _WEIGHTS[dummies]))
    for sweep in range(_STRAIGHTENINGS):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted, weights = [], []
            for node in layer:
                total = sum(weight for _, _, weight in ends[node])
                pull = sum((x[other] + shift) * weight for other, shift, weight in ends[node])
                wanted.append(pull / total if ends[node] else x[node])
                weights.append(total or 0.1)
            steps = [(widths[a] + widths[b]) / 2 + gap for a, b in zip(layer, layer[1:])]
            for node, center in zip(layer, spread_out(wanted, weights, steps)):
                x[node] = center
    return x


def _straighten(
    layers: list[list[int]], x: list[float], widths: list[float],
    chains: list[tuple[int, ...]], gap: float,
) -> None:  # fmt: skip
    """Give the dummies of an edge one `x`, where their neighbours leave them a common one."""
    beside = {}
    for layer in layers:
        for left, node, right in zip([None, *layer], layer, [*layer[1:], None]):
            beside[node] = left, right
    # twice, since a straight edge makes room for others
    for chain in 2 * list(dict.fromkeys(chain for chain in chains if len(chain) > 1)):
        low, high = -inf, inf
        for left, right in map(beside.__getitem__, chain):
            if left is not None:
                low = max(low, x[left] + widths[left] / 2 + gap)
            if right is not None:
                high = min(high, x[right] - widths[right] / 2 - gap)
        if low <= high:
            center = min(max(sum(map(x.__getitem__, chain)) / len(chain), low), high)
            for node in chain:
                x[node] = center


def spread_out(
    wanted: Sequence[float], weights: Sequence[float], steps: Sequence[float]
) -> list[float]:
    """The places nearest to the wanted ones, by least squares, that are at least `steps` apart."""
    offsets = [0.0]
    for step in steps:
        offsets.append(offsets[-1] + step)
    pools: list[tuple[float, float, int]] = []
    for target, weight, offset in zip(wanted, weights, offsets):
        mean, count = target - offset, 1
        while pools and pools[-1][0] >= mean:
            other, others, more = pools.pop()
            mean = (mean * weight + other * others) / (weight + others)
            weight, count = weight + others, count + more
        pools.append((mean, weight, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets)]
