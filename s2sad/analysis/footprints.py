"""Footprints: which entries of an array constant indices lead to, and whether two are apart.

In: the path of a write. Out: its footprint, one step for each axis; None where the run decides it.
"""

from __future__ import annotations

from ..ir.nodes import Const, Operand, Pack

#: a number, or the start, stop and step of a slice
Step = int | tuple[int | None, int | None, int]
Footprint = tuple[Step, ...]


def of_path(path: Operand) -> Footprint | None:
    """The footprint of one index; the empty path is the whole array."""
    if not path.items:
        return ()
    if len(path.items) != 1:
        return None
    index = path.items[0]
    items = index.items if isinstance(index, Pack) and index.kind is tuple else (index,)
    steps = tuple(map(_step, items))
    return None if None in steps else steps


def _step(item: Operand) -> Step | None:
    if isinstance(item, Const):
        return item.value if type(item.value) is int else None
    if not isinstance(item, Pack) or item.kind is not slice:
        return None
    parts = [part.value if isinstance(part, Const) else NotImplemented for part in item.items]
    if not all(part is None or type(part) is int for part in parts):
        return None
    start, stop, step = parts
    return None if step is not None and step < 1 else (start, stop, step or 1)


def apart(a: Footprint, b: Footprint) -> bool:
    """True where no entry is in both, whatever the lengths of the axes are."""
    return any(_steps_apart(x, y) for x, y in zip(a, b))


def _steps_apart(x: Step, y: Step) -> bool:
    if isinstance(x, int) and isinstance(y, int):
        return x != y and (x < 0) == (y < 0)
    if isinstance(x, int) or isinstance(y, int):
        number, whole = (x, y) if isinstance(x, int) else (y, x)
        first = (number, None if number == -1 else number + 1, 1)
        return _ends_before(first, whole) or _ends_before(whole, first)
    if x[2] == y[2] > 1 and None is x[1] is y[1]:
        return (starts := {x[0] or 0, y[0] or 0}) <= set(range(x[2])) and len(starts) == 2
    return _ends_before(x, y) or _ends_before(y, x)


def _ends_before(x: tuple, y: tuple) -> bool:
    """True where the first slice ends at or before the start of the second, both counted from
    the same end."""
    stop, start = x[1], y[0] or 0
    return stop is not None and stop <= start and (stop < 0) == (start < 0)
