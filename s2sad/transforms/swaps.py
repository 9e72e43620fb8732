"""The pullback of a swap is the swap of the cotangents.

    forward:   %a = getitem %x, %i; %b = getitem %x, %j
               %y = write %x, (%i,), %b; %z = write %y, (%j,), %a        x[i], x[j] = x[j], x[i]
    backward:  the same of %z_bar, which gives %x_bar

Write by write both entries would become zero, and get what stood in the other one. Where the two
indices are one, nothing changes, on the way there as on the way back. So for the items of lists,
for whole rows, and for `x[[i, j]] = x[[j, i]]`, in one write.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from itertools import chain

import numpy as np

from ..analysis.steps import is_integer, slice_parts
from ..ir import paths, prims
from ..ir.identity import operand_key
from ..ir.inventory import use_counts
from ..ir.nodes import Call, Operand, Pack, Value

#: an index operand of a write, and that of what is written there
Move = tuple[Operand, Operand]


def pull(reverse, op: Call, bar: Operand, sweep) -> bool:
    """Swap the cotangents where `op` is the write that ends a swap; False for another write."""
    array, moves = _of_entries(reverse, op, sweep) or _of_pair(op, sweep) or (None, ())
    if not moves:
        return False
    if array in reverse.active:
        emit = partial(reverse.arithmetic.emit, sweep.builder)
        if op.callee is prims.write:
            bar = reverse.arithmetic.writable(sweep.builder, bar, array.type)
        parts = [_part(emit, bar, index) for _, index in moves]
        for (index, _), part in zip(moves, parts):
            bar = emit(op.callee, bar, index, part, type=bar.type, name=f"{array.name}_bar")
        reverse.add_bar(sweep, array, bar)
    return True


def undoing(reverse, op: Call, after: Value, sweep) -> tuple[Callable, tuple] | None:
    """What makes the version before a write of a swap of the one after it, where nothing need be
    saved: what stood at the one place stands at the other one."""
    if op.callee is not prims.write and op.callee is not prims.list_write:
        return None
    emit = partial(reverse.arithmetic.emit, sweep.builder)
    if op in reverse.unswapped:
        return op.callee, (op.args[1], reverse.unswapped[op])
    pair = _of_pair(op, sweep)
    if pair is not None:
        _, ((index, read),) = pair
        return op.callee, (index, _part(emit, after, read))
    entries = _of_entries(reverse, op, sweep)
    if entries is None:
        return None
    _, ((first, second), _) = entries
    reverse.unswapped[sweep.made(op.args[0])] = _part(emit, after, second)
    return op.callee, (second, _part(emit, after, first))


def _part(emit: Callable, source: Operand, index: Operand) -> Operand:
    for step in paths.steps(index):
        source = emit(operator.getitem, source, step)
    return source


def _of_entries(reverse, op: Call, sweep) -> tuple[Value, list[Move]] | None:
    """The array or list of which two entries, items or rows are swapped when `op` is done, the
    second of two writes."""
    last, second, taken = op.args
    before = sweep.made(last) if isinstance(last, Value) else None
    if before is None or before.callee is not op.callee or use_counts(reverse.fn)[last] != 1:
        return None
    array, first, other = before.args
    one, two = ([paths.steps(step) for step in paths.steps(index)] for index in (first, second))
    if not one or list(map(len, one)) != list(map(len, two)):
        return None
    if not all(map(is_integer, chain(*one, *two))):
        return None
    if not _is_copied(taken, array, first, sweep) or not _is_copied(other, array, second, sweep):
        return None
    return array, [(first, second), (second, first)]


def _is_copied(operand: Operand, array: Operand, index: Operand, sweep) -> bool:
    """True for what stands in the array, or for a copy of it."""
    made = sweep.made(operand) if isinstance(operand, Value) else None
    if made is not None and made.callee is np.copy and not made.kwargs:
        operand = made.args[0]
    return sweep.is_read(operand, array, index)


def _of_pair(op: Call, sweep) -> tuple[Value, list[Move]] | None:
    """The same for `x[[i, j]] = x[[j, i]]`, also of parts of the rows or columns."""
    array, index, value = op.args
    read = sweep.made(value) if isinstance(value, Value) else None
    if op.callee is not prims.write or len(index.items) != 1:
        return None
    if read is None or read.callee is not operator.getitem or read.args[0] is not array:
        return None
    written, taken = paths.steps(index.items[0]), paths.steps(read.args[1])
    if len(written) != len(taken):
        return None
    swapped = []
    for one, other in zip(written, taken):
        if operand_key(one) != operand_key(other):
            swapped.append((_pair(one), _pair(other)[::-1]))
        elif not is_integer(one) and slice_parts(one) is None:
            return None
    if len(swapped) != 1 or not swapped[0][0] or swapped[0][0] != swapped[0][1]:
        return None
    return array, [(index, Pack(tuple, (read.args[1],)))]


def _pair(step: Operand) -> list:
    """Two integers in a list, as what tells them from others."""
    if not isinstance(step, Pack) or step.kind is not list or len(step.items) != 2:
        return []
    return list(map(operand_key, step.items)) if all(map(is_integer, step.items)) else []
