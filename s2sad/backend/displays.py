"""Spellings of displays: f-strings, and the lists, tuples and dicts that calls build."""

from __future__ import annotations

import ast

from ..ir import prims
from ..ir.nodes import Call, Const, Operand, Value
from . import syntax


def _join_text(speller, op: Call):
    return ast.JoinedStr([_part(speller, arg) for arg in op.args])


def _part(speller, operand: Operand):
    match operand:
        case Const(value=str()):
            return syntax.constant(operand.value)
        case Value() if operand in speller.inline:
            op = speller.inline[operand]
            if isinstance(op, Call) and op.callee is prims.format_value:
                return _replacement(speller, *op.args)
    return ast.FormattedValue(speller.operand(operand), -1, None)


def _replacement(speller, value: Operand, conversion: Operand, spec: Operand):
    code = ord(conversion.value) if conversion.value else -1
    if isinstance(spec, Const):
        text = ast.JoinedStr([syntax.constant(spec.value)]) if spec.value else None
    else:
        text = ast.JoinedStr([_part(speller, spec)])
    return ast.FormattedValue(speller.operand(value), code, text)


def _format_value(speller, op: Call):
    return ast.JoinedStr([_replacement(speller, *op.args)])


def _build_list(speller, op: Call):
    return syntax.display(map(speller.operand, op.args))


def _build_tuple(speller, op: Call):
    return syntax.sequence(map(speller.operand, op.args))


def _build_dict(speller, op: Call):
    return speller.operand(op.args[0])


DISPLAYS = {
    prims.join_text: _join_text, prims.format_value: _format_value,
    prims.build_list: _build_list, prims.build_tuple: _build_tuple,
    prims.build_dict: _build_dict,
}  # fmt: skip
