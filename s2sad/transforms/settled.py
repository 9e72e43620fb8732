"""What a loop reads of an array, or writes into it, and does not write over: it stands there still
when the loop has ended, so that a reverse sweep need not store it.

Before:  for %i in range(1, %n) carry (%a = %y) { %j = sub %i, 1; %p = getitem %a, %j;
                                                  %q = sin %p; %b = write %a, (%i,), %q; next %b }
Here `%p` is entry `i - 1` of the array after the loop, and `%q` entry `i`: later iterations write
at greater indices.

A write is compared with a read as in the dependence tests of vectorizing compilers (Allen and
Kennedy, Optimizing Compilers for Modern Architectures, 2001, chapter 3): along each axis both
indices are linear forms of loop variables, and the loops around both are looked at from the
outermost one inwards, for an iteration that comes later.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

from ..analysis.written import VIEWS, WRITES
from ..ir import prims
from ..ir.linear import Form, Symbol, range_bounds, symbol_form
from ..ir.nodes import (
    Block, Call, Const, For, Function, Op, Operand, Pack, Value, While, Yield,
)  # fmt: skip
from ..ir.traverse import blocks_of, free_values
from ..ir.types import ArrayType, Dim, ScalarType
from .undo import Chains

#: how many loop variables, each bounded by the next one, are put in
_ROUNDS = 8

Loops = tuple["For | While", ...]
Axes = list[tuple[Form, Form]]
#: an array and an index: where a value stands when the loop has ended
Place = tuple[Value, Operand]


def run(fn: Function, chains: Chains) -> dict[Value, Place]:
    """Where what was read or written stands in the end: for the results of reads, and for values
    that were written. `chains` are those of the function."""
    search, found = _Search(fn, chains), {}
    for access in (*search.reads, *search.kept):
        array = search.final_array(access)
        if array is not None:
            found[access.value] = array, access.index
    return found


def for_recomputation(block: Block, places: dict[Value, Place]) -> Block:
    """The forward block as a planner may see it: what stands somewhere in the end is read there,
    once its index is known. The order of its operations is that in which they can be run again."""
    own = {r: op for op in block.ops for r in op.results}
    for value in own.keys() & places.keys():
        array, index = places[value]
        own[value] = Call(operator.getitem, (array, index), (), value, False, value.span)
    if all(op is own[r] for op in block.ops for r in op.results):
        return block
    ops: dict[Op, None] = {}
    for op in block.ops:
        for result in op.results:
            _add_after_operands(own[result], own, ops)
    return Block(block.args, tuple(ops), block.terminator)


def _add_after_operands(op: Op, own: dict[Value, Op], ops: dict[Op, None]) -> None:
    if op not in ops:
        for value in free_values(Block((), (op,), Yield(()))):
            if value in own:
                _add_after_operands(own[value], own, ops)
        ops[op] = None


def are_read(ops: Iterable[Op], places: dict[Value, Place]) -> bool:
    """True where one of the operations reads what can be read in the end."""
    return any(
        isinstance(op, Call) and op.callee is operator.getitem and op.result in places for op in ops
    )


@dataclass(frozen=True, slots=True)
class _Access:
    """A read or a write: the loops around it, outermost first, and its place in the program."""

    op: Call
    loops: Loops
    place: int

    @property
    def is_read(self) -> bool:
        return self.op.callee is operator.getitem

    @property
    def array(self) -> Operand:
        return self.op.args[0]

    @property
    def value(self) -> Operand:
        """What is read or written."""
        return self.op.result if self.is_read else self.op.args[2]

    @property
    def index(self) -> Operand:
        """The index; of a write by several steps None."""
        if self.is_read:
            return self.op.args[1]
        path = self.op.args[1].items
        return path[0] if len(path) == 1 else Const(None)


@dataclass(frozen=True, slots=True)
class _Counter:
    """What counts the iterations of a loop: its variable, upwards (1) or downwards (-1)."""

    variable: Value
    sign: int


class _Search:
    def __init__(self, fn: Function, chains: Chains):
        self.chains = chains
        self.makers: dict[Value, Call] = {}
        self.bounds: dict[Symbol, tuple[Form, Form]] = {}
        self.counters: dict[int, _Counter | None] = {}
        self.carries: dict[Value, tuple[For | While, int]] = {}
        self.in_loop: set[Value] = set()
        self.places: dict[int, int] = {}
        self.reads: list[_Access] = []
        self.writes: list[_Access] = []
        self.kept: list[_Access] = []
        """writes of what their own block has made, so that it is written whenever it is made"""
        self.alone = set(map(id, fn.body.ops))
        """what runs in each iteration of the loops around it, and not in a branch"""
        self._index(fn.body, ())
        #: by the arrays that may share memory, the last one first: it rules most places out
        self.writes_into: dict[Value, list[_Access]] = {}
        for write in reversed(self.writes):
            self.writes_into.setdefault(chains.classes.find(write.array), []).append(write)

    # --- the program ---

    def _index(self, block: Block, loops: Loops) -> None:
        if loops:
            self.in_loop.update(block.args)
        own: set[Value] = set()
        for op in block.ops:
            place = self.places[id(op)] = len(self.places)
            if loops:
                self.in_loop.update(op.results)
            inner = loops
            match op:
                case Call():
                    self.makers[op.result] = op
                    if op.callee in WRITES:
                        write = _Access(op, loops, place)
                        self.writes.append(write)
                        if loops and write.value in own and _is_kept(write):
                            self.kept.append(write)
                    elif op.callee is operator.getitem and loops and _is_plain_read(op):
                        self.reads.append(_Access(op, loops, place))
                case For() | While():
                    inner = (*loops, op)
                    if id(op) in self.alone:
                        self.alone.update(map(id, op.body.ops))
                    self.counters[id(op)] = self._counter(op)
                    first = len(op.body.args) - len(op.inits)
                    for k, arg in enumerate(op.body.args[first:]):
                        self.carries[arg] = op, k
            own.update(op.results)
            for inner_block in blocks_of(op):
                self._index(inner_block, inner)

    def _counter(self, op: For | While) -> _Counter | None:
        """The variable that goes over a range, whose bounds are noted."""
        found = None
        for variable, iterable in zip(op.body.args, getattr(op, "iterables", ())):
            call = self.makers.get(iterable) if isinstance(iterable, Value) else None
            if call is None or call.callee is not range:
                continue
            start, stop, step = (*call.args, Const(1))[:3] if len(call.args) > 1 else (
                Const(0), call.args[0], Const(1)
            )  # fmt: skip
            if isinstance(step, Const) and step.value:
                self.bounds[variable] = range_bounds(self.form(start), self.form(stop), step.value)
                found = _Counter(variable, 1 if step.value > 0 else -1)
        return found

    # --- integers ---

    def form(self, operand: Operand) -> Form:
        if isinstance(operand, Const):
            known = type(operand.value) is int
            return Form(constant=operand.value) if known else symbol_form(operand)
        call = self.makers.get(operand)
        callee = None if call is None else call.callee
        if callee is operator.add:
            return self.form(call.args[0]).plus(self.form(call.args[1]))
        if callee is operator.sub:
            return self.form(call.args[0]).minus(self.form(call.args[1]))
        if callee is prims.axis_length:
            length = call.args[0].type.shape[call.args[1].value]
            if isinstance(length, int):
                return Form(constant=length)
            return symbol_form(operand if length.offset else length)
        return symbol_form(operand)

    def bounded(self, form: Form, keep: Iterable[Value], least: bool) -> Form:
        """The least or greatest value of a form, in which no loop variables but these are left."""
        for _ in range(_ROUNDS):
            inner = [(s, c) for s, c in form.terms if s in self.bounds and s not in keep]
            if not inner:
                break
            symbol, coefficient = inner[0]
            side = 0 if (coefficient > 0) == least else 1
            form = form.without(symbol, self.bounds[symbol][side])
        return form

    def position(self, operand: Operand) -> Form | None:
        """An index as a form of loop variables and of what no loop changes; None where it is
        another one, or may be negative and so count from the end."""
        type_ = getattr(operand, "type", None)
        if not isinstance(operand, Const) and not isinstance(type_, ScalarType):
            return None
        form = self.form(operand)
        if any(s in self.in_loop and s not in self.bounds for s, _ in form.terms):
            return None
        least = self.bounded(form, (), True)
        natural = least.constant >= 0 and all(c > 0 and isinstance(s, Dim) for s, c in least.terms)
        return form if natural else None

    # --- arrays ---

    def final_array(self, access: _Access) -> Value | None:
        """What the outermost loop that carries the array leaves of it, if that still holds what
        was read or written."""
        for depth, loop in enumerate(access.loops):
            if id(loop) not in self.alone:
                return None
            k = self.carry(access.array, loop)
            if k is not None:
                before = self.since_made(loop, k, access.loops[depth - 1]) if depth else None
                return None if depth and before is None else self.kept_by(access, loop, k, before)
        return None

    def kept_by(
        self, access: _Access, loop: For | While, k: int, before: set[int] | None
    ) -> Value | None:
        """Carry k of the loop as it ends, if no write meets what was accessed. `before`: the
        writes that an inner loop comes after; others may meet the array in later iterations."""
        root = self.chains.classes.find(loop.results[k])
        for write in self.writes_into.get(root, ()):
            if loop in write.loops:
                if self.may_overwrite(access, write, loop):
                    return None
            elif write.place > self.places[id(loop)] if before is None else (
                write.place not in before
            ):
                return None
        return loop.results[k]

    def since_made(self, loop: For | While, k: int, around: For | While) -> set[int] | None:
        """The places of the writes between the making of an array, in the same iteration of the
        loop around, and the loop that carries it; None where it is not made there."""
        array, found = loop.inits[k], set()
        while isinstance(array, Value) and array in self.makers:
            op = self.makers[array]
            if op.callee in WRITES:
                found.add(self.places[id(op)])
                array = op.args[0]
            else:
                inside = self.places[id(op)] > self.places[id(around)]
                return found if inside and op.callee not in VIEWS else None
        return None

    def carry(self, array: Operand, loop: For | While) -> int | None:
        """Which carry of the loop the array is a version of, if only writes lie between."""
        while isinstance(array, Value):
            if array in self.carries:
                around, k = self.carries[array]
                before = self.chains.before_loop(around, k)
                if around is loop:
                    return None if before is None else k
                array = before
            elif array in self.chains.makers:
                array = self.chains.before(*self.chains.makers[array])
            else:
                return None
        return None

    # --- dependences ---

    def may_overwrite(self, read: _Access, write: _Access, outermost: For | While) -> bool:
        """False where the write does not meet what was read (or written), at any time after; the
        array is new in each iteration of what is around the outermost loop."""
        axes = self.axes(read, write)
        common = [a for a, b in zip(read.loops, write.loops) if a is b]
        first = common.index(outermost)
        around = map(self.counters.get, map(id, common[:first]))
        keep = [counter.variable for counter in around if counter is not None]
        for loop in common[first:]:
            counter = self.counters[id(loop)]
            if counter is None:
                return True
            keep.append(counter.variable)
            apart = [self.distance(r, w, keep, counter) for r, w in axes]
            if _NEVER in apart:
                return False
            if _NOW not in apart:
                return True
        return write.place > read.place

    def axes(self, read: _Access, write: _Access) -> Axes:
        pairs = zip(map(self.position, _steps(read.index)), map(self.position, _steps(write.index)))
        return [(r, w) for r, w in pairs if r is not None and w is not None]

    def distance(self, read: Form, write: Form, keep: list[Value], counter: _Counter) -> str:
        """In which iterations of this loop, from that of the read on, an index of the write may
        be that of the read: in none, in this one alone, or in any."""
        least, most = (self.bounded(read, keep, side) for side in (True, False))
        low, high = (self.bounded(write, keep, side) for side in (True, False))
        changing = {s for form in (least, most, low, high) for s, _ in form.terms} & self.in_loop
        if not changing.issubset(keep):
            return _ANY
        variable, sign = counter.variable, counter.sign
        if _is_negative(most.minus(low)) and low.coefficient(variable) * sign >= 0:
            return _NEVER
        if _is_negative(high.minus(least)) and high.coefficient(variable) * sign <= 0:
            return _NEVER
        if least == most == low == high and low.coefficient(variable):
            return _NOW
        return _ANY


_NEVER, _NOW, _ANY = "never", "now", "any"


def _is_negative(form: Form) -> bool:
    """Surely so; lengths are not negative."""
    return form.constant < 0 and all(c < 0 and isinstance(s, Dim) for s, c in form.terms)


def _steps(index: Operand) -> list[Operand]:
    """The index along each axis; none where something makes them belong to other axes."""
    items = list(index.items) if isinstance(index, Pack) and index.kind is tuple else [index]
    return items if all(map(_is_plain_step, items)) else []


def _is_plain_step(item: Operand) -> bool:
    """An integer, or a slice."""
    if isinstance(item, Const):
        return type(item.value) in (int, slice)
    if isinstance(item, Pack):
        return item.kind is slice
    return isinstance(item.type, ScalarType) and item.type.dtype[0] in "iu"


def _is_plain_read(op: Call) -> bool:
    array = getattr(op.args[0], "type", None)
    return isinstance(array, ArrayType) and bool(_steps(op.args[1]))


def _is_kept(write: _Access) -> bool:
    """True for a number or array that is written as it is: reading the same place gives the same,
    of the same type."""
    steps, array, value = _steps(write.index), write.op.result.type, write.value
    if write.op.callee is not prims.write or not isinstance(value, Value) or not steps:
        return False
    if any(isinstance(step, Pack) or type(getattr(step, "value", 0)) is slice for step in steps):
        return False
    shape = array.shape[len(steps) :]
    return value.type == (ArrayType(array.dtype, shape) if shape else ScalarType(array.dtype))
