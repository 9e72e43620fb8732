"""Lists in which one list may stand twice: a write into an item of an item would show in both. So
would one into an array that stands in a list twice; that is asked where arrays are written there.

A function and its `Aliases` come in; the values that may be such lists, or hold one, go out.
Versions that share memory do not count: a row, and the same row after a write, are one row.

What goes into a list is compared with what is in it: `rows.append(row)` for a `row` that each
iteration makes is fine, for one from before the loop it is not. What surprises: the order of the
rows may change, by a swap, and they are still different ones.
"""

from __future__ import annotations

import operator

from ..ir import paths, prims
from ..ir.identity import operand_key
from ..ir.inventory import inventory
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, For, Function, If, Operand, Pack, Value, While, leaves,
)  # fmt: skip
from ..ir.types import ArrayType, IterType, ListType, ScalarType, TupleType, Type
from .aliases import Aliases
from .memory import FROZEN, Held, Memory, of_list
from .sharing import ROW_WRITES, Sharing, sharing


#: what holds of their first operand holds of the result
_SAME = frozenset(
    {operator.getitem, prims.list_drop_last, prims.Method("tolist"), *ROW_WRITES}
)


def run(fn: Function, aliases: Aliases) -> frozenset[Value]:
    """The values in which some list may stand twice."""
    return frozenset(_Search(fn, aliases).found)


class _Search:
    def __init__(self, fn: Function, aliases: Aliases):
        self.aliases = aliases
        self.of_arrays = bool(inventory(fn).calls(ROW_WRITES))
        self.makers = {op.result: op for op in inventory(fn).ops if isinstance(op, Call)}
        self.found: set[Value] = set()
        for param in fn.params:  # the caller may hand over what it likes
            for leaf in leaves(param.tree):
                self.add(leaf, True)
        count = -1
        while count != len(self.found):
            count = len(self.found)
            self.block(fn.body)

    def may_repeat(self, value: Value) -> bool:
        return _may_repeat(value.type, self.of_arrays)

    def add(self, value: Value | None, repeats: bool) -> None:
        if repeats and value is not None and self.may_repeat(value):
            self.found.add(value)

    def repeats(self, operand: Operand) -> bool:
        match operand:
            case Value():
                return operand in self.found
            case Const(value=value):
                return value is not UNDEFINED and isinstance(value, (list, tuple, dict))
            case Pack(kind=kind, items=items):
                return any(map(self.repeats, items)) or kind is list and self.meet(items)
        return True

    # what is in what

    def meet(self, items: tuple[Operand, ...]) -> bool:
        """Whether some list may be in two of the operands."""
        seen = 0
        for item in items:
            inside = _lists(self.aliases.of(item))
            if self.aliases.expand(inside) & seen & ~FROZEN:
                return True
            seen |= inside
        return False

    def is_in(self, value: Operand, items: Operand) -> bool:
        """Whether the value, or a list in it, may be in the list already."""
        held = _lists(of_list(self.aliases.of(items))[1])
        return bool(self.aliases.expand(_lists(self.aliases.of(value))) & held & ~FROZEN)

    # operations

    def block(self, block: Block) -> None:
        for op in block.ops:
            match op:
                case Call(result=result) if result is not None and self.may_repeat(result):
                    if result not in self.found:
                        self.add(result, self.call(op))
                case If():
                    self.block(op.then)
                    self.block(op.orelse)
                    ends = zip(op.then.terminator.operands, op.orelse.terminator.operands)
                    for result, operands in zip(op.results, ends):
                        self.add(result, any(map(self.repeats, operands)))
                case For():
                    for iterable, variable in zip(op.iterables, op.body.args):
                        self.add(variable, self.repeats(iterable))
                    self.loop(op, op.body.args[len(op.iterables) :])
                case While():
                    self.block(op.condition)
                    self.loop(op, op.body.args, op.condition.args)

    def loop(self, op: For | While, *args: tuple[Value, ...]) -> None:
        self.block(op.body)
        for k, operands in enumerate(zip(op.inits, op.body.terminator.operands)):
            if any(map(self.repeats, operands)):
                for values in (*args, op.results):
                    self.add(values[k], True)

    def call(self, op: Call) -> bool:
        args = op.args
        if isinstance(op.callee, Function):
            return True
        if op.callee is prims.list_append:
            return any(map(self.repeats, args)) or self.is_in(args[1], args[0])
        if op.callee is prims.list_write:
            return self.written(op)
        if op.callee is prims.build_list:
            return any(map(self.repeats, args)) or self.meet(args)
        if op.callee is operator.add:
            return any(map(self.repeats, args)) or self.meet(args)
        if op.callee in _SAME:
            return self.repeats(args[0])
        if sharing(op) in (Sharing.ITEMS, Sharing.SAME) and op.callee is not operator.mul:
            return any(map(self.repeats, args))
        return True

    def written(self, op: Call) -> bool:
        items, index, value = op.args
        before = self.swapped(op)
        if before is not None:
            return self.repeats(before)
        if self.repeats(items) or self.repeats(value):
            return True
        return self.is_in(value, items) and not self.is_item(value, items, index)

    def is_item(self, value: Operand, items: Operand, index: Operand) -> bool:
        """Whether the value is the item that it takes the place of, perhaps after writes into it.
        """
        while (maker := self.made(value)) is not None and sharing(maker) is Sharing.IN_PLACE:
            value = maker.args[0]
        return _reads(maker, items, index)

    def swapped(self, op: Call) -> Operand | None:
        """What the list was before two items of it have changed places."""
        first = self.made(op.args[0])
        if first is None or first.callee is not prims.list_write:
            return None
        before, i, other = first.args
        _, j, one = op.args
        swaps = _reads(self.made(other), before, j) and _reads(self.made(one), before, i)
        return before if swaps else None

    def made(self, operand: Operand) -> Call | None:
        return self.makers.get(operand) if isinstance(operand, Value) else None


def _reads(op: Call | None, items: Operand, index: Operand) -> bool:
    """True for the call that takes this item out of this list."""
    return (
        op is not None and op.callee is operator.getitem and op.args[0] is items
        and len(paths.steps(index)) == 1 and operand_key(op.args[1]) == operand_key(index)
    )  # fmt: skip


def _lists(memory: Memory) -> int:
    """The roots of a list and of the lists in it that a path of indices leads to."""
    if isinstance(memory, Held):
        return memory.own | _lists(memory.item)
    return memory if isinstance(memory, int) else 0


def _may_repeat(type: Type | None, arrays: bool) -> bool:
    """True for a list of lists, and for what may hold one; `arrays`: for one of arrays, too."""
    match type:
        case ListType(item=item) | IterType(item=item):
            return _may_hold_list(item, arrays)
        case TupleType(items=items):
            return any(_may_repeat(item, arrays) for item in items)
    return not isinstance(type, ScalarType | ArrayType)


def _may_hold_list(type: Type | None, arrays: bool) -> bool:
    match type:
        case ListType():
            return True
        case ArrayType():
            return arrays
        case TupleType(items=items):
            return any(_may_repeat(item, arrays) for item in items)
        case IterType(item=item):
            return _may_hold_list(item, arrays)
        case None:
            return False  # of an empty list
    return not isinstance(type, ScalarType | ArrayType)
