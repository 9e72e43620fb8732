"""Builtins that are loops, as the loops that they are: run through the front end like user code."""

from __future__ import annotations


def fold(function, items, start):
    """functools.reduce with a start value, and sum()."""
    total = start
    for item in items:
        total = function(total, item)
    return total


def fold_from_first(function, items):
    """functools.reduce without a start value."""
    total = items[0]
    for k in range(1, len(items)):
        total = function(total, items[k])
    return total


def mapped(function, items):
    """map() of one iterable, as a list."""
    return [function(item) for item in items]


def heights(function, items):
    """What a key says of each item: something that can be compared, not None."""
    return [definite(function(item)) for item in items]


def definite(value):
    """The value, of which an error is raised if it is None."""
    return value


def starmapped(function, rows):
    """map() of several iterables, and itertools.starmap, as a list."""
    return [function(*row) for row in rows]


def rows_as_lists(array):
    """tolist() of an array of several axes."""
    return [row.tolist() for row in array]


def rows_of(array):
    """list() of what the run decides the number of."""
    return [row for row in array]


def repeated(items, count):
    """A list, `count` times."""
    out = []
    for _ in range(count):
        for item in items:
            out.append(item)
    return out


def largest(best, rest, key):
    """max() with a key, of the first item and the rest."""
    height = key(best)
    for item in rest:
        other = key(item)
        if other > height:
            best, height = item, other
    return best


def smallest(best, rest, key):
    """min() with a key, of the first item and the rest."""
    height = key(best)
    for item in rest:
        other = key(item)
        if other < height:
            best, height = item, other
    return best


def largest_alone(best, rest, key):
    """max() of a set with a key: which of equals it is, is not known."""
    height, tied = key(best), False
    for item in rest:
        other = key(item)
        if other > height:
            best, height, tied = item, other, False
        elif not other < height:
            tied = True
    if tied:
        raise ValueError("max() of a set: two items have one key; let it decide: (key, item)")
    return best


def smallest_alone(best, rest, key):
    """min() of a set with a key: which of equals it is, is not known."""
    height, tied = key(best), False
    for item in rest:
        other = key(item)
        if other < height:
            best, height, tied = item, other, False
        elif not other > height:
            tied = True
    if tied:
        raise ValueError("min() of a set: two items have one key; let it decide: (key, item)")
    return best


def differing(heights):
    """The keys of a sorted set, of which no two are equal."""
    for k in range(1, len(heights)):
        if heights[k] == heights[k - 1]:
            message = "sorted() of a set: two items have one key; let it decide: (key, item)"
            raise ValueError(message)
    return heights


def column(rows, k):
    """Item k of each row."""
    return [row[k] for row in rows]


def in_order(items, order):
    """The items at these places."""
    return [items[k] for k in order]


def position(items, wanted):
    """items.index(wanted)"""
    for k in range(len(items)):
        if items[k] == wanted:
            return k
    raise ValueError("list.index(x): x not in list")


def without(items, index):
    """The list without one item."""
    count = len(items)
    if index < 0:
        index = index + count
    if index < 0 or index >= count:
        raise IndexError("list assignment index out of range")
    return [items[k] for k in range(count) if k != index]


def with_item(items, at, item):
    """The list with one more item."""
    count = len(items)
    if at < 0:
        at = max(at + count, 0)
    at = min(at, count)
    return [items[k] if k < at else item if k == at else items[k - 1] for k in range(count + 1)]


def part_of(items, start, stop, step):
    """items[start:stop:step], upwards."""
    count = len(items)
    if start < 0:
        start = max(start + count, 0)
    if stop < 0:
        stop = stop + count
    return [items[k] for k in range(start, min(stop, count), step)]


def backwards(items, step):
    """items[::step], downwards."""
    return [items[k] for k in range(len(items) - 1, -1, step)]
