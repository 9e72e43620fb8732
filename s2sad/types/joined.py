"""What is made of an index: `np.r_[...]`, `np.c_[...]`, `np.mgrid[...]` and `np.ogrid[...]`, in
which a slice is a range, and `np.s_[...]` and `np.index_exp[...]`, which are the index itself."""

from __future__ import annotations

import numpy as np

from ..definitions import assembly
from .abstract import Abstract, Slice, Static, Tuple

MAKERS = {
    np.r_: assembly.rows, np.c_: assembly.columns,
    np.mgrid: assembly.dense_grid, np.ogrid: assembly.open_grid,
}  # fmt: skip
INDICES = (np.s_, np.index_exp)


def is_joiner(value: object) -> bool:
    return any(value is joiner for joiner in (*MAKERS, *INDICES))


def joined(cx, how, index: Abstract) -> Abstract:
    """`how[index]`; one range alone is its own grid."""
    if how is np.s_:
        return index
    if how is np.index_exp:
        several = isinstance(getattr(index, "value", index), (tuple, Tuple))
        return index if several else Tuple((index,))
    items = list(index.items) if isinstance(index, Tuple) else [index]
    is_grid = how is np.mgrid or how is np.ogrid
    for k, item in enumerate(items):
        if isinstance(item, Slice):
            items[k] = range_of_slice(cx, item)
        elif is_grid:
            cx.refuse("a grid is made of slices", "write start:stop or start:stop:step")
        elif isinstance(item, Static) and isinstance(item.value, (str, slice)):
            cx.refuse("a string in np.r_[...]", "write np.concatenate or np.stack")
    if is_grid and not isinstance(index, Tuple):
        return items[0]
    return cx.call_definition(MAKERS[how], items, {})


def range_of_slice(cx, numbers: Slice) -> Abstract:
    """A step by an imaginary number says how many numbers there are, the last one included."""
    start, step = (
        Static(default) if isinstance(bound, Static) and bound.value is None else bound
        for bound, default in ((numbers.start, 0), (numbers.step, 1))
    )
    if isinstance(step, Static) and isinstance(step.value, complex):
        count = Static(int(abs(step.value)))
        return cx.call(Static(np.linspace), [start, numbers.stop, count], {})
    return cx.call(Static(np.arange), [start, numbers.stop, step], {})
