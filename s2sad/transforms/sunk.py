"""What only one branch of an `if` reads is computed there.

Before:  %r = sqrt %d; %e = if %p { %t = truediv 1.0, %r; yield %t } else { yield 0.0 }
After:   %e = if %p { %r = sqrt %d; %t = truediv 1.0, %r; yield %t } else { yield 0.0 }

Where the other branch is taken, the slope of what is not read has no part in the derivative, and
must not make NaN of a cotangent that is zero. Only calls that never raise are moved: an error of
the program stays one, whichever branch is taken.
"""

from __future__ import annotations

import operator
from dataclasses import replace

import numpy as np

from ..analysis import written
from ..ir.inventory import inventory
from ..ir.nodes import Block, Call, Function, If, Op, Value, Yield
from ..ir.traverse import free_values, map_blocks, uses
from ..ir.types import ArrayType, ScalarType
from ..passes.totality import never_raises


def run(fn: Function) -> Function:
    if not any(isinstance(op, If) for op in inventory(fn).controls):
        return fn
    body = _Sinking(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Sinking:
    def __init__(self, fn: Function):
        self.written = written.run(fn)

    def block(self, block: Block) -> Block:
        ops = self.sink(block) if any(isinstance(op, If) for op in block.ops) else block.ops
        ops = tuple(map_blocks(op, self.block) for op in ops)
        return block if ops == block.ops else Block(block.args, ops, block.terminator)

    def sink(self, block: Block) -> tuple[Op, ...]:
        """The ops of the block; what one branch reads, and nothing else, stands in it."""
        ops: list[Op | None] = list(block.ops)
        readers: dict[Value, set[int]] = {}
        for k, op in enumerate(ops):
            for value in _reads(op):
                readers.setdefault(value, set()).add(k)
        end = set(uses(block.terminator))
        for k in range(len(ops) - 1, -1, -1):
            op = ops[k]
            if not self.may_sink(op) or op.result in end:
                continue
            found = readers.get(op.result, set())
            j = next(iter(found)) if len(found) == 1 else None
            if j is None or not isinstance(ops[j], If):
                continue
            moved = _into_branch(ops[j], op)
            if moved is None:
                continue
            ops[j], ops[k] = moved, None
            for value in _reads(op):
                readers[value] = (readers[value] - {k}) | {j}
        return tuple(op for op in ops if op is not None)

    def may_sink(self, op: Op) -> bool:
        if not isinstance(op, Call) or op.result is None:
            return False
        return (never_raises(op) or _is_of_numpy(op)) and self.written.isdisjoint(uses(op))


def _reads(op: Op) -> list[Value]:
    return list(free_values(Block((), (op,), Yield(()))))


def _into_branch(op: If, call: Call) -> If | None:
    """The `if` with the call in the branch that reads it; None where both do, or the condition."""
    result = call.result
    if op.condition is result:
        return None
    then, orelse = (result in free_values(block) for block in (op.then, op.orelse))
    if then == orelse:
        return None
    branch = op.then if then else op.orelse
    longer = Block(branch.args, (call, *branch.ops), branch.terminator)
    return replace(op, then=longer) if then else replace(op, orelse=longer)


def _is_of_numpy(op: Call) -> bool:
    """A quotient or power of numbers, one of them NumPy's, which warns where Python raises; or the
    sum of an array."""
    types = [getattr(arg, "type", None) for arg in op.args]
    if op.effect or op.kwargs:
        return False
    if op.callee is np.sum:
        return len(types) == 1 and isinstance(types[0], ArrayType)
    if op.callee not in (operator.truediv, operator.pow):
        return False
    numbers = [t for t in types if t is not None]
    return all(isinstance(t, ScalarType) and t.dtype[0] == "f" for t in numbers) and any(
        not t.python for t in numbers
    )
