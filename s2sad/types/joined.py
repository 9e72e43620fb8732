"""`np.r_[...]` and `np.c_[...]`: the items joined, in which a slice stands for a range."""

from __future__ import annotations

import numpy as np

from ..definitions import assembly
from .abstract import Abstract, Slice, Static, Tuple


def joined(cx, how, index: Abstract) -> Abstract:
    """`np.r_[index]` or `np.c_[index]`, in which a slice stands for a range."""
    items = list(index.items) if isinstance(index, Tuple) else [index]
    for k, item in enumerate(items):
        how_many = item.step if isinstance(item, Slice) else item
        if isinstance(how_many, Static) and isinstance(how_many.value, (str, slice, complex)):
            return cx.refuse(
                "a string or a step by an imaginary number in np.r_[...]",
                "write np.concatenate, np.arange or np.linspace",
            )
        if isinstance(item, Slice):
            items[k] = range_of_slice(cx, item)
    join = assembly.rows if how is np.r_ else assembly.columns
    return cx.call_definition(join, items, {})


def range_of_slice(cx, numbers: Slice) -> Abstract:
    start, step = (
        Static(default) if isinstance(bound, Static) and bound.value is None else bound
        for bound, default in ((numbers.start, 0), (numbers.step, 1))
    )
    return cx.call(Static(np.arange), [start, numbers.stop, step], {})
