"""Runs typed IR as its emitted Python would run: writes change operand 0, views are views."""

from __future__ import annotations

import functools
import operator
from dataclasses import replace

from s2sad.ir import prims
from s2sad.ir.evaluator import evaluate_all
from s2sad.ir.nodes import Block, Call, For, Function, If, While


def write(array, path, value):
    if path and not isinstance(path[-1], prims.View):
        prims._target(array, path[:-1])[path[-1]] = value
    else:
        prims._target(array, path)[...] = value
    return array


def accumulate(array, path, value):
    if path and not isinstance(path[-1], prims.View):
        prims._target(array, path[:-1])[path[-1]] += value
    else:
        part = prims._target(array, path)
        part += value
    return array


def accumulate_at(array, path, value):
    operator.attrgetter("add.at")(prims.np)(prims._target(array, path[:-1]), path[-1], value)
    return array


def list_append(items, value):
    items.append(value)
    return items


def list_drop_last(items):
    items.pop()
    return items


def list_write(items, index, value):
    *rows, last = index if isinstance(index, tuple) else (index,)
    functools.reduce(operator.getitem, rows, items)[last] = value
    return items


IN_PLACE = {
    prims.write: write, prims.accumulate: accumulate, prims.accumulate_at: accumulate_at,
    prims.list_append: list_append, prims.list_drop_last: list_drop_last,
    prims.list_write: list_write,
}  # fmt: skip
FUNCTIONAL = {
    operator.iadd: operator.add, operator.isub: operator.sub, operator.imul: operator.mul,
    operator.itruediv: operator.truediv,
}  # fmt: skip


def with_callees(fn: Function, table: dict) -> Function:
    return replace(fn, body=_block(fn.body, table))


def _block(block: Block, table: dict) -> Block:
    return replace(block, ops=tuple(_op(op, table) for op in block.ops))


def _op(op, table: dict):
    match op:
        case Call():
            callee = op.callee
            if isinstance(callee, Function):
                return replace(op, callee=with_callees(callee, table))
            return replace(op, callee=table.get(callee, callee))
        case If():
            return replace(op, then=_block(op.then, table), orelse=_block(op.orelse, table))
        case For():
            return replace(op, body=_block(op.body, table))
        case While():
            return replace(
                op, condition=_block(op.condition, table), body=_block(op.body, table)
            )


def run_in_place(fn: Function, *args):
    """The value, computed with writes in place; the versions are the arguments themselves."""
    return evaluate_all(with_callees(fn, IN_PLACE), args)


def run_functional(fn: Function, *args):
    """The value and the versions by the meaning of the IR."""
    return evaluate_all(with_callees(fn, FUNCTIONAL), args)
