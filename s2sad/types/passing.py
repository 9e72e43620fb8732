"""Arrays that one operation makes for the next: `np.arange(6.0).reshape(2, 3)`.

No name holds them and nothing else does, so that nobody can tell a view of them from a copy: what
is reshaped is an array of its own, and a write into it needs no way back.
"""

from __future__ import annotations

import operator

from ..ir import prims
from ..ir.inventory import found_once
from ..ir.nodes import Call, Function, Op
from ..ir.traverse import all_blocks, count_uses
from .abstract import Array

#: operations that may hand out what a dict or an object keeps
_KEEPERS = (operator.getitem, prims.get_attribute)


def is_passing(cx, array: Array) -> bool:
    """True where the operation that is run takes an array which was made for it alone."""
    storage = array.storage
    if array.path or storage.links or storage.maybe_view or storage.readonly:
        return False
    if len(storage.made) != 1 or not cx.frames:
        return False
    (maker,) = storage.made
    takers = _takers(cx.frames[-1].function)
    taker = takers.get(maker)
    if taker is not None and taker.callee is prims.get_attribute:  # its method is called
        taker = takers.get(taker)
    return taker is cx.running[1] and maker.callee not in _KEEPERS


@found_once
def _takers(fn: Function) -> dict[Op, Call]:
    """By operation, the one that alone reads its result, if both stand in one block."""
    count = count_uses(fn)
    found: dict[Op, Call] = {}
    for block in all_blocks(fn.body):
        makers = {op.result: op for op in block.ops if type(op) is Call}
        for op in block.ops:
            if type(op) is Call:
                taken = (value for value in op.uses if count[value] == 1 and value in makers)
                found.update((makers[value], op) for value in taken)
    return found
