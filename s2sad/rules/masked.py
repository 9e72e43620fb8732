"""What the rules of reductions say about `where=` and about entries that are NaN.

Each function leaves nothing behind where there is no mask.
"""

from __future__ import annotations

import numpy as np

from ..runtime.broadcast import spread
from ..runtime.masks import kept_where, shared
from .axes import averaged, reduced_size, summed


def chosen(g, where):
    """`g` where the mask is true, else 0."""
    return g if where is True else kept_where(g, where)


def taken(g, mask):
    """`g` where the mask is true, which may be True for all: most often a product."""
    return g if mask is True else shared(g, mask, mask)


def replaced(a, where, other):
    """`a` where the mask is true, else `other`."""
    return a if where is True else np.where(where, a, other)


def count(a, axis, keepdims, where):
    """How many entries of `a` each entry of its reduction is made of."""
    if where is True:
        return reduced_size(a, axis)
    return summed(spread(where, a), axis, keepdims)


def centred(a, axis, where=True, mean=None):
    """`a` less its mean over `axis`; 0 where it is masked out."""
    if mean is not None:
        return chosen(a - mean, where)
    if where is not True:
        return chosen(a - np.mean(a, axis=axis, keepdims=True, where=where), where)
    if axis is None:
        return a - np.mean(a)
    return a - averaged(a, axis, keepdims=axis != 0)  # the first axis comes back by itself


def present(a, where):
    """Where `a` is a number and not masked out."""
    return ~np.isnan(a) if where is True else ~np.isnan(a) & where
