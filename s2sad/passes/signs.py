"""A minus goes where it costs nothing: into a difference, a constant, or onto another minus.

Before:  %b = neg %g; %c = mul %b, %x; %d = add %a, %c
After:   %0 = mul %g, %x; %d = sub %a, %0

Rounding is symmetric: (-a) * b, a * (-b) and -(a * b) are the same bits, as for quotients, and
a + (-b) is the definition of a - b. But -(a - b) is not b - a, nor (-a) - b the same as -(a + b):
where the result is zero, its sign differs. What surprises: these rules have no table of their own,
since `algebra` orders them among its others.
"""

from __future__ import annotations

import operator

import numpy as np

from ..ir.nodes import Call, Const, Operand, Value
from .arithmetic import call_like, is_real, number_of, of_derivative
from .rewrite import Walk, type_of
from .sighted import sees

#: the first argument's entries come out, in the reverse sweep also sums of them
_CARRYING = frozenset({
    operator.getitem, np.transpose, np.reshape, np.ravel, np.roll, np.flip, np.sum,
})  # fmt: skip
#: what makes something whose negative may be to be had
_SIGNED = _CARRYING | {Const, operator.neg, operator.mul, operator.truediv, operator.matmul}
#: how deep in a product a sign is looked for
_DEPTH = 3


def _negated(operand: Operand, walk: Walk, depth: int = _DEPTH) -> bool:
    """True where the operand's negative is to be had for no more than the operand itself."""
    if _is_signless(operand, walk, depth):
        return False
    op = walk.definitions.get(operand)
    if op is None:
        return True
    callee = op.callee
    if callee is operator.neg:
        return is_real(op.result.type) and type_of(op.args[0]) == op.result.type
    if callee in _CARRYING:
        carries = _carries_sign(op) and walk.only_use(operand)
        return carries and _negated(op.args[0], walk, depth)
    if depth == 0 or (callee is operator.matmul and not of_derivative(op)):
        return False
    a, b = op.args
    if not _negated(a, walk, depth - 1) and not _negated(b, walk, depth - 1):
        return False
    return is_real(op.result.type) and walk.only_use(operand)


def _is_signless(operand: Operand, walk: Walk, depth: int) -> bool:
    """True where no minus stands so deep in the operand: in most none does, and each is asked for
    many times."""
    known = walk.signless
    if known.get(operand, -1) >= depth:
        return True
    op = walk.definitions.get(operand)
    if op is None:
        number = number_of(operand)
        return number is None or not number < 0
    callee = op.callee
    if callee is operator.neg:
        return False
    if type(callee).__hash__ is None or callee not in _SIGNED:
        known[operand] = _DEPTH
        return True
    inner, below = (op.args[:1], depth) if callee in _CARRYING else (op.args, depth - 1)
    for arg in inner if below >= 0 else ():
        if known.get(arg, -1) < below and not _is_signless(arg, walk, below):
            return False
    known[operand] = depth
    return True


def _negate(operand: Operand, walk: Walk, at: Call) -> Operand:
    """The negative of an operand that is `_negated`."""
    if type(operand) is Const:
        return Const(-operand.value)
    op = walk.definitions[operand]
    if op.callee is operator.neg:
        return op.args[0]
    if _carries_sign(op):
        inner = _negate(op.args[0], walk, at)
        rest = op.args[1:]
        return walk.emit(op.callee, inner, *rest, type=op.result.type, at=at, kwargs=op.kwargs)
    a, b = op.args
    if _negated(a, walk, _DEPTH - 1):
        return walk.emit(op.callee, _negate(a, walk, at), b, type=op.result.type, at=at)
    return walk.emit(op.callee, a, _negate(b, walk, at), type=op.result.type, at=at)


def _carries_sign(op: Call) -> bool:
    """True for what moves the entries of an array, and in the reverse sweep for sums of them."""
    callee = op.callee
    if type(callee).__hash__ is None or callee not in _CARRYING:
        return False
    if callee is np.sum and not of_derivative(op):
        return False
    return bool(op.args) and is_real(type_of(op.args[0]))


@sees(*_SIGNED)
def add_negated(op: Call, walk: Walk) -> Call | None:
    """`a + (-b)` -> `a - b`, `(-a) + b` -> `b - a`."""
    if not is_real(op.result.type):
        return None
    a, b = op.args
    if _negated(b, walk):
        return call_like(op, operator.sub, a, _negate(b, walk, op))
    if _negated(a, walk):
        return call_like(op, operator.sub, b, _negate(a, walk, op))
    return None


@sees(*_SIGNED)
def sub_negated(op: Call, walk: Walk) -> Call | None:
    """`a - (-b)` -> `a + b`."""
    a, b = op.args
    if not is_real(op.result.type) or not _negated(b, walk):
        return None
    return call_like(op, operator.add, a, _negate(b, walk, op))


@sees(*_SIGNED)
def neg_negated(op: Call, walk: Walk) -> Operand | Call | None:
    """`-(-x)` -> `x`; `-(c * x)` -> `(-c) * x` and so for quotients, c not an integer zero."""
    x = op.args[0]
    if not is_real(op.result.type) or type_of(x) != op.result.type:
        return None
    if type(x) is Value and _negated(x, walk):
        return _negate(x, walk, op)
    inner = walk.definitions.get(x)
    if inner is None:
        return None
    if _carries_sign(inner):
        return _into_constant(x, walk, op, _DEPTH)
    if of_derivative(op) and not walk.only_use(x):
        return None  # what subtracts it reads the product that is there
    args = _other_sign(inner)
    return None if args is None else call_like(op, inner.callee, *args)


def _other_sign(op: Call) -> tuple[Operand, ...] | None:
    """The operands of the negative of a product or quotient with one constant."""
    if not (op.callee is operator.mul or op.callee is operator.truediv):
        return None
    if sum(number_of(arg) is not None for arg in op.args) != 1 or not any(
        number_of(arg) for arg in op.args
    ):
        return None
    return tuple(Const(-arg.value) if number_of(arg) else arg for arg in op.args)


def _into_constant(x: Operand, walk: Walk, at: Call, depth: int) -> Operand | None:
    """The negative of the sum or part of a product, by the sign of a constant in it."""
    op = walk.definitions.get(x)
    if op is None or depth == 0 or not is_real(op.result.type) or not walk.only_use(x):
        return None
    args = _other_sign(op)
    if args is None and (
        _carries_sign(op) or op.callee is operator.mul or op.callee is operator.truediv
    ):
        inner = _into_constant(op.args[0], walk, at, depth - 1)
        args = None if inner is None else (inner, *op.args[1:])
    if args is None:
        return None
    return walk.emit(op.callee, *args, type=op.result.type, at=at, kwargs=op.kwargs)


@sees(operator.neg)
def both_signs(op: Call, walk: Walk) -> Call | None:
    """`(-a) * (-b)` -> `a * b`, `(-a) * c` -> `a * (-c)` for a constant c; so for quotients."""
    a, b = op.args
    inner = [_under_sign(a, walk), _under_sign(b, walk)]
    if inner[0] is inner[1] is None or not is_real(op.result.type):
        return None
    if inner[0] is not None and inner[1] is not None:
        return call_like(op, op.callee, *inner)
    for k, x in enumerate(inner):
        other = op.args[1 - k]
        if x is not None and number_of(other):
            args = (x, Const(-other.value))
            return call_like(op, op.callee, *(args if k == 0 else args[::-1]))
    return None


def _under_sign(operand: Operand, walk: Walk) -> Operand | None:
    op = walk.definition(operand, operator.neg)
    if op is None or type_of(op.args[0]) != op.result.type or not is_real(op.result.type):
        return None
    return op.args[0]
