"""Drop from tapes what nobody reads.

Before:
    func @f(%x: f64[n], %n: int) {
      %k: iter<int> = range %n
      %t: list<(f64, f64)> = build_list
      %u: list<(f64, f64)> = for %i: int in %k carry (%a: list<(f64, f64)> = %t) {
        %e: f64 = getitem %x, %i
        %g: f64 = math.sin %e
        %b: list<(f64, f64)> = list_append %a, (%e, %g)
        next %b
      }
      %r: iter<(f64, f64)> = reversed %u
      %s: f64 = for %p: (f64, f64) in %r carry (%c: f64 = 0.0) {
        %h: f64 = getitem %p, 0
        %d: f64 = add %c, %h
        next %d
      }
      return %s
    }
After:
    func @f(%x: f64[n], %n: int) {
      %k: iter<int> = range %n
      %t: list<f64> = build_list
      %u: list<f64> = for %i: int in %k carry (%a: list<f64> = %t) {
        %e: f64 = getitem %x, %i
        %g: f64 = math.sin %e
        %b: list<f64> = list_append %a, %e
        next %b
      }
      %r: iter<f64> = reversed %u
      %s: f64 = for %h: f64 in %r carry (%c: f64 = 0.0) {
        %d: f64 = add %c, %h
        next %d
      }
      return %s
    }

A tape is a list of tuples, or of such lists, that is filled by `append` and read by loops, by the
items of its tuples: whatever else is done with one, it stays as it is. Values that are dropped die
in `dce`.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..ir import prims
from ..ir.inventory import inventory
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Pack, Value, While, leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, all_blocks
from ..ir.types import IterType, ListType, ScalarType, TupleType, Type


def run(fn: Function) -> Function:
    if prims.list_append not in inventory(fn).callees or not any(
        isinstance(op, Call) and _appends_tuple(op) for op in inventory(fn).ops
    ):
        return fn
    tapes = _Tapes()
    tapes.look(fn)
    dropped = tapes.dropped()
    if not dropped:
        return fn
    rewriter = _Rewriter(tapes, dropped)
    return replace(fn, body=rewriter.block(fn.body))


def _appends_tuple(op: Call) -> bool:
    return op.callee is prims.list_append and isinstance(op.args[1], Pack)


def _is_tape(type_: Type | None) -> bool:
    """A list (or what runs over one) of tuples, or of such lists."""
    if not isinstance(type_, (ListType, IterType)):
        return False
    return isinstance(type_.item, TupleType) or _is_tape(type_.item)


@dataclass(slots=True)
class _Tape:
    """One tape, as the class of all the values that hold it on its way."""

    rows: list[Operand] = field(default_factory=list)  # what is appended
    entries: set[Value] = field(default_factory=set)  # what loops read: tuples, or tapes
    read: set[int] = field(default_factory=set)  # the items of tuples that are read
    fixed: bool = False


class _Tapes:
    """The tapes of a function, and how they are used."""

    def __init__(self) -> None:
        self.parent: dict[Value, Value] = {}
        self.tapes: dict[Value, _Tape] = {}
        self.entry_of: dict[Value, Value] = {}
        self.items: list[tuple[Value, int, Value]] = []

    # classes

    def find(self, value: Value) -> Value:
        while (above := self.parent.get(value, value)) is not value:
            value = above
        return value

    def join(self, a: Operand, b: Operand) -> None:
        """Two operands hold the same tape."""
        if not (isinstance(a, Value) and isinstance(b, Value)):
            for value in (*leaves(a), *leaves(b)):
                self.fix(value)
            return
        if _is_tape(a.type) or _is_tape(b.type):
            a, b = self.find(a), self.find(b)
            if a is not b:
                self.parent[a] = b

    def fix(self, value: Value) -> None:
        """Something is done with the value that only its present form allows."""
        if _is_tape(value.type):
            self.tape(value).fixed = True
        if value in self.entry_of:
            self.tape(self.entry_of[value]).fixed = True

    def tape(self, value: Value) -> _Tape:
        """The record of the class that a value is in now; merged when all is known."""
        return self.tapes.setdefault(value, _Tape())

    # what is done with them

    def look(self, fn: Function) -> None:
        for param in fn.params:
            for value in leaves(param.tree):
                self.fix(value)
        for block in all_blocks(fn.body):
            for op in block.ops:
                self.op(op)
        for value in fn.body.terminator.uses:
            self.fix(value)
        merged: dict[Value, _Tape] = {}
        for value, tape in self.tapes.items():
            known = merged.setdefault(self.find(value), _Tape())
            known.rows += tape.rows
            known.entries |= tape.entries
            known.read |= tape.read
            known.fixed |= tape.fixed
        self.tapes = merged
        self.join_items()
        self.fix_items()

    def op(self, op: Op) -> None:
        match op:
            case Call():
                self.call(op)
            case If():
                for k, result in enumerate(op.results):
                    for side in (op.then, op.orelse):
                        self.join(result, side.terminator.operands[k])
            case For() | While():
                self.loop(op)

    def call(self, op: Call) -> None:
        if op.callee is prims.build_list and not op.args:
            return
        if op.callee is prims.list_append and isinstance(op.args[0], Value):
            if _is_tape(op.args[0].type):
                self.join(op.result, op.args[0])
                self.tape(op.result).rows.append(op.args[1])
                if not isinstance(op.args[1], Pack):
                    return
                for item in op.args[1].items:
                    if not isinstance(item, Value):
                        for value in leaves(item):
                            self.fix(value)
                return
        if op.callee is reversed and isinstance(op.args[0], Value):
            self.join(op.result, op.args[0])
            return
        if op.callee is operator.getitem and op.args[0] in self.entry_of:
            entry, index = op.args
            if isinstance(index, Const) and type(index.value) is int and index.value >= 0:
                self.tape(self.entry_of[entry]).read.add(index.value)
                self.items.append((entry, index.value, op.result))
                return
        for value in (*op.uses, *op.results):
            if type(value.type) is not ScalarType:
                self.fix(value)

    def loop(self, op: For | While) -> None:
        count = len(op.iterables) if isinstance(op, For) else 0
        for iterable, variable in zip(getattr(op, "iterables", ()), op.body.args):
            if isinstance(iterable, Value) and _is_tape(iterable.type):
                self.tape(iterable).entries.add(variable)
                self.entry_of[variable] = iterable
        for k, (init, result) in enumerate(zip(op.inits, op.results)):
            arg = op.body.args[count + k]
            self.join(arg, init)
            self.join(arg, op.body.terminator.operands[k])
            self.join(arg, result)
            if isinstance(op, While):
                self.join(arg, op.condition.args[k])
        if isinstance(op, While):
            for value in op.condition.terminator.uses:
                self.fix(value)

    def join_items(self) -> None:
        """A tape in a tape: what is put into the outer one is what is read from it."""
        changed = True
        while changed:
            changed = False
            for tape in list(self.tapes.values()):
                places: dict[int | None, Value] = {}
                for place, inner in self.nested(tape):
                    a, b = self.find(inner), self.find(places.setdefault(place, inner))
                    if a is not b:
                        self.parent[a] = b
                        self.merge(a, b)
                        changed = True

    def fix_items(self) -> None:
        """A tape that stays as it is holds tapes that stay as they are."""
        todo = [tape for tape in self.tapes.values() if tape.fixed]
        while todo:
            tape = todo.pop()
            for _, value in self.nested(tape):
                inner = self.tapes.setdefault(self.find(value), _Tape())
                if not inner.fixed:
                    inner.fixed = True
                    todo.append(inner)

    def merge(self, a: Value, b: Value) -> None:
        gone, known = self.tapes.pop(a, _Tape()), self.tapes.setdefault(b, _Tape())
        known.rows += gone.rows
        known.entries |= gone.entries
        known.read |= gone.read
        known.fixed |= gone.fixed

    def nested(self, tape: _Tape) -> Iterator[tuple[int | None, Value]]:
        """The tapes that a tape holds, by their place in its tuples, None where they are all."""
        for value in (*tape.rows, *tape.entries):
            if isinstance(value, Value) and _is_tape(value.type):
                yield None, value
        for row in tape.rows:
            for k, item in enumerate(row.items if isinstance(row, Pack) else ()):
                if isinstance(item, Value) and _is_tape(item.type):
                    yield k, item
        for entry, k, result in self.items:
            if entry in tape.entries and _is_tape(result.type):
                yield k, result

    def dropped(self) -> set[Value]:
        """The classes of the tapes that hold what nobody reads."""
        return {
            root for root, tape in self.tapes.items()
            if not tape.fixed and tape.read and tape.rows
            and all(isinstance(row, Pack) and row.kind is tuple for row in tape.rows)
            and len(tape.read) < len(tape.rows[0].items)
        }  # fmt: skip


class _Rewriter(Cloner):
    """A copy of the function with smaller tapes."""

    def __init__(self, tapes: _Tapes, dropped: set[Value]):
        super().__init__()
        self.tapes = tapes
        self.kept = {root: sorted(tapes.tapes[root].read) for root in dropped}

    def type_of(self, value: Value) -> Type | None:
        if value in self.tapes.entry_of and isinstance(value.type, TupleType):
            return self.item_type(self.tapes.entry_of[value])
        if _is_tape(value.type):
            return type(value.type)(self.item_type(value))
        return value.type

    def item_type(self, value: Value) -> Type:
        """The type of what a tape holds after all."""
        root = self.tapes.find(value)
        tape = self.tapes.tapes.get(root)
        old = value.type.item
        if tape is None or not tape.rows:
            return old
        row = tape.rows[0]
        if not isinstance(row, Pack):
            return self.type_of(row) if isinstance(row, Value) else old
        types = [
            self.type_of(item) if isinstance(item, Value) and _is_tape(item.type) else old.items[k]
            for k, item in enumerate(row.items)
        ]
        kept = self.kept.get(root)
        if kept is None:
            return TupleType(tuple(types))
        return types[kept[0]] if len(kept) == 1 else TupleType(tuple(types[k] for k in kept))

    def fresh(self, value: Value) -> Value:
        new = self.map[value] = Value(value.name, self.type_of(value), self.span(value.span))
        return new

    def op(self, op: Op) -> Op | None:
        if isinstance(op, Call) and op.callee is prims.list_append:
            kept = self.kept.get(self.tapes.find(op.result))
            if kept is not None:
                items = tuple(op.args[1].items[k] for k in kept)
                row = items[0] if len(items) == 1 else Pack(tuple, items)
                op = replace(op, args=(op.args[0], row))
        if isinstance(op, Call) and op.callee is operator.getitem:
            holder = self.tapes.entry_of.get(op.args[0])
            kept = None if holder is None else self.kept.get(self.tapes.find(holder))
            if kept is not None:
                entry, index = op.args
                if len(kept) == 1:
                    held = self.map[entry]
                    held.name = op.result.name
                    self.map[op.result] = held
                    return None
                op = replace(op, args=(entry, Const(kept.index(index.value))))
        return super().op(op)

    def block(self, block: Block) -> Block:
        args = tuple(map(self.fresh, block.args))
        ops = tuple(op for op in map(self.op, block.ops) if op is not None)
        end = super().block(Block((), (), block.terminator)).terminator
        return Block(args, ops, end)
