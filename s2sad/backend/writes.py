"""Spellings of calls that write: statements such as `a[i] = v`, `a += v`, `l.append(v)`.

Each gets the speller, the call and the target (the variable that is both operand 0 and result)
and returns the statement.
"""

from __future__ import annotations

import ast
import operator
from dataclasses import replace

from ..ir import prims
from ..ir.nodes import Call, Const, Pack, Value
from ..ir.paths import steps
from ..ir.types import ArrayType
from . import syntax
from .expectations import expectation
from .indexing import place
from .operators import BINARY, without_sign
from .storage import Augment

_IN_PLACE = {
    operator.iadd: ast.Add, operator.isub: ast.Sub, operator.imul: ast.Mult,
    operator.itruediv: ast.Div, operator.ifloordiv: ast.FloorDiv, operator.imod: ast.Mod,
    operator.ipow: ast.Pow, operator.imatmul: ast.MatMult, operator.iand: ast.BitAnd,
    operator.ior: ast.BitOr, operator.ixor: ast.BitXor,
}  # fmt: skip


def write_statement(speller, op: Call):
    """The statement of a call that writes into its operand 0 (or into `out`)."""
    callee = op.callee
    if isinstance(callee, Augment):
        array, path, value = op.args
        return _augment(speller, place(speller, array, path.items), callee.operator, value)
    if callee in _IN_PLACE:
        return _augment(speller, speller.operand(op.args[0]), _IN_PLACE[callee], op.args[1])
    return _STATEMENTS.get(callee, _expression)(speller, op)


def _augment(speller, target, kind: type, value):
    if kind in (ast.Add, ast.Sub):
        positive = without_sign(speller, value)
        if positive is not None:
            opposite = ast.Sub if kind is ast.Add else ast.Add
            return syntax.augment(target, opposite, positive)
    return syntax.augment(target, kind, speller.operand(value))


def _write(speller, op: Call):
    array, path, value = op.args
    target = place(speller, array, path.items)
    last = path.items[-1] if path.items else None
    if last is None or (isinstance(last, Pack) and last.kind is prims.View):
        target = syntax.subscript(target, syntax.constant(Ellipsis))
    return syntax.assign(target, speller.operand(value))


def _accumulate(speller, op: Call):
    array, path, value = op.args
    target = place(speller, array, path.items)
    last = path.items[-1] if path.items else None
    if isinstance(last, Pack) and last.kind is prims.View:
        target = syntax.subscript(target, syntax.constant(Ellipsis))
    return _augment(speller, target, ast.Add, value)


def _accumulate_at(speller, op: Call):
    array, path, value = op.args
    target = place(speller, array, path.items[:-1])
    add_at = syntax.attribute(speller.references.module("numpy"), "add", "at")
    negative = without_sign(speller, value)
    if negative is not None:
        add_at = syntax.attribute(speller.references.module("numpy"), "subtract", "at")
    value = speller.operand(value) if negative is None else negative
    index = path.items[-1]
    return ast.Expr(syntax.call(add_at, target, speller.operand(index), value))


def _append(speller, op: Call):
    items = speller.operand(op.args[0])
    return ast.Expr(syntax.call(syntax.attribute(items, "append"), speller.operand(op.args[1])))


def _drop_last(speller, op: Call):
    return ast.Expr(pop(speller, op))


def pop(speller, op: Call):
    """The expression `items.pop()`."""
    return syntax.call(syntax.attribute(speller.operand(op.args[0]), "pop"))


def _list_write(speller, op: Call):
    items, index, value = op.args
    return syntax.assign(place(speller, items, steps(index)), speller.operand(value))


def _row(speller, op: Call):
    """The same as of an array, which the first steps lead to."""
    items, index, path, value = op.args
    path = Pack(tuple, (*steps(index), *path.items))
    return _ROWS[op.callee](speller, replace(op, args=(items, path, value)))


def _expression(speller, op: Call):
    """A function with `out=`."""
    return ast.Expr(speller.expression(op))


_ROWS = {
    prims.row_write: _write, prims.row_accumulate: _accumulate,
    prims.row_accumulate_at: _accumulate_at,
}  # fmt: skip
_STATEMENTS = {
    **dict.fromkeys(_ROWS, _row),
    prims.write: _write, prims.accumulate: _accumulate, prims.accumulate_at: _accumulate_at,
    prims.list_append: _append, prims.list_drop_last: _drop_last, prims.list_write: _list_write,
}  # fmt: skip


def effect_statement(speller, op: Call):
    """The statement of a call that is made for its effect alone."""
    if op.callee is prims.raise_:
        parts = [speller.operand(arg) for arg in op.args if not _is_none(arg)]
        return ast.Raise(*(parts + [None, None])[:2])
    if op.callee is prims.assert_:
        message = op.args[1] if len(op.args) > 1 and not _is_none(op.args[1]) else None
        text = None if message is None else speller.operand(message)
        return ast.Assert(speller.operand(op.args[0]), text)
    if op.callee is prims.bound:
        return ast.Expr(speller.operand(op.args[0]))
    if op.callee in prims.EXPECTATIONS:
        return expectation(speller, op)
    return ast.Expr(speller.expression(op))


def _is_none(operand) -> bool:
    return isinstance(operand, Const) and operand.value is None


def rebinding(speller, op: Call, target):
    """`s += x` for `s = s + x` of numbers, where the variable is the operand's; else None."""
    kind = BINARY.get(op.callee)
    if kind is None or kind is ast.MatMult:
        return None
    left, right = op.args
    if _spells(speller, left, target):
        return _augment(speller, target, kind, right)
    commutes = kind in (ast.Add, ast.Mult)
    if commutes and _spells(speller, right, target):
        return _augment(speller, target, kind, left)
    return None


def _spells(speller, operand, target) -> bool:
    """True where the operand is printed as the name of the target, and is no array: of one without
    axes `s + x` is a number, but `s += x` would write into it."""
    if not isinstance(operand, Value) or isinstance(operand.type, ArrayType):
        return False
    return speller.names.get(operand) == target.id
