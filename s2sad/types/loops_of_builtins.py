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
