"""What only one branch of an `if` needs is computed there.

Before:  %r = sqrt %d; %t = if %p { yield %g } else { yield 0.0 }; %e = truediv %t, %r
After:   %e = if %p { %r = sqrt %d; %t = truediv %g, %r; yield %t } else { yield 0.0 }

Where the other branch is taken, the slope of what is not read has no part in the derivative, and
must not make NaN of a cotangent that is zero. Of the program only calls that never raise are moved,
so that an error stays one, whichever branch is taken. Of a derivative all that is done with numbers
is moved: it must not raise for a branch that is not taken.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..analysis import precisions, written
from ..ir import prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, Function, If, Op, Operand, Terminator, Value, Yield,
)  # fmt: skip
from ..ir.traverse import free_values, map_blocks, reads, substitute, walk
from ..ir.types import ArrayType, ScalarType, Type
from .arithmetic import of_derivative
from .rewrite import type_of
from .shares import Slopes
from .totality import never_raises


#: linear in the first operand, products in both
_LINEAR = frozenset({operator.mul, operator.truediv, operator.neg, prims.astype})


def run(fn: Function) -> Function:
    """With the arithmetic of derivatives in the branches that need it."""
    return _sunk(fn, _OfDerivative)


def of_program(fn: Function) -> Function:
    """With what never raises in the branches that read it."""
    return _sunk(fn, _OfProgram)


def _sunk(fn: Function, sinking: "type[_Sinking]") -> Function:
    if not any(isinstance(op, If) for op in inventory(fn).controls):
        return fn
    body = sinking(fn).block(fn.body)
    return fn if body is fn.body else replace(fn, body=body)


class _Sinking:
    """One walk over the blocks."""

    def block(self, block: Block) -> Block:
        if not block.controls:
            return block
        ops = self.sink(block) if any(isinstance(op, If) for op in block.ops) else block.ops
        ops = tuple(map_blocks(op, self.block) for op in ops)
        return block if ops == block.ops else Block(block.args, ops, block.terminator)

    def may_sink(self, op: Op) -> bool:
        """Whether the op may go into a branch."""
        raise NotImplementedError

    def may_be_copied(self, op: Op) -> bool:
        """Whether the op may go into both."""
        return False

    def sink(self, block: Block) -> tuple[Op, ...]:
        """The ops of the block; what one branch reads, and nothing else, stands in it."""
        ops: list[Op | None] = list(block.ops)
        readers: dict[Value, set[int]] = {}
        for k, op in enumerate(ops):
            for value in reads(op):
                readers.setdefault(value, set()).add(k)
        end = set(block.terminator.uses)
        for k in range(len(ops) - 1, -1, -1):
            op = ops[k]
            if not op.results or not end.isdisjoint(op.results) or not self.may_sink(op):
                continue
            found = set().union(*(readers.get(result, ()) for result in op.results))
            j = next(iter(found)) if len(found) == 1 else None
            if j is None or not isinstance(ops[j], If):
                continue
            moved = _into_branch(ops[j], op, self.may_be_copied(op))
            if moved is None:
                continue
            ops[j], ops[k] = moved, None
            for value in reads(op):
                readers[value] = (readers[value] - {k}) | {j}
        return tuple(op for op in ops if op is not None)


class _OfProgram(_Sinking):
    def __init__(self, fn: Function):
        self.written = written.run(fn)

    def may_sink(self, op: Op) -> bool:
        may_go = type(op) is Call and (never_raises(op) or _is_of_numpy(op))
        return may_go and self.written.isdisjoint(op.uses)


class _OfDerivative(_Sinking):
    def __init__(self, fn: Function):
        self.fn = fn
        calls = [op for op in inventory(fn).ops if type(op) is Call]
        self.calls = {op.result: op for op in calls}
        self.slopes = Slopes(self.calls, {}, True)

    def sink(self, block: Block) -> tuple[Op, ...]:
        ops = self.zeros_first(_Zeros(block, self.may_be_copied, self.fn).ops)
        return super().sink(Block(block.args, ops, block.terminator))

    def zeros_first(self, ops: tuple[Op, ...]) -> tuple[Op, ...]:
        """Where two of three cases read an `if` that may sink, the third, which is zero, is asked
        first."""
        may_sink: set[Value] = set()
        found: list[Op] = []
        for op in ops:
            if isinstance(op, If):
                asked = _zero_first(op, self.calls) if may_sink else None
                if asked and not may_sink.isdisjoint(free_values(asked[1].orelse)):
                    found.append(asked[0])
                    op = asked[1]
                if self.may_sink(op):
                    may_sink.update(op.results)
            found.append(op)
        return tuple(found)

    def may_sink(self, op: Op) -> bool:
        if not isinstance(op, If):
            return type(op) is Call and _is_of_numbers(op)
        inner = [*walk(op.then), *walk(op.orelse)]
        others = [each for each in inner if not isinstance(each, If)]
        arithmetic = all(type(each) is Call and _is_of_numbers(each) for each in others)
        return arithmetic and any(map(self.may_be_copied, others))

    def may_be_copied(self, op: Op) -> bool:
        """A quotient by what may be zero."""
        is_quotient = type(op) is Call and op.callee is operator.truediv
        return is_quotient and self.slopes.may_be_zero(op.args[1])


def _into_branch(op: If, moved: Op, both: bool) -> If | None:
    """The `if` with the moved op in the branch that reads it; None where the condition does, and
    where both do unless it may go into `both`."""
    results = set(moved.results)
    if op.condition in results:
        return None
    then, orelse = (not results.isdisjoint(free_values(b)) for b in (op.then, op.orelse))
    if then and orelse and not both:
        return None
    if then:
        op = replace(op, then=_begun(op.then, moved))
    if orelse:
        op = replace(op, orelse=_copied(op.orelse, moved) if then else _begun(op.orelse, moved))
    return op


def _begun(block: Block, op: Op) -> Block:
    return Block(block.args, (op, *block.ops), block.terminator)


def _copied(block: Block, call: Call) -> Block:
    """The block with a copy of the call at its start."""
    copy = replace(call, result=Value(call.result.name, call.result.type, call.result.span))
    return _begun(substitute(block, lambda v: copy.result if v is call.result else v), copy)


# --- three cases ----------------------------------------------------------------------------

_CONVERSE = {operator.lt: operator.gt, operator.gt: operator.lt}


def _zero_first(op: If, calls: dict[Value, Call]) -> tuple[Call, If] | None:
    """`if x == y {a} else if x > y {b} else {0}` as a comparison and
    `if x < y {0} else if x == y {a} else {b}`."""
    equal, inner = calls.get(op.condition), op.orelse.ops[-1] if op.orelse.ops else None
    if not isinstance(inner, If) or op.orelse.terminator.operands != inner.results:
        return None
    order = calls.get(inner.condition)
    if order not in op.orelse.ops or len(op.orelse.ops) != 2 or order.callee not in _CONVERSE:
        return None
    if equal is None or equal.callee is not operator.eq or not _same_operands(equal, order):
        return None
    if _is_all_zero(inner.then):
        zero, other = inner.then, inner.orelse
    elif _is_all_zero(inner.orelse):
        zero, other = inner.orelse, inner.then
        order = replace(order, callee=_CONVERSE[order.callee])
    else:
        return None
    inner = If(op.condition, op.then, other, inner.results, inner.span)
    rest = Block((), (inner,), op.orelse.terminator)
    return order, If(order.result, zero, rest, op.results, op.span)


def _same_operands(a: Call, b: Call) -> bool:
    return list(map(operand_key, a.args)) == list(map(operand_key, b.args))


def _is_all_zero(block: Block) -> bool:
    return not block.ops and all(map(_is_zero, block.terminator.operands))


# --- zeros of one branch --------------------------------------------------------------------


class _Zeros:
    """`ops` are those of a block; where a cotangent that one branch of an `if` makes zero is
    divided, by what may be zero there, that is done in the other. `divides` tells of which call it
    is true."""

    def __init__(self, block: Block, divides: Callable[[Call], bool], fn: Function):
        self.divides = divides
        self.users = _users(block)
        self.at: dict[Value, int] = {}
        ops: list[Op | None] = []
        for op in block.ops:
            place = self.place(op, ops) if isinstance(op, Call) else None
            if place is not None:
                k, j = place
                op, ops[j] = _with_product(ops[j], op, k, fn), None
            if isinstance(op, If):
                self.at.update(dict.fromkeys(op.results, len(ops)))
            ops.append(op)
        self.ops = tuple(op for op in ops if op is not None)

    def place(self, op: Call, ops: list[Op | None]) -> tuple[int, int] | None:
        """The operand of a product that one branch makes zero, and the number of that `if`, which
        may stand at the product as well."""
        if self.at.keys().isdisjoint(op.args) or not self.is_divided(op):
            return None
        for k, operand in enumerate(op.args[: 1 if op.callee is operator.truediv else 2]):
            j = self.at.get(operand)
            if j is None or len(self.users[operand]) != 1 or op.args.count(operand) != 1:
                continue
            has_zero = _has_zero(ops[j], ops[j].results.index(operand))
            if has_zero and _may_wait(ops[j], ops[j + 1 :], op):
                return k, j
        return None

    def is_divided(self, op: Op | Terminator) -> bool:
        """True for a quotient by what may be zero, and for a product that goes into one alone."""
        if type(op) is not Call or op.callee not in _LINEAR or not _is_of_numbers(op):
            return False
        after = self.users.get(op.result, ())
        return self.divides(op) or len(after) == 1 and self.is_divided(after[0])


Users = dict[Value, list[Op | Terminator]]


def _users(block: Block) -> Users:
    """The nodes of the block that read each value, those in blocks of theirs too."""
    users: Users = {}
    for node in block.ops:
        for value in reads(node):
            users.setdefault(value, []).append(node)
    for value in set(block.terminator.uses):
        users.setdefault(value, []).append(block.terminator)
    return users


def _may_wait(op: If, later: list[Op | None], product: Call) -> bool:
    """True where nothing that stands before the product has an effect, or reads what the `if`
    gives."""
    between = [other for other in later if other is not None]
    block = Block((), (op, *between), Yield(()))
    calls = [each for each in walk(block) if type(each) is Call]
    if any(call.effect or type(call.callee) is Function for call in calls):
        return False
    read = {value for other in between for value in reads(other)}
    rest = [value for value in op.results if value not in product.args]
    return read.isdisjoint(op.results) and not any(value in product.args for value in rest)


def _has_zero(op: If, number: int) -> bool:
    """True where a branch, or one in it, makes this result zero."""
    for block in (op.then, op.orelse):
        end, inner = block.terminator.operands[number], _inner(block, number)
        if _is_zero(end) or inner is not None and _has_zero(inner, inner.results.index(end)):
            return True
    return False


def _inner(block: Block, number: int) -> If | None:
    """The `if` at the end of a branch that gives this result."""
    last = block.ops[-1] if block.ops else None
    is_given = type(last) is If and block.terminator.operands[number] in last.results
    return last if is_given else None


def _is_zero(operand: Operand) -> bool:
    value = operand.value if type(operand) is Const else None
    return isinstance(value, float | complex | np.inexact) and value == 0.0


def _with_product(op: If, product: Call, k: int, fn: Function) -> If:
    """The `if` with the product in place of its operand `k`, which is one of its results."""
    number = op.results.index(product.args[k])

    def longer(block: Block) -> Block:
        end = list(block.terminator.operands)
        if _is_zero(end[number]):
            end[number] = precisions.zero_of(fn, product.result.type)
            return Block(block.args, block.ops, Yield(tuple(end)))
        inner, old = _inner(block, number), end[number]
        args = (*product.args[:k], old, *product.args[k + 1 :])
        end[number] = Value(product.result.name, product.result.type, product.result.span)
        call = Call(product.callee, args, (), end[number], False, product.span)
        if inner is not None and end.count(old) == 0:
            ops = (*block.ops[:-1], _with_product(inner, call, k, fn))
        else:
            ops = (*block.ops, call)
        return Block(block.args, ops, Yield(tuple(end)))

    results = (*op.results[:number], product.result, *op.results[number + 1 :])
    return If(op.condition, longer(op.then), longer(op.orelse), results, op.span)


# --- which calls ----------------------------------------------------------------------------


def _is_of_numbers(op: Call) -> bool:
    """Arithmetic of numbers in a derivative, or of arrays without axes."""
    given = op.args[:1] if op.callee is prims.astype else op.args
    numbers = isinstance(type_of(op.result), ScalarType) and all(
        _is_number(type_of(operand)) for operand in given
    )
    return numbers and not op.effect and not op.kwargs and of_derivative(op)


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
    return all(_is_number(t) and t.dtype[0] == "f" for t in numbers) and any(
        not getattr(t, "python", False) for t in numbers
    )


def _is_number(t: Type | None) -> bool:
    return isinstance(t, ScalarType) or (isinstance(t, ArrayType) and not t.shape)
