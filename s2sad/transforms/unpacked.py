"""Arrays that are written are unpacked as they are, not as ones of known length.

Before:  %v: f64[2] = retyped %u; %a = getitem %v, 0; … %u1 = write %u, (0,), %b
After:   %a = getitem %u, 0; … %u1 = write %u, (0,), %b

The other name for `%u` has a length, of which its cotangent is made at once. But of an array that
changes the backward sweep reads single entries, which are stored or still there; under two names
all of it would be kept.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..analysis import uses
from ..analysis import written as written_values
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import Call, Function, Op, Terminator
from ..ir.traverse import substituted
from ..ir.types import ArrayType


def run(fn: Function) -> Function:
    if not inventory(fn).calls({prims.retyped}):
        return fn
    written = written_values.run(fn)
    named = {
        op.result: op.args[0] for op in inventory(fn).ops
        if type(op) is Call and op.callee is prims.retyped and op.args[0] in written
        and isinstance(op.result.type, ArrayType)
    }  # fmt: skip
    if not named:
        return fn
    readers = uses.run(fn)
    found = {v: array for v, array in named.items() if all(map(_reads_item, readers.of(v)))}
    return replace(fn, body=substituted(fn.body, found)) if found else fn


def _reads_item(user: Op | Terminator) -> bool:
    return type(user) is Call and user.callee is operator.getitem
