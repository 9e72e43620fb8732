"""Lists of lists, or of arrays, that no list or array is an item of together.

A write into an item of one list of lists may change another one, which holds the same item, and a
write into an array that is in one list may change another list: which lists an item goes to is not
followed. But most programs never hand an item from the one to the other:
`c[i][j] += a[i][k] * b[k][j]`. So it is claimed of each write that these others are apart, and in
the end held against the program: two lists are, if no operation leads from one to the other. Where
one does, the program is run again without such claims, of lists or of arrays.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence

import numpy as np

from ..ir import prims
from ..ir.nodes import Block, Call, For, If, Op, Operand, Pack, Value, While, leaves
from ..ir.types import ArrayType, IterType, ListType, OpaqueType, RecordType, TupleType, Type
from .failure import Again

COPYING = (list, sorted, operator.add, operator.mul)
#: functions whose array is new; ufuncs and operators are too
MAKING = frozenset({
    np.zeros, np.zeros_like, np.ones, np.ones_like, np.full, np.full_like, np.empty, np.empty_like,
    np.copy, np.eye, np.arange, np.linspace, np.sum, np.mean, np.cumsum, np.where, np.clip, np.dot,
    np.outer, np.concatenate, np.stack, np.linalg.solve, np.linalg.inv,
})  # fmt: skip
OPERATORS = frozenset({
    operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod,
    operator.pow, operator.matmul, operator.neg, abs,
})  # fmt: skip
WRITES = (prims.write, prims.accumulate, prims.accumulate_at)

#: the version of a list or array after a write, and another list that is taken to hold none of its
#: items, or not the array
Claim = tuple[Value, Value]
#: the types of what claims are about
CLAIMED: frozenset[type[Type]] = frozenset({ListType, ArrayType})


def check(cx, claims: Sequence[Claim], given: Iterable[Value], ops: Sequence[Op]) -> None:
    """Run again without claims of lists, or of arrays, if one of these does not hold."""
    copies = [[v for i in (one, *one.twins) for v in cx.copies.get(i, ())] for one in cx.copies]
    same, given = [*copies, *cx.versions], list(given)
    refuted = set()
    for kind in CLAIMED:
        of_kind = [claim for claim in claims if isinstance(claim[0].type, kind)]
        if of_kind and not hold(of_kind, kind, given, same, ops):
            refuted.add(kind)
    if refuted:
        cx.directives.claims_allowed -= refuted
        raise Again


def hold(
    claims: Iterable[Claim], kind: type[Type], parameters: Iterable[Value],
    copies: Iterable[Iterable[Value]], ops: Sequence[Op],
) -> bool:
    """Whether the claims hold in a program, in which some values are `copies` of one list, or
    versions of one array. What is in none of its operations was tried only."""
    classes = _Classes(kind)
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
    """Union-find over values that are lists or hold some, and over arrays where these are the kind
    of items: those of one class may share items, or be items of each other."""

    def __init__(self, kind: type[Type]):
        self.kind = kind
        self.parent: dict[Value, Value] = {}

    def find(self, value: Value) -> Value:
        root = self.parent.setdefault(value, value)
        while self.parent[root] is not root:
            self.parent[root] = root = self.parent[self.parent[root]]
        return root

    def join(self, *operands: Operand | None) -> None:
        lists = [v for operand in operands if operand is not None for v in leaves(operand)
                 if may_hold(v.type, self.kind)]  # fmt: skip
        for value in lists:
            self.parent[self.find(value)] = self.find(lists[0])

    def ops(self, ops: Sequence[Op]) -> None:
        for op in ops:
            match op:
                case Call(callee=callee) if callee in WRITES:
                    self.join(op.result, op.args[0])  # what is written is copied
                case Call(result=Value() as result) if may_hold(result.type, self.kind):
                    self.join(result, *(() if is_new(op, self.kind) else op.uses))
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


def is_new(op: Call, kind: type[Type]) -> bool:
    """True for a new array, or a new list of items that hold none of the kind."""
    type = op.result.type
    if isinstance(type, ArrayType):
        return isinstance(op.callee, np.ufunc) or op.callee in MAKING | OPERATORS
    if not isinstance(type, ListType) or may_hold(type.item, kind):
        return False
    index = op.args[1] if op.callee is operator.getitem else None
    return op.callee in COPYING or isinstance(index, Pack) and index.kind is slice


def may_hold(type: Type | None, kind: type[Type]) -> bool:
    """True for what is of the kind, is a list, or may hold one, or may be anything."""
    match type:
        case ListType() | RecordType() | OpaqueType() | None:
            return True
        case ArrayType():
            return kind is ArrayType
        case TupleType(items=items):
            return any(may_hold(item, kind) for item in items)
        case IterType(item=item):
            return may_hold(item, kind)
    return False
