"""Remove what nothing reads: calls, results of branches, carries of loops, their iterables.

Before:
    func @f(%x: f64[n], %n: int) {
      %0: f64[n] = np.cos %x
      %r: iter<int> = range %n
      %s: int, %t: int = for %v: f64, %i: int in %x, %r carry (%a: int = 0, %b: int = 1) {
        %c: int = add %a, 1
        %d: int = mul %b, %a
        next %c, %d
      }
      return %s
    }
After:
    func @f(%x: f64[n], %n: int) {
      %r: iter<int> = range %n
      %s: int = for %v: f64, %i: int in %x, %r carry (%a: int = 0) {
        %c: int = add %a, 1
        next %c
      }
      return %s
    }

Values are marked backwards from what is returned and from the effects, through branches and
around loops; then the rest is dropped in one walk. What surprises: an iterable stays although its
variable is unused, unless another one of the same length stays (`%n` may differ from x's length
here, but where the loop is `even`): together they decide how often the loop runs. Loops are taken
to end.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from itertools import chain
from operator import attrgetter

from ..analysis import effects
from ..ir import prims
from ..ir.inventory import inventory, use_counts
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Next, Op, Operand, Pack, Terminator, Value, While,
    Yield, all_leaves,
)  # fmt: skip
from ..ir.places import READING
from ..ir.traverse import blocks_of
from ..ir.types import ArrayType, ListType, TupleType

_results = attrgetter("results")


def run(fn: Function) -> Function:
    if _is_read(fn):
        return fn
    while True:
        marks = _Marks(fn)
        body = _Sweep(marks).block(fn.body)
        if body is fn.body:
            return fn
        fn = replace(fn, body=body)
        if not marks.superfluous:
            return fn


def _is_read(fn: Function) -> bool:
    """True where each result is read, and each variable that shares a loop with another one: what
    reads the last of them is needed, and so is, one after the other, all that stands before."""
    found, read = inventory(fn), use_counts(fn).keys()
    if not read >= set(chain.from_iterable(map(_results, found.ops))):
        return False
    if not all(type(op) is Call and op.effect for op in found.ops if not op.results):
        return False
    loops = [op for op in found.controls if type(op) is For and len(op.iterables) > 1]
    return all(read >= set(op.body.args[: len(op.iterables)]) for op in loops)


class _Marks:
    """What must stay: values, effects, control ops, and the carries and iterables of loops."""

    def __init__(self, fn: Function):
        self.effects = effects.run(fn)
        self.values: set[Value] = set()
        self.ops: set[Op] = set()
        self.carries: set[tuple[Op, int]] = set()
        self.iterables: set[tuple[Op, int]] = set()
        self.superfluous: set[tuple[Op, int]] = set()
        self._calls: dict[Value, Call] = {}
        self._origin: dict[Value, tuple[Op, int]] = {}
        self._todo: list[Value] = []
        self._loops: list[For] = []
        self._chosen: dict[tuple[Op, int], list[int]] = {}
        self._define(fn.body)
        self._todo.extend(fn.body.terminator.uses)
        for op in self.effects:
            if not (type(op) is Call and op.callee in READING):
                self._keep(op)
        self._close()

    def _define(self, block: Block) -> None:
        """Where values come from: a call, else op and number of the result, carry or (inverted)
        iterable."""
        for op in block.ops:
            if type(op) is Call:
                if op.result is not None:
                    self._calls[op.result] = op
                continue
            self._originate(op.results, op)
            if isinstance(op, For):
                count = len(op.iterables)
                for k, variable in enumerate(op.body.args[:count]):
                    self._origin[variable] = (op, ~k)
                self._originate(op.body.args[count:], op)
            elif isinstance(op, While):
                self._originate(op.condition.args, op)
                self._originate(op.body.args, op)
            for inner in blocks_of(op):
                self._define(inner)

    def _originate(self, values: Iterable[Value], op: Op) -> None:
        for k, value in enumerate(values):
            self._origin[value] = (op, k)

    def _close(self) -> None:
        """Follow the values that are needed; then settle the trip count of one more loop."""
        todo, values, calls, kept = self._todo, self.values, self._calls, self.ops
        while todo or self._loops:
            if not todo:
                self._choose_iterables(self._loops.pop())
                continue
            value = todo.pop()
            if value not in values:
                values.add(value)
                op = calls.get(value)
                if op is not None:
                    kept.add(op)
                    todo += op.uses
                elif value in self._origin:
                    self._need(*self._origin[value])
        for (op, k), group in self._chosen.items():
            read = op.body.args[k] in self.values
            if not read and any(j != k and (op, j) in self.iterables for j in group):
                self.superfluous.add((op, k))

    def _need(self, op: Op, k: int) -> None:
        self._keep(op)
        match op:
            case If():
                self._read(op.then.terminator.operands[k], op.orelse.terminator.operands[k])
            case For() if k < 0:
                self.iterables.add((op, ~k))
                self._read(op.iterables[~k])
            case For() | While() if (op, k) not in self.carries:
                self.carries.add((op, k))
                self._read(op.inits[k], op.body.terminator.operands[k])

    def _keep(self, op: Op) -> None:
        if op in self.ops:
            return
        self.ops.add(op)
        if type(op) is Call:
            self._todo += op.uses
            return
        match op:
            case If():
                self._read(op.condition)
            case For() | While():
                if isinstance(op, For):
                    self._loops.append(op)
                else:
                    self._read(*op.condition.terminator.operands)
                if op.body.terminator.stop is not None:
                    self._read(op.body.terminator.stop)

    def _read(self, *operands: Operand) -> None:
        self._todo.extend(all_leaves(operands))

    # trip counts

    def _choose_iterables(self, op: For) -> None:
        """Keep one iterable of each length."""
        groups: dict[Hashable, list[int]] = {}
        for k, iterable in enumerate(op.iterables):
            length = op if op.even else self._length(iterable, (op, k))
            groups.setdefault(length, []).append(k)
        if len(groups) > 1:
            groups.pop(_ENDLESS, None)
        for group in groups.values():
            if not any((op, k) in self.iterables for k in group):
                self._chosen[op, group[0]] = group
                self.iterables.add((op, group[0]))
                self._read(op.iterables[group[0]])

    def _length(self, iterable: Operand, otherwise: Hashable) -> Hashable:
        """Equal for iterables of surely equal length."""
        if type(iterable) is Const and type(iterable.value) in (tuple, range, str):
            return len(iterable.value)
        if type(iterable) is Pack:
            return len(iterable.items)
        match getattr(iterable, "type", None):
            case ArrayType(shape=(length, *_)):
                return length
            case TupleType(items=items):
                return len(items)
            case ListType():
                return iterable
        call = self._call(iterable)
        if call is not None and call.callee is reversed:
            return self._length(call.args[0], otherwise)
        if call is not None and call.callee is prims.count:
            return _ENDLESS
        if call is not None and call.callee is range and len(call.args) == 1:
            return self._number(call.args[0])
        return otherwise

    def _number(self, stop: Operand) -> Hashable:
        """The length of `range(stop)`."""
        if type(stop) is Const:
            return max(0, stop.value)
        call = self._call(stop)
        if call is not None and call.callee is len:
            return self._length(call.args[0], (range, stop))
        if call is not None and call.callee is prims.axis_length:
            array, axis = call.args
            if isinstance(array.type, ArrayType) and type(axis) is Const:
                return array.type.shape[axis.value]
        return (range, stop)

    def _call(self, value: Operand) -> Call | None:
        return self._calls.get(value)


_ENDLESS = "endless"


class _Sweep:
    """Rebuilds blocks without what is not marked."""

    def __init__(self, marks: _Marks):
        self.marks = marks

    def block(
        self, block: Block, keep: list[int] | None = None, args: tuple | None = None
    ) -> Block:
        """The block with the operands `keep` of its terminator and with other arguments."""
        kept, values = self.marks.ops, self.marks.values
        ops = tuple([
            op if type(op) is Call and op.result in values else self._op(op)
            for op in block.ops if op in kept
        ])  # fmt: skip
        terminator = block.terminator if keep is None else _pick(block.terminator, keep)
        args = block.args if args is None else args
        if ops == block.ops and terminator is block.terminator and len(args) == len(block.args):
            return block
        return Block(args, ops, terminator)

    def _op(self, op: Op) -> Op:
        if type(op) is Call:  # it is kept for its effect
            if op.result is None:
                return op
            return Call(op.callee, op.args, op.kwargs, None, op.effect, op.span)
        match op:
            case If():
                keep = [k for k, r in enumerate(op.results) if r in self.marks.values]
                then, orelse = self.block(op.then, keep), self.block(op.orelse, keep)
                if then is op.then and orelse is op.orelse:
                    return op
                return If(op.condition, then, orelse, _at(op.results, keep), op.span)
            case For():
                return self._for(op)
            case While():
                keep = self._carries(op)
                condition = self.block(op.condition, None, _at(op.condition.args, keep))
                body = self.block(op.body, keep, _at(op.body.args, keep))
                if condition is op.condition and body is op.body:
                    return op
                return While(_at(op.inits, keep), condition, body, _at(op.results, keep), op.span)
        raise TypeError(f"not an op: {op!r}")

    def _for(self, op: For) -> For:
        count = len(op.iterables)
        rounds = [
            k for k in range(count)
            if (op, k) in self.marks.iterables and (op, k) not in self.marks.superfluous
        ]  # fmt: skip
        keep = self._carries(op)
        args = _at(op.body.args, rounds) + _at(op.body.args[count:], keep)
        body = self.block(op.body, keep, args)
        if body is op.body:
            return op
        even = op.even and len(rounds) > 1
        return For(_at(op.iterables, rounds), _at(op.inits, keep), body, _at(op.results, keep),
                   op.span, even)  # fmt: skip

    def _carries(self, op: For | While) -> list[int]:
        return [k for k in range(len(op.inits)) if (op, k) in self.marks.carries]


def _at(items: tuple, positions: list[int]) -> tuple:
    return tuple([items[k] for k in positions])


def _pick(terminator: Terminator, keep: list[int]) -> Terminator:
    operands = _at(terminator.operands, keep)
    if len(operands) == len(terminator.operands):
        return terminator
    return Yield(operands) if isinstance(terminator, Yield) else Next(operands, terminator.stop)
