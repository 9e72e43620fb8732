"""The functions of heapq, by the comparisons that they make: `heap[k]` is at most `heap[2 * k + 1]`
and `heap[2 * k + 2]`."""

from __future__ import annotations

import heapq


def heappush(heap, item):
    heap.append(item)
    _rise(heap, len(heap) - 1, item)


def heappop(heap):
    last = heap.pop()
    if len(heap) > 0:
        return heapreplace(heap, last)
    return last


def heapreplace(heap, item):
    first = heap[0]
    _sink(heap, 0, item)
    return first


def heappushpop(heap, item):
    if len(heap) > 0 and heap[0] < item:
        return heapreplace(heap, item)
    return item


def heapify(heap):
    count = len(heap)
    for k in range(count // 2):
        at = count // 2 - 1 - k
        _sink(heap, at, heap[at])


def _rise(heap, at, item):
    """The item goes up from a place until what is above it is not greater."""
    while at > 0:
        above = (at - 1) // 2
        if not item < heap[above]:
            break
        heap[at] = heap[above]
        at = above
    heap[at] = item


def _sink(heap, at, item):
    """The item goes down from a place, past what is less."""
    count = len(heap)
    below = 2 * at + 1
    while below < count:
        if below + 1 < count and heap[below + 1] < heap[below]:
            below = below + 1
        if not heap[below] < item:
            break
        heap[at] = heap[below]
        at = below
        below = 2 * at + 1
    heap[at] = item


def nsmallest(n, iterable, key=None):
    return sorted(iterable, key=key)[: max(n, 0)]


def nlargest(n, iterable, key=None):
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]


def merge(*iterables, key=None, reverse=False):
    rows = [list(items) for items in iterables]
    keys = rows if key is None else [[key(item) for item in row] for row in rows]
    places = [0 for _ in rows]
    merged = []
    for _ in range(sum([len(row) for row in rows])):
        first = -1
        for k in range(len(rows)):
            if places[k] < len(rows[k]):
                if first < 0:
                    first = k
                elif reverse:
                    if keys[first][places[first]] < keys[k][places[k]]:
                        first = k
                elif keys[k][places[k]] < keys[first][places[first]]:
                    first = k
        merged.append(rows[first][places[first]])
        places[first] += 1
    return merged


#: what sorts, and needs no heap
SORTING = {heapq.nsmallest: nsmallest, heapq.nlargest: nlargest}
DEFINED = {
    heapq.heappush: heappush, heapq.heappop: heappop, heapq.heapreplace: heapreplace,
    heapq.heappushpop: heappushpop, heapq.heapify: heapify,
}  # fmt: skip
