"""Where each value is defined, and in how many loops each op stands.

A Function comes in, a frozen table comes out.
"""

from __future__ import annotations

from enum import Enum, auto

from ..ir.inventory import found_once
from ..ir.nodes import (
    Block, Call, For, Function, If, Op, Terminator, Value, While, leaves, node,
)  # fmt: skip


class Role(Enum):
    PARAM = auto()
    CALL = auto()
    BRANCH = auto()
    #: a loop's variable
    ITEM = auto()
    #: a loop's carry, in its blocks or after it
    CARRY = auto()


@node
class Definition:
    """`index`: which parameter leaf, result, loop variable or carry. `depth`: the loops around."""

    role: Role
    node: Op | None
    index: int
    depth: int


@node
class Definitions:
    of: dict[Value, Definition]
    depth: dict[Op | Terminator, int]


@found_once
def run(fn: Function) -> Definitions:
    found = Definitions({}, {})
    params = (leaf for param in fn.params for leaf in leaves(param.tree))
    for k, leaf in enumerate(params):
        found.of[leaf] = Definition(Role.PARAM, None, k, 0)
    _block(found, fn.body, 0)
    return found


def _block(found: Definitions, block: Block, depth: int) -> None:
    for op in block.ops:
        found.depth[op] = depth
        if type(op) is Call:
            if op.result is not None:
                found.of[op.result] = Definition(Role.CALL, op, 0, depth)
            continue
        match op:
            case If():
                role = Role.BRANCH
                _block(found, op.then, depth)
                _block(found, op.orelse, depth)
            case For() | While():
                role = Role.CARRY
                _loop(found, op, depth + 1)
        for k, result in enumerate(op.results):
            found.of[result] = Definition(role, op, k, depth)
    found.depth[block.terminator] = depth


def _loop(found: Definitions, op: For | While, depth: int) -> None:
    items = len(op.iterables) if isinstance(op, For) else 0
    blocks = (op.body,) if isinstance(op, For) else (op.condition, op.body)
    for block in blocks:
        for k, arg in enumerate(block.args):
            role, index = (Role.ITEM, k) if k < items else (Role.CARRY, k - items)
            found.of[arg] = Definition(role, op, index, depth)
        _block(found, block, depth)


__all__ = ["Definition", "Definitions", "Role", "run"]
