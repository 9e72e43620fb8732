"""Spellings by operators: `a + b`, `-x`, `a < b`, `not c`, `a @ b`.

`a + -b` is written `a - b`, which IEEE arithmetic makes the same number.
"""

from __future__ import annotations

import ast
import operator

import numpy as np

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Value
from ..ir.types import BOOL, ArrayType, ListType
from . import syntax

BINARY = {
    operator.add: ast.Add, operator.sub: ast.Sub, operator.mul: ast.Mult,
    operator.truediv: ast.Div, operator.floordiv: ast.FloorDiv, operator.mod: ast.Mod,
    operator.pow: ast.Pow, operator.matmul: ast.MatMult, operator.and_: ast.BitAnd,
    operator.or_: ast.BitOr, operator.xor: ast.BitXor, operator.lshift: ast.LShift,
    operator.rshift: ast.RShift,
}  # fmt: skip
_COMPARE = {
    operator.lt: ast.Lt, operator.le: ast.LtE, operator.gt: ast.Gt, operator.ge: ast.GtE,
    operator.eq: ast.Eq, operator.ne: ast.NotEq, operator.is_: ast.Is,
    operator.is_not: ast.IsNot,
}  # fmt: skip
_UNARY = {
    operator.neg: ast.USub, operator.pos: ast.UAdd, operator.invert: ast.Invert,
    operator.not_: ast.Not,
}  # fmt: skip
#: comparisons whose opposite is the opposite for NaN too
_OPPOSITES = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ORDERED = {ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt}


def _binary(speller, op: Call):
    left, right = op.args
    return syntax.binary(speller.operand(left), BINARY[op.callee], speller.operand(right))


def _sum(speller, op: Call):
    """A sum or a difference, of which a sign may be left out."""
    left, right = op.args
    if _is_one_for_zero(speller, op):
        return disjunction(speller.operand(left), syntax.constant(1.0))
    if not _is_signed(op):
        return _binary(speller, op)
    positive = without_sign(speller, right)
    if positive is not None:
        opposite = ast.Sub if op.callee is operator.add else ast.Add
        return syntax.binary(speller.operand(left), opposite, positive)
    # a difference stays in its place
    if op.callee is operator.add and _made_by(speller, left) is not operator.sub:
        positive = _negated_value(speller, left)
        if positive is not None:
            return syntax.binary(speller.operand(right), ast.Sub, positive)
    return _binary(speller, op)


def _is_one_for_zero(speller, op: Call) -> bool:
    """True for `x + (x == 0.0)` of a number of Python's, which is `x or 1.0`."""
    left, right = op.args
    if op.callee is not operator.add or not getattr(op.result.type, "python", False):
        return False
    test = speller.inline.get(right) if isinstance(right, Value) else None
    return isinstance(test, Call) and test.callee is operator.eq and (
        test.args[0] is left and getattr(test.args[1], "value", None) == 0.0
    )


def _made_by(speller, operand: Operand):
    """What is called for an operand that is written in place."""
    op = speller.inline.get(operand) if isinstance(operand, Value) else None
    return op.callee if isinstance(op, Call) else None


def _is_signed(op: Call) -> bool:
    """True for numbers whose negative is exact: not unsigned ones, and not text or lists."""
    return getattr(op.result.type, "dtype", "u")[0] in "ifc"


def without_sign(speller, operand: Operand):
    """The expression of `-operand` where that is the shorter one, else None."""
    if isinstance(operand, Const):
        value = operand.value
        is_number = type(value) in (int, float)
        return speller.operand(Const(-value)) if is_number and value < 0 else None
    return _negated_value(speller, operand)


def _negated_value(speller, operand: Operand):
    op = speller.inline.get(operand) if isinstance(operand, Value) else None
    if not isinstance(op, Call):
        return None
    if op.callee is operator.neg:
        return speller.operand(op.args[0])
    if op.callee is operator.sub:
        positive = _negated_value(speller, op.args[0])
        if positive is not None:
            return syntax.binary(positive, ast.Add, speller.operand(op.args[1]))
    if op.callee in (operator.mul, operator.truediv):
        left, right = op.args
        positive = without_sign(speller, left)
        if positive is not None:
            return syntax.binary(positive, BINARY[op.callee], speller.operand(right))
        positive = without_sign(speller, right) if isinstance(right, Const) else None
        if positive is not None:
            return syntax.binary(speller.operand(left), BINARY[op.callee], positive)
    return None


def _compare(speller, op: Call):
    left, right = map(speller.operand, op.args)
    return syntax.compare(left, _COMPARE[op.callee], right)


def _unary(speller, op: Call):
    if op.callee is operator.neg and op.span is not None and not op.span.is_primal:
        return _negative(speller, op.args[0])
    if op.callee is operator.not_:
        return opposite(speller, op.args[0])
    return syntax.unary(_UNARY[op.callee], speller.operand(op.args[0]))


def opposite(speller, operand: Operand):
    """`not operand` as a value, which is a boolean: of a number, `not not x` is `bool(x)`."""
    test = speller.operand(operand)
    op = speller.inline.get(operand) if isinstance(operand, Value) else None
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and isinstance(op, Call):
        if op.callee is operator.not_ and getattr(op.args[0], "type", None) != BOOL:
            return syntax.call(speller.references.expression(bool), test.operand)
    return negated(test)


def _negative(speller, operand: Operand):
    """`-a * b` where the operand is `a * b`: rounding does not know the sign."""
    op = speller.inline.get(operand) if isinstance(operand, Value) else None
    if isinstance(op, Call) and op.callee in (operator.mul, operator.truediv):
        left, right = op.args
        if isinstance(left, Value) and getattr(left.type, "dtype", "i")[0] in "fc":
            kind = BINARY[op.callee]
            return syntax.binary(_negative(speller, left), kind, speller.operand(right))
    return syntax.unary(ast.USub, speller.operand(operand))


def negated(test):
    """`not test`, in its shortest form. Order relations stay, for NaN's sake."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        opposite = _OPPOSITES.get(type(test.ops[0]))
        if opposite is not None:
            return syntax.compare(test.left, opposite, test.comparators[0])
    return syntax.unary(ast.Not, test)


def condition(speller, operand: Operand):
    """The operand as the test of an `if` or `while`, where `tape` is enough for `len(tape) > 0`."""
    op = speller.inline.get(operand) if isinstance(operand, Value) else None
    if isinstance(op, Call) and op.callee in (operator.gt, operator.ne):
        length, zero = op.args
        inner = speller.inline.get(length) if isinstance(length, Value) else None
        is_length = isinstance(inner, Call) and inner.callee is len
        is_list = is_length and isinstance(getattr(inner.args[0], "type", None), ListType)
        if is_list and isinstance(zero, Const) and zero.value == 0:
            return speller.operand(inner.args[0])
    return speller.operand(operand)


def negated_condition(speller, operand: Operand):
    """The condition that holds where `operand` does not; integers have opposite orders."""
    test = condition(speller, operand)
    op = speller.inline.get(operand) if isinstance(operand, Value) else None
    if isinstance(op, Call) and isinstance(test, ast.Compare) and all(map(_is_integer, op.args)):
        opposite = _ORDERED.get(type(test.ops[0]))
        if opposite is not None:
            return syntax.compare(test.left, opposite, test.comparators[0])
    return negated(test)


def _is_integer(operand: Operand) -> bool:
    if isinstance(operand, Const):
        return type(operand.value) is int
    return getattr(getattr(operand, "type", None), "dtype", "f")[0] in "iu"


def conjunction(left, right):
    """`left and right`; `a < b and b < c` is `a < b < c` where b is a name."""
    parts = _parts(ast.And, left)
    for part in _parts(ast.And, right):
        chained = _chained(parts[-1], part)
        if chained is None:
            parts.append(part)
        else:
            parts[-1] = chained
    return parts[0] if len(parts) == 1 else ast.BoolOp(ast.And(), parts)


def disjunction(left, right):
    return ast.BoolOp(ast.Or(), _parts(ast.Or, left) + _parts(ast.Or, right))


def _parts(kind: type, test) -> list:
    """The operands of `a and b and c`."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, kind):
        return list(test.values)
    return [test]


def _chained(left, right):
    if not isinstance(left, ast.Compare) or not isinstance(right, ast.Compare):
        return None
    middle, again = left.comparators[-1], right.left
    if not isinstance(middle, ast.Name) or getattr(again, "id", None) != middle.id:
        return None
    if not {type(op) for op in (*left.ops, *right.ops)} <= _ORDERED.keys():
        return None
    return ast.Compare(left.left, left.ops + right.ops, left.comparators + right.comparators)


def _contains(speller, op: Call):
    container, item = map(speller.operand, op.args)
    return syntax.compare(item, ast.In, container)


def _is_in(speller, op: Call):
    item, container = map(speller.operand, op.args)
    return syntax.compare(item, ast.In if op.callee is prims.is_in else ast.NotIn, container)


def _matmul(speller, op: Call):
    is_arrays = all(isinstance(getattr(arg, "type", None), ArrayType) for arg in op.args)
    if op.kwargs or len(op.args) != 2 or not is_arrays:
        return None
    left, right = map(speller.operand, op.args)
    return syntax.binary(left, ast.MatMult, right)


def _coo_product(speller, op: Call):
    data, rows, columns, shape, x = map(speller.operand, op.args)
    maker = syntax.attribute(speller.references.module("scipy.sparse"), "coo_array")
    parts = syntax.sequence([data, syntax.sequence([rows, columns])])
    return syntax.binary(syntax.call(maker, parts, shape=shape), ast.MatMult, x)


def _sparse_product(speller, op: Call):
    matrix, x = map(speller.operand, op.args)
    if op.callee is prims.sparse_product_transposed:
        matrix = syntax.attribute(matrix, "T")
    return syntax.binary(matrix, ast.MatMult, x)


OPERATORS = {
    **dict.fromkeys(BINARY, _binary), operator.add: _sum, operator.sub: _sum,
    **dict.fromkeys(_COMPARE, _compare),
    **dict.fromkeys(_UNARY, _unary), operator.contains: _contains, prims.is_in: _is_in,
    prims.not_in: _is_in, np.matmul: _matmul, prims.sparse_product: _sparse_product,
    prims.sparse_product_transposed: _sparse_product, prims.coo_product: _coo_product,
}  # fmt: skip
