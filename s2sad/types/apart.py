"""Lists of lists that no list is an item of together.

A write into an item of one list of lists may change another one, which holds the same item: which
lists an item goes to is not followed. But most programs never hand an item from the one to the
other: `c[i][j] += a[i][k] * b[k][j]`. So it is claimed of each write that these others are apart,
and in the end held against the program: two lists are, if no operation leads from one to the other.
Where one does, the program is run again without such claims.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence

from ..ir.nodes import Block, Call, For, If, Op, Operand, Pack, Value, While, leaves
from ..ir.types import IterType, ListType, OpaqueType, RecordType, TupleType, Type
from .failure import Again

COPYING = (list, sorted, operator.add, operator.mul)

#: the version of a list after a write, and another list that is taken to hold none of its items
Claim = tuple[Value, Value]


def check(cx, claims: Sequence[Claim], given: Iterable[Value], ops: Sequence[Op]) -> None:
    """Run again without claims of lists of lists, if one of these does not hold."""
    copies = [[v for i in (one, *one.twins) for v in cx.copies.get(i, ())] for one in cx.copies]
    if claims and not hold(claims, given, copies, ops):
        cx.directives.claims_allowed = False
        raise Again


def hold(
    claims: Iterable[Claim], parameters: Iterable[Value], copies: Iterable[Iterable[Value]],
    ops: Sequence[Op],
) -> bool:
    """Whether the claims hold in a program, in which some values are `copies` of one list. What is
    in none of its operations was tried only."""
    classes = _Classes()
    classes.join(*parameters)  # what the caller hands over may hold what it likes
    classes.ops(ops)
    for values in copies:
        classes.join(*(value for value in values if value in classes.parent))
    known = classes.parent
    return all(
        other in known and classes.find(changed) is not classes.find(other)
        for changed, other in claims if changed in known
    )  # fmt: skip


class _Classes:
    """Union-find over values that are lists or hold some: those of one class may share items."""

    def __init__(self):
        self.parent: dict[Value, Value] = {}

    def find(self, value: Value) -> Value:
        root = self.parent.setdefault(value, value)
        while self.parent[root] is not root:
            self.parent[root] = root = self.parent[self.parent[root]]
        return root

    def join(self, *operands: Operand | None) -> None:
        lists = [v for operand in operands if operand is not None for v in leaves(operand)
                 if may_hold_list(v.type)]  # fmt: skip
        for value in lists:
            self.parent[self.find(value)] = self.find(lists[0])

    def ops(self, ops: Sequence[Op]) -> None:
        for op in ops:
            match op:
                case Call():
                    self.join(op.result, *(() if is_copy(op) else op.uses))
                case If():
                    for block in (op.then, op.orelse):
                        self.block(block, block.terminator.operands, op.results)
                case For():
                    count = len(op.iterables)
                    self.join_all(op.iterables, op.body.args[:count])
                    self.loop(op, op.body.args[count:])
                case While():
                    self.block(op.condition, op.condition.args, op.inits)
                    self.loop(op, op.body.args)

    def loop(self, op: For | While, carries: Sequence[Value]) -> None:
        self.join_all(op.inits, carries)
        self.block(op.body, op.body.terminator.operands, carries)
        self.join_all(carries, op.results)

    def block(self, block: Block, ends: Sequence[Operand], others: Sequence[Operand]) -> None:
        self.ops(block.ops)
        self.join_all(ends, others)

    def join_all(self, some: Sequence[Operand], others: Sequence[Operand]) -> None:
        for a, b in zip(some, others):
            self.join(a, b)


def is_copy(op: Call) -> bool:
    """True for a new list of items that hold no lists."""
    type = op.result and op.result.type
    if not isinstance(type, ListType) or may_hold_list(type.item):
        return False
    index = op.args[1] if op.callee is operator.getitem else None
    return op.callee in COPYING or isinstance(index, Pack) and index.kind is slice


def may_hold_list(type: Type | None) -> bool:
    """True for what is a list, or may hold one, or may be anything."""
    match type:
        case ListType() | RecordType() | OpaqueType() | None:
            return True
        case TupleType(items=items):
            return any(map(may_hold_list, items))
        case IterType(item=item):
            return may_hold_list(item)
    return False
