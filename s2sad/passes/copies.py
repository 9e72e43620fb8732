"""Put copies into a function where they were asked for.

A Function and a `Copies` come in, the Function with them goes out. An `Edge` copies what one
operand brings, just before the op that reads it; a copied value is replaced by its copy for all
its readers but those named and those that ask where it lies. What surprises: a list is copied
without its items (`list(x)`) where the path ends at it, and with them, in a loop, where the path
goes on into it.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..analysis.sharing import Sharing, sharing
from ..ir import prims
from ..ir.builder import Builder
from ..ir.calls import map_calls
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Return, Terminator, Value,
    UNDEFINED, While, Yield, leaves,
)  # fmt: skip
from ..ir.traverse import count_uses, map_blocks, map_operand, operands_of
from ..ir.types import DTYPES, ArrayType, ListType, TupleType, Type

#: the step of a path from a list to its items
ITEMS = -1
#: what is asked of the memory of an array is not asked of its copy
_OF_MEMORY = (np.shares_memory, prims.get_attribute)


@dataclass(frozen=True, slots=True)
class Edge:
    """A leaf of operand `slot` of the node, numbered as in `operands_of`."""

    node: Op | Terminator
    slot: int
    path: tuple[int, ...] = ()


@dataclass(slots=True)
class Copies:
    """`values`: those to copy after their definition, each with the edges that stay with the
    original."""

    edges: set[Edge] = field(default_factory=set)
    values: dict[Value, frozenset[tuple[Op | Terminator, int]]] = field(default_factory=dict)

    def add(self, more: "Copies") -> None:
        self.edges |= more.edges
        for value, kept in more.values.items():
            self.values[value] = self.values.get(value, kept) & kept

    def __bool__(self) -> bool:
        return bool(self.edges or self.values)


def run(fn: Function, copies: Copies) -> Function:
    if not copies:
        return fn
    copies = _where_bound(fn, copies)
    params = [leaf for param in fn.params for leaf in leaves(param.tree)]
    return replace(fn, body=_Writer(copies).block(fn.body, params))


def of_none(fn: Function) -> Function:
    """The function where it makes lists of None that are filled later: an item that is copied may
    be None still, of which `np.array` makes a copy, too."""
    found = inventory(fn)
    if np.copy not in found.callees or not any(map(_makes_none, found.ops)):
        return fn
    made = {op.result: op for op in inventory(fn).ops if isinstance(op, Call)}

    def copied(op: Call) -> Call:
        source = made.get(op.args[0]) if op.callee is np.copy else None
        is_new = source is not None and source.callee is not operator.getitem
        return op if op.callee is not np.copy or is_new else replace(op, callee=np.array)

    body = map_calls(fn.body, copied)
    return fn if body is fn.body else replace(fn, body=body)


def _makes_none(op: Op) -> bool:
    if not isinstance(op, Call) or op.callee not in (operator.mul, prims.list_append):
        return False
    item = op.args[-1] if op.callee is prims.list_append else op.args[0]
    items = item.items if isinstance(item, Pack) else (item,)
    return any(isinstance(each, Const) and each.value is None for each in items)


def _where_bound(fn: Function, copies: Copies) -> Copies:
    """A value that one branch only binds is copied there, and not after the branch."""
    movable = {
        value for value, kept in copies.values.items()
        if not any(value in leaves(operands_of(node)[slot]) for node, slot in kept)
    }  # fmt: skip
    if not movable:
        return copies
    moved = Copies(set(copies.edges), dict(copies.values))
    for op in inventory(fn).ops:
        if not isinstance(op, If):
            continue
        ends = op.then.terminator, op.orelse.terminator
        for k, result in enumerate(op.results):
            bound = [e for e in ends if getattr(e.operands[k], "value", None) is not UNDEFINED]
            if len(bound) == 1 and result in movable:
                del moved.values[result]
                # of a list, not the list alone is copied, but what it holds
                moved.edges.add(Edge(bound[0], k, (ITEMS,)))
    return moved


def copy_deep(b: Builder, operand: Operand, type: Type | None, name: str = "") -> Operand:
    """An operand of the same value that shares no memory with it."""
    if isinstance(operand, Pack):
        items = tuple(copy_deep(b, item, getattr(item, "type", None)) for item in operand.items)
        return Pack(operand.kind, items, operand.keys)
    match type:
        case ArrayType():
            return b.call(np.copy, operand, name=name, type=type)
        case TupleType(items=types):
            return Pack(tuple, tuple(
                copy_deep(b, b.call(operator.getitem, operand, k, type=t), t)
                for k, t in enumerate(types)
            ))  # fmt: skip
        case ListType(item=item):
            return _copy_items(b, operand, type, item, name)
    return operand


def _copy_items(
    b: Builder, operand: Operand, type: ListType, item: Type | None, name: str
) -> Value:
    """A loop that appends a copy of each item to a new list."""
    inner = Builder(b.span)
    element, copied = Value("item", item), Value(name, type)
    value = copy_deep(inner, element, item)
    longer = inner.call(prims.list_append, copied, value, name=name, type=type)
    body = inner.block((element, copied), Next((longer,)))
    result = Value(name, type)
    b.append(For((operand,), (Pack(list, ()),), body, (result,), b.span))
    return result


def copy_leaf(b: Builder, operand: Operand, path: tuple[int, ...], type: Type | None) -> Operand:
    """The operand with a copy at the end of the path."""
    name = operand.name if isinstance(operand, Value) else ""
    if path and path[0] != ITEMS:
        return _copy_item(b, operand, path, type)
    if path or isinstance(operand, Pack):
        return copy_deep(b, operand, type, name)
    if isinstance(type, ListType):
        return b.call(list, operand, name=name, type=type)
    return copy_deep(b, operand, type, name)


def _copy_item(b: Builder, operand: Operand, path: tuple[int, ...], type: Type | None) -> Operand:
    step, rest = path[0], path[1:]
    if isinstance(operand, Pack):
        items = list(operand.items)
        items[step] = copy_leaf(b, items[step], rest, getattr(items[step], "type", None))
        return Pack(operand.kind, tuple(items), operand.keys)
    if not isinstance(type, TupleType):
        return copy_deep(b, operand, type)
    items = [b.call(operator.getitem, operand, k, type=t) for k, t in enumerate(type.items)]
    items[step] = copy_leaf(b, items[step], rest, type.items[step])
    return Pack(tuple, tuple(items))


def once(fn: Function) -> Function:
    """The function in which no array or list is copied that is new, and that nobody else reads."""
    if not inventory(fn).calls((list, np.copy)):
        return fn
    body = _once(fn.body, count_uses(fn))
    return fn if body is fn.body else replace(fn, body=body)


def _once(block: Block, counts: dict[Value, int]) -> Block:
    ops: list[Op] = []
    made: dict[Value, int] = {}  # what is new in this block, and where it is made
    for op in block.ops:
        op = map_blocks(op, lambda inner: _once(inner, counts))
        place = made.get(op.args[0]) if _is_copy(op) else None
        if place is not None and counts[op.args[0]] == 1 and (
            op.result.type == ops[place].result.type
        ):
            ops[place] = replace(ops[place], result=op.result)
        else:
            place = len(ops)
            ops.append(op)
        if _is_new(op):
            made[op.result] = place
    return block if tuple(ops) == block.ops else replace(block, ops=tuple(ops))


def _is_new(op: Op) -> bool:
    """True for a list or an array that is made here."""
    if type(op) is not Call or op.result is None:
        return False
    if isinstance(op.result.type, ListType):
        return op.callee in (list, prims.build_list, operator.mul)
    return isinstance(op.result.type, ArrayType) and sharing(op) is Sharing.FRESH


def _is_copy(op: Op) -> bool:
    return _is_new(op) and op.callee in (list, np.copy) and type(op.args[0]) is Value


def with_operands(node: Op | Terminator, operands: tuple[Operand, ...]) -> Op | Terminator:
    """The node with other operands, in the order of `operands_of`."""
    match node:
        case Call():
            n = len(node.args)
            kwargs = tuple((key, o) for (key, _), o in zip(node.kwargs, operands[n:]))
            return Call(node.callee, operands[:n], kwargs, node.result, node.effect, node.span)
        case If():
            return replace(node, condition=operands[0])
        case For():
            n = len(node.iterables)
            return replace(node, iterables=operands[:n], inits=operands[n:])
        case While():
            return replace(node, inits=operands)
        case Yield():
            return Yield(operands)
        case Next():
            n = len(node.operands)
            return Next(operands[:n], operands[n] if node.stop is not None else None)
        case Return():
            return Return(operands[0], operands[1:])


class _Writer:
    def __init__(self, copies: Copies):
        self.values = copies.values
        self.by_node: dict[Op | Terminator, list[Edge]] = {}
        for edge in sorted(copies.edges, key=lambda e: (e.slot, e.path)):
            self.by_node.setdefault(edge.node, []).append(edge)
        self.copied: dict[Value, Operand] = {}

    def block(self, block: Block, params: Sequence[Value] = ()) -> Block:
        b = Builder()
        for value in (*block.args, *params):
            self.copy_value(b, value)
        for op in block.ops:
            b.span = op.span
            new = map_blocks(self.node(b, op), self.block)
            b.append(new)
            for result in op.results:
                self.copy_value(b, result)
        terminator = self.node(b, block.terminator)
        same = len(b.ops) == len(block.ops) and all(x is y for x, y in zip(b.ops, block.ops))
        if same and terminator is block.terminator:
            return block
        return b.block(block.args, terminator)

    def copy_value(self, b: Builder, value: Value) -> None:
        if value in self.values:
            self.copied[value] = copy_deep(b, value, value.type, value.name)

    def node(self, b: Builder, node: Op | Terminator) -> Op | Terminator:
        """The node with its operands replaced and copied, its blocks as they were."""
        edges = self.by_node.get(node, ())
        if not edges and (not self.copied or getattr(node, "callee", None) in _OF_MEMORY):
            return node
        old = operands_of(node)
        new = [self.operand(node, slot, operand) for slot, operand in enumerate(old)]
        for edge in edges:
            operand = new[edge.slot]
            new[edge.slot] = copy_leaf(b, operand, edge.path, _type_of(operand, node))
        if all(x is y for x, y in zip(old, new)):
            return node
        return with_operands(node, tuple(new))

    def operand(self, node: Op | Terminator, slot: int, operand: Operand) -> Operand:
        def put(value: Value) -> Operand:
            if value not in self.copied or (node, slot) in self.values[value]:
                return value
            return self.copied[value]

        return map_operand(operand, put)


def _type_of(operand: Operand, node: Op | Terminator) -> Type | None:
    """The type of an operand; a constant has one only where a write into it says so."""
    if isinstance(operand, Const) and isinstance(operand.value, np.ndarray):
        names = {name: ours for ours, name in DTYPES.items()}
        return ArrayType(names[operand.value.dtype.name], operand.value.shape)
    if isinstance(operand, Const) and isinstance(node, Call) and node.result is not None:
        return node.result.type
    return getattr(operand, "type", None)
