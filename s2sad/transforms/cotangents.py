"""What a reverse sweep knows while it runs: cotangents, and the forward values that it needs.

A value without cotangent has no entry in `Sweep.bars`; a structure has cotangents part by part.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..analysis import absent, precisions, shifts
from ..analysis import written as written_values
from ..analysis.activity import useful, varied
from ..ir import prims
from ..ir.inventory import inventory
from ..ir.builder import Builder
from ..ir.identity import operand_key
from ..ir.nodes import (
    Block, Call, Const, For, Function, If, Op, Operand, Pack, Value, While, Yield,
    all_leaves, leaves,
)  # fmt: skip
from ..ir.paths import steps
from ..ir.traverse import blocks_of, free_values
from ..ir.types import (
    NONE, ArrayType, Dim, ListType, RecordType, ScalarType, TupleType, Type, is_differentiable,
    tangent_type,
)  # fmt: skip
from ..source import Span
from ..types.dims import VARYING
from ..types.lattice import join_types
from . import logistic, overwritten, precision, residuals, settled
from .counted import moving
from .parts import part_lengths
from .tangents import Arithmetic, axis_facts, contracted, operand_type
from .undo import Chains, Versions


@dataclass(slots=True)
class Sweep:
    """One backward block being written: its builder and the cotangents known so far."""

    builder: Builder
    bars: dict[Value, Operand] = field(default_factory=dict)
    versions: Versions = field(default_factory=Versions)
    outermost: bool = False
    ops: Sequence[Op] = ()
    """the forward operations that it is the backward block of"""
    makers: dict[Value, Call] | None = None

    def made(self, value: Value) -> Call | None:
        """The call of the forward block that made a value."""
        if self.makers is None:
            self.makers = {op.result: op for op in self.ops if type(op) is Call}
        return self.makers.get(value)

    def is_read(self, operand: Operand, source: Operand, index: Operand) -> bool:
        """True for what the forward block has read of the array or list at the index."""
        for step in reversed(steps(index)):
            read = self.made(operand) if isinstance(operand, Value) else None
            if read is None or read.callee is not operator.getitem:
                return False
            if operand_key(read.args[1]) != operand_key(step):
                return False
            operand = read.args[0]
        return operand is source


class Cotangents:
    """One reverse transform. `needed` are the forward values that backward code reads so far,
    or that forward operations read whose results are needed. `bound` are those that backward code
    may read, or a tape store, on paths that leave them undefined. `planner` decides what is stored.
    """

    def __init__(
        self,
        fn: Function,
        wrt: Sequence[Value],
        planner: residuals.Planner = residuals.plan,
        chains: Chains | None = None,
    ):
        self.fn, self.planner, self.chains = fn, planner, chains
        self.settled: dict[Value, settled.Place] = {}
        self.looped: set[Value] = set()
        self.written = written_values.run(fn)
        if self.written:
            self._look_at_writes(fn)
        self.saved: set[Value] = set()
        #: for the first write of a swap what the second one, undone before it, gives it back
        self.unswapped: dict[Call, Operand] = {}
        self.copied: dict[int, set[Value]] = {}
        useful_values = useful(fn)
        self.active = varied(fn, wrt, shifts.cancelled(fn)) & useful_values
        self.active.update(v for v in wrt if v in useful_values)
        self.missing = absent.all_paths(fn)
        some = {value for value, paths in self.missing.items() if () in paths}
        self.unbound = some - absent.placeholders(fn)
        #: a placeholder would hide that a variable is not bound
        self.reads_unbound = inventory(fn).calls((prims.bound,))
        self.lengths = axis_facts(fn)
        self.quotients = logistic.quotients(fn)
        self.arithmetic = Arithmetic(fn, self.lengths, contracted(fn), part_lengths(fn))
        self.moving = moving(fn)
        self.needed: set[Value] = set()
        self.bound: set[Value] = set()
        self.updated: list[Operand] = []
        self.makers: dict[Value, Call] = {}

    def _look_at_writes(self, fn: Function) -> None:
        """Which arrays are written over, and what stands in an array when a loop has ended, if
        that is not put back."""
        chains = Chains(fn, {})
        self.written = overwritten.run(fn, chains)
        if self.planner is residuals.plan:
            found = settled.run(fn, chains)
            loops = (op for op in inventory(fn).controls if isinstance(op, For | While))
            self.looped.update(result for op in loops for result in op.results)
            back = self.chains
            self.settled = {
                v: at for v, at in found.items() if back is None or not back.puts_back(at[0])
            }

    # --- cotangents ---

    def add_bar(self, sweep: Sweep, operand: Operand, bar: Operand | None) -> None:
        """Add a cotangent to what an operand has so far; structures go part by part."""
        if bar is None or (isinstance(bar, Const) and bar.value is None):
            return
        if isinstance(bar, Value) and bar.type == NONE:  # of a part that has none
            return
        if type(operand) is Pack:
            for item, part in zip(operand.items, self.parts(sweep, bar, operand)):
                self.add_bar(sweep, item, part)
        elif operand in self.active:
            self.add_to_value(sweep, operand, bar)

    def hand(self, sweep: Sweep, operand: Operand, bar: Operand | None) -> None:
        """Add the cotangent of what the operand becomes: a carry, the result of a branch. It has
        the operand's shape, however little the types say of what comes on several ways."""
        match operand, bar:
            case Value(type=ArrayType(shape=shape)), Value(type=ArrayType(dtype=dtype) as have):
                if have.shape != shape and have.ndim == len(shape) and operand in self.active:
                    type = ArrayType(dtype, shape)
                    bar = self.arithmetic.emit(sweep.builder, prims.retyped, bar, type=type)
        self.add_bar(sweep, operand, bar)

    def parts(self, sweep: Sweep, bar: Operand, like: Operand) -> list[Operand]:
        """The cotangents of the parts of a value."""
        if isinstance(bar, Pack):
            return list(bar.items)
        if isinstance(bar.type, RecordType):
            return self.record_parts(sweep, bar, like)
        types = bar.type.items if isinstance(bar.type, TupleType) else [None] * len(like.items)
        return [
            self.arithmetic.emit(sweep.builder, operator.getitem, bar, Const(k), type=type)
            for k, type in enumerate(types)
        ]

    def record_parts(self, sweep: Sweep, bar: Value, like: Operand) -> list[Operand]:
        """The parts of a record's cotangent, zeros where it is None."""
        span, found, zeros, items = sweep.builder.span, [], [], []
        none, some = Builder(span), Builder(span)
        for k, type in enumerate(bar.type.items):
            if not is_differentiable(type):
                found.append(Const(None))
                continue
            part = self.arithmetic.zero(type)
            if not isinstance(type, ScalarType):
                part = self.zeros_of_item(none, like, k)
            zeros.append(part)
            items.append(self.arithmetic.item(some, bar, k, type))
            found.append(Value("", type, span))
        blocks = none.block((), Yield(tuple(zeros))), some.block((), Yield(tuple(items)))
        results = tuple(part for part in found if isinstance(part, Value))
        test = self.arithmetic.is_none(sweep.builder, bar)
        sweep.builder.append(If(test, *blocks, results, span))
        return found

    def zeros_of_item(self, builder: Builder, like: Operand, k: int) -> Operand:
        part = like.items[k] if isinstance(like, Pack) else None
        if isinstance(part, Const):
            return Const(None)
        if isinstance(part, Pack):
            zeros = (self.zeros_of_item(builder, part, j) for j in range(len(part.items)))
            return Pack(tuple, tuple(zeros))
        primal = like.type.items[k] if part is None else part.type
        part = self.arithmetic.item(builder, like, k, primal)
        self.bound.update(leaves(part))
        return self.arithmetic.zeros(builder, primal, part)

    def add_to_value(self, sweep: Sweep, value: Value, bar: Operand) -> None:
        name = bar_name(value)
        bar = self.arithmetic.fit(sweep.builder, bar, value.type, value)
        before = sweep.bars.get(value)
        if before is not None:
            bar = self.sum_of(sweep, value, before, bar, name)
        elif isinstance(bar, Value) and not bar.name:
            bar.name = name
        self.set_bar(sweep, value, bar)

    def sum_of(
        self, sweep: Sweep, value: Value, before: Operand, bar: Operand, name: str = ""
    ) -> Operand:
        """The sum of two cotangents of the value. That of a record lacks no part, where the other
        is no display of parts."""
        if isinstance(value.type, RecordType) and isinstance(before, Pack) != isinstance(bar, Pack):
            before, bar = (self.complete(sweep, value, g) for g in (before, bar))
        return self.arithmetic.add(sweep.builder, before, bar, value.type, name)

    def set_bar(self, sweep: Sweep, value: Value, bar: Operand) -> None:
        """Replace the cotangent of a value by one that holds it and more."""
        sweep.bars[value] = bar
        self.updated.append(bar)

    def bar_type(self, value: Value, *bars: Operand) -> Type | None:
        """The type of a cotangent that comes on several ways, these bars among them: that of its
        primal; integers have none. Lists are of the type of their cotangents, which may be more
        precise. Of a Python number NumPy's may come, too: it is no less precise than an array of
        single precision that it is multiplied by."""
        types = [getattr(bar, "type", None) for bar in bars]
        if all(isinstance(known, ListType) for known in types):
            known = functools.reduce(_join, types)
            if known is not None:
                return known
        type = tangent_type(value.type)
        return precision.of_numpy(type) if precisions.has_single(self.fn) else type

    def missing_as(self, value: Value, bar: Value) -> Value:
        """The cotangent, which has no shape of its own where the value has none."""
        if value in self.missing:
            self.missing[bar] = self.missing[value]
        return bar

    def full_bar(self, sweep: Sweep, value: Value) -> Operand:
        """The cotangent of a value, zeros where nothing has reached it."""
        found = sweep.bars.get(value)
        if found is None:
            shape = getattr(value.type, "shape", (None,))
            fixed = value in self.unbound and all(isinstance(n, int) for n in shape)
            like = None if fixed else value
            found = self.arithmetic.zeros(sweep.builder, value.type, like, bar_name(value))
            if not fixed and not (isinstance(found, Const) and self.reads_unbound):
                self.need_bound(value)
        return self.complete(sweep, value, found)

    # --- what the backward sweep needs ---

    def need(self, values) -> None:
        self.needed.update(values)

    def need_bound(self, value: Value) -> None:
        """A value that is read, for its shape, whether it is defined or not."""
        self.needed.add(value)
        self.bound.add(value)

    def need_of_ops(self, ops: Sequence[Op]) -> None:
        """Forward values that freshly emitted backward operations read."""
        for op in ops:
            if type(op) is not Call:
                self.needed.update(free_values(Block((), tuple(ops), Yield(()))))
                return
        read = set().union(*[op.uses for op in ops])
        self.needed.update(read.difference([op.result for op in ops]))

    def keep_forward(self, op: Op) -> None:
        """If the forward sweep has to run this operation, it needs what the operation reads."""
        if getattr(op, "effect", False) or not self.needed.isdisjoint(op.results):
            self.needed.update(op.uses)
            if not isinstance(op, Call):
                blocks = [op.then, op.orelse] if isinstance(op, If) else [op.body]
                self.needed.update(free_values(*blocks))

    def prune(self, builder: Builder, start: int) -> None:
        """Drop what a rule computed for arguments that need no cotangent: it must not make the
        forward sweep keep what only it would read."""
        live = set(all_leaves(self.updated))
        self.updated.clear()
        rest: list[Op] = []
        for op in reversed(builder.ops[start:]):
            if type(op) is not Call:
                live.update(free_values(*blocks_of(op)))
            elif op.result not in live and not op.effect:
                continue
            rest.append(op)
            live.update(op.uses)
        builder.ops[start:] = reversed(rest)

    def complete(self, sweep: Sweep, value: Value, bar: Operand) -> Operand:
        """A cotangent of a tuple with zeros at the places that nothing has reached."""
        if not isinstance(bar, Pack) or not isinstance(value.type, TupleType | RecordType):
            return bar
        items = []
        for k, (part, type) in enumerate(zip(bar.items, value.type.items)):
            missing = isinstance(part, Const) and part.value is None and is_differentiable(type)
            if missing and isinstance(type, ScalarType):
                part = self.arithmetic.zero(type)
            elif missing or isinstance(part, Pack):
                like = self.arithmetic.item(sweep.builder, value, k, type)
                if missing:
                    part = self.arithmetic.zeros(sweep.builder, type, like)
                part = self.complete(sweep, like, part)
            items.append(part)
        return Pack(tuple, tuple(items))


def _join(a: Type, b: Type) -> Type | None:
    return join_types(a, b, lambda not_one: Dim(VARYING, not_one))


def bar_name(value: Value) -> str:
    return f"{value.name}_bar" if value.name else ""


def adjoint(span: Span | None) -> Span | None:
    return None if span is None else span.in_reverse()


def seed_tree(value: Operand, name: str = "y_bar") -> Operand:
    """A parameter tree for the cotangent of a result."""
    match value:
        case Pack(kind=kind, items=items, keys=keys):
            parts = tuple(seed_tree(i, f"{name}_{k}") for k, i in enumerate(items))
            return Pack(kind, parts, keys)
        case _ if is_differentiable(operand_type(value)):
            return Value(name, operand_type(value))
    return Const(None)
