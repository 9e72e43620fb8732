"""What only one branch of an `if` needs is computed there.

Before:  %r = sqrt %d; %t = if %p { yield %g } else { yield 0.0 }; %e = truediv %t, %r
After:   %e = if %p { %r = sqrt %d; %t = truediv %g, %r; yield %t } else { yield 0.0 }

Where the other branch is taken, the slope of what is not read has no part in the derivative, and
must not make NaN of a cotangent that is zero. Of the program only calls that never raise are moved,
so that an error stays one, whichever branch is taken. Of a reverse sweep all that is done with
numbers is moved: it must not raise for a branch that is not taken.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..analysis import written
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, Function, If, Op, Operand, Terminator, Value, Yield,
)  # fmt: skip
from ..ir.traverse import free_values, map_blocks, substitute, uses
from ..ir.types import ArrayType, ScalarType
from .algebra import is_adjoint, number_of
from .rewrite import type_of
from .totality import never_raises


#: in their first operands; of quotients only in one
_LINEAR = frozenset({operator.mul, operator.truediv, operator.neg})


def run(fn: Function) -> Function:
    """With the arithmetic of reverse sweeps in the branches that need it."""
    return _sunk(fn, _Sinking(_is_of_a_sweep, True))


def of_program(fn: Function) -> Function:
    """With what never raises in the branches that read it."""
    if not any(isinstance(op, If) for op in inventory(fn).controls):
        return fn
    changed = written.run(fn)
    may_sink = lambda op: _is_harmless(op) and changed.isdisjoint(uses(op))  # noqa: E731
    return _sunk(fn, _Sinking(may_sink, False))


def _sunk(fn: Function, sinking: "_Sinking") -> Function:
    if not any(isinstance(op, If) for op in inventory(fn).controls):
        return fn
    body = sinking.block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Sinking:
    """`may_sink`: which calls go into a branch. `of_sweep`: they are those of reverse sweeps."""

    def __init__(self, may_sink: Callable[[Call], bool], of_sweep: bool):
        self.may_sink, self.of_sweep = may_sink, of_sweep

    def block(self, block: Block) -> Block:
        if any(isinstance(op, If) for op in block.ops):
            ops = _products_of_zero(block) if self.of_sweep else block.ops
            ops = self.sink(Block(block.args, ops, block.terminator))
        else:
            ops = block.ops
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
            if type(op) is not Call or op.result is None or op.result in end:
                continue
            if not self.may_sink(op):
                continue
            found = readers.get(op.result, set())
            j = next(iter(found)) if len(found) == 1 else None
            if j is None or not isinstance(ops[j], If):
                continue
            moved = _into_branch(ops[j], op, self.of_sweep and _may_raise(op))
            if moved is None:
                continue
            ops[j], ops[k] = moved, None
            for value in _reads(op):
                readers[value] = (readers[value] - {k}) | {j}
        return tuple(op for op in ops if op is not None)

def _reads(op: Op) -> list[Value]:
    return list(free_values(Block((), (op,), Yield(()))))


def _into_branch(op: If, call: Call, both: bool) -> If | None:
    """The `if` with the call in the branch that reads it; None where the condition does, and where
    both do unless it may go into `both`."""
    result = call.result
    if op.condition is result:
        return None
    then, orelse = (result in free_values(block) for block in (op.then, op.orelse))
    if then and orelse and not both:
        return None
    if then:
        op = replace(op, then=_begun(op.then, call))
    if orelse:
        op = replace(op, orelse=_copied(op.orelse, call) if then else _begun(op.orelse, call))
    return op


def _begun(block: Block, call: Call) -> Block:
    return Block(block.args, (call, *block.ops), block.terminator)


def _copied(block: Block, call: Call) -> Block:
    """The block with a copy of the call at its start."""
    copy = replace(call, result=Value(call.result.name, call.result.type, call.result.span))
    return _begun(substitute(block, lambda v: copy.result if v is call.result else v), copy)


# --- zeros of one branch --------------------------------------------------------------------


def _products_of_zero(block: Block) -> tuple[Op, ...]:
    """The ops of the block; where a cotangent that one branch of an `if` makes zero is divided,
    by what may be zero there, that is done in the other."""
    ops: list[Op] = []
    users = _users(block)
    at: dict[Value, int] = {}
    for op in block.ops:
        if isinstance(op, If):
            at.update(dict.fromkeys(op.results, len(ops)))
            ops.append(op)
            continue
        place = _place_of_zero(op, ops, at, users) if isinstance(op, Call) else None
        if place is None:
            ops.append(op)
        else:
            k, j = place
            ops[j] = _with_product(ops[j], op, k)
            at[op.result] = j
    return tuple(ops)


Users = dict[Value, list[Op | Terminator]]


def _users(block: Block) -> Users:
    """The nodes of the block that read each value, those in blocks of theirs too."""
    users: Users = {}
    for node in block.ops:
        for value in _reads(node):
            users.setdefault(value, []).append(node)
    for value in set(uses(block.terminator)):
        users.setdefault(value, []).append(block.terminator)
    return users


def _may_raise(op: Call) -> bool:
    """True for a quotient by what may be zero."""
    return op.callee is operator.truediv and not number_of(op.args[1])


def _is_divided(op: Op | Terminator, users: Users) -> bool:
    """True for a quotient by what may be zero, and for a product that goes into one alone."""
    if type(op) is not Call or op.callee not in _LINEAR or not _is_of_a_sweep(op):
        return False
    if _may_raise(op):
        return True
    after = users.get(op.result, ())
    return len(after) == 1 and _is_divided(after[0], users)


def _place_of_zero(
    op: Call, ops: list[Op], at: dict[Value, int], users: Users
) -> tuple[int, int] | None:
    """The operand of a product that one branch makes zero, and the number of that `if`."""
    if at.keys().isdisjoint(op.args) or not _is_divided(op, users):
        return None
    for k, operand in enumerate(op.args[: 1 if op.callee is operator.truediv else 2]):
        j = at.get(operand)
        if j is None or len(users[operand]) != 1 or op.args.count(operand) != 1:
            continue
        number = ops[j].results.index(operand)
        ends = (ops[j].then.terminator.operands[number], ops[j].orelse.terminator.operands[number])
        later = {result for other in ops[j:] for result in other.results}
        if sum(map(_is_zero, ends)) == 1 and later.isdisjoint(
            arg for i, arg in enumerate(op.args) if i != k
        ):
            return k, j
    return None


def _is_zero(operand: Operand) -> bool:
    return type(operand) is Const and type(operand.value) is float and operand.value == 0.0


def _with_product(op: If, product: Call, k: int) -> If:
    """The `if` with the product in place of its operand `k`, which is one of its results."""
    number = op.results.index(product.args[k])

    def longer(block: Block) -> Block:
        end = list(block.terminator.operands)
        if _is_zero(end[number]):
            return block
        args = (*product.args[:k], end[number], *product.args[k + 1 :])
        end[number] = Value(product.result.name, product.result.type, product.result.span)
        call = Call(product.callee, args, (), end[number], False, product.span)
        return Block(block.args, (*block.ops, call), Yield(tuple(end)))

    results = (*op.results[:number], product.result, *op.results[number + 1 :])
    return If(op.condition, longer(op.then), longer(op.orelse), results, op.span)


# --- which calls ----------------------------------------------------------------------------


def _is_harmless(op: Call) -> bool:
    return never_raises(op) or _is_of_numpy(op)


def _is_of_a_sweep(op: Call) -> bool:
    """Arithmetic of numbers in a reverse sweep."""
    numbers = all(isinstance(type_of(operand), ScalarType) for operand in (op.result, *op.args))
    return numbers and not op.effect and not op.kwargs and is_adjoint(op)


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
