"""The reversal of a loop: a loop that runs the pullback of each iteration, last one first.

The backward loop carries the cotangents of what the forward loop carries and of what its body
reads from outside. What it runs over is decided in `backwards`; the forward loop then counts its
iterations where their numbers are wanted.
"""

from __future__ import annotations

import operator
from dataclasses import replace

from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import (
    Block, Call, Const, For, Next, Op, Operand, Pack, Value, Yield, is_undefined,
)  # fmt: skip
from ..ir.traverse import Cloner, free_values, substituted, with_carries
from ..ir.types import INT, ArrayType, IterType, ListType, TupleType, Type
from ..types.lattice import varies
from .backwards import Backwards, Tape
from .leaving import leaving, noted


def may_change(type_: Type | None) -> bool:
    """True for arrays and lists whose lengths a loop may change."""
    match type_:
        case ArrayType(shape=shape):
            return any(map(varies, shape))
        case TupleType(items=items):
            return any(map(may_change, items))
    return isinstance(type_, ListType)


class LoopReversal(Backwards):
    """Reverses one For or While."""

    def run(self) -> list[Op]:
        """Emit the backward loop; the forward operations that replace the loop."""
        op, active = self.op, self.reverse.active
        self.carried = [k for k, a in enumerate(self.args) if a in active]
        bars = [self.sweep.bars.pop(op.results[k], None) for k in self.carried]
        chains = self.reverse.chains
        self.undone = chains.carried(op) if chains is not None else []
        if all(b is None for b in bars) and not self.undone:
            return [op]
        self.left = leaving(op, (*self.carried, *self.undone))
        self.round = op.body if self.left is None else self.left.round()
        self.outer = [v for v in self.read_from_outside() if v in active]
        self.dead = not any(r in self.reverse.needed for r in op.results)
        entry, outer = self.enter(bars), self.outside()
        inner_ops = self.backward_body(entry, outer)
        entry += self.enter_outer(outer)
        self.bar_count = len(entry)
        return self.assemble([*entry, *self.enter_versions()], inner_ops)

    def read_from_outside(self) -> list[Value]:
        """Active values of the enclosing blocks that get a cotangent from inside the loop."""
        found = dict(free_values(self.op.body))
        for variable, iterable in zip(self.variables, getattr(self.op, "iterables", ())):
            if variable in self.reverse.active:
                for value in self.iterated(iterable):
                    found.setdefault(value)
        return list(found)

    # --- the backward body ---

    def enter(self, bars) -> list[tuple[Value, Operand, Value]]:
        """(forward value, initial cotangent, block argument) for each carried cotangent."""
        reverse, builder, entry = self.reverse, self.sweep.builder, []
        for k, bar in zip(self.carried, bars):
            result = self.op.results[k]
            if bar is None:
                bar = reverse.arithmetic.zeros(
                    builder, result.type, self.like(k), f"{result.name}_bar"
                )
            entry.append((self.args[k], bar, self.block_argument(result, bar)))
        return entry

    def outside(self) -> dict[Value, Value]:
        """The block argument for the cotangent of each value that is read from outside."""
        bars = self.sweep.bars
        return {v: self.block_argument(v, bars.get(v, Const(None))) for v in self.outer}

    def enter_outer(self, outer: dict[Value, Value]) -> list[tuple[Value, Operand, Value]]:
        """What `enter` returns, for values from outside to whose cotangent the body adds."""
        entry = []
        for value, arg in outer.items():
            found = self.inner.bars[value]
            if found is not arg:
                self.nexts.append(self.reverse.complete(self.inner, value, found))
                entry.append((value, self.reverse.full_bar(self.sweep, value), arg))
        return entry

    def enter_versions(self) -> list[tuple[Value, Operand, Value]]:
        """What `enter` returns, for arrays that each iteration gives back as it found them."""
        entry = []
        for k, arg in zip(self.undone, self.put_back):
            after = self.op.results[k]
            entry.append((self.args[k], self.sweep.versions.latest.get(after, after), arg))
            self.nexts.append(self.inner.versions.latest[self.args[k]])
        return entry

    def like(self, k: int) -> Value:
        """A value with the shape of a carry: its result."""
        self.reverse.need_bound(self.op.results[k])
        return self.op.results[k]

    def block_argument(self, value: Value, bar: Operand) -> Value:
        type_ = self.reverse.bar_type(value, bar)
        name = f"{value.name}_bar" if value.name else ""
        return self.reverse.missing_as(value, Value(name, type_, self.span))

    def backward_body(self, entry, outer: dict[Value, Value]) -> list[Op]:
        """The pullback of one iteration, as if all forward values were in scope."""
        reverse = self.reverse
        self.inner = inner = type(self.sweep)(Builder(self.span), dict(outer))
        end: Next = self.round.terminator
        arrays = [self.args[k] for k in self.undone]
        self.put_back = [Value(array.name, array.type, self.span) for array in arrays]
        for k, arg in zip(self.undone, self.put_back):
            inner.versions.put_back(0, end.operands[k], arg)
        for k, (_, _, arg) in zip(self.carried, entry):
            reverse.hand(inner, end.operands[k], arg)
        ops = reverse.block(self.round.ops, inner)
        self.body = Block(self.round.args, tuple(ops), end)
        self.pull_items(inner)
        self.nexts = []
        for value, _, arg in entry:
            found = inner.bars.get(value)
            if found is None:
                inner.builder.span = self.span
                like = value if may_change(value.type) else arg
                found = reverse.arithmetic.zeros(
                    inner.builder, value.type, like, f"{value.name}_bar"
                )
            self.nexts.append(reverse.complete(inner, value, found))
        return inner.builder.ops

    def pull_items(self, inner) -> None:
        """The cotangent of a loop variable goes to its place in the array or list."""
        reverse, builder = self.reverse, inner.builder
        last = builder.ops[-1] if builder.ops else None
        builder.span = last.span if isinstance(last, Call) else self.span
        for variable, iterable in zip(self.variables, getattr(self.op, "iterables", ())):
            bar = inner.bars.pop(variable, None)
            if bar is None:
                continue
            position = self.position(builder, iterable)
            source = self.iterated(iterable)[0]
            buffer = inner.bars[source]
            emit = reverse.arithmetic.emit
            if isinstance(source.type, ArrayType):
                added = emit(
                    builder, prims.accumulate, buffer, Pack(tuple, (position,)), bar,
                    type=source.type, name=f"{source.name}_bar",
                )  # fmt: skip
            else:
                have = emit(builder, operator.getitem, buffer, position, type=buffer.type.item)
                total = reverse.arithmetic.add(builder, have, bar, source.type.item)
                added = emit(
                    builder, prims.list_write, buffer, position, total, type=buffer.type,
                    name=f"{source.name}_bar",
                )  # fmt: skip
            inner.bars[source] = added

    # --- assembly ---

    def assemble(self, entry, inner_ops: list[Op]) -> list[Op]:
        """Decide residuals, then build the forward loop that stores and the loop that reads."""
        reverse = self.reverse
        backward = Block((), tuple(inner_ops), Yield(tuple(self.nexts)))
        whole, free = backward, set(self.variables)
        plan, body, backward = reverse.plan(
            self.op, self.body, whole, self.inner.versions, lambda v: v in free, self.dead
        )
        fewer = free if self.index in free_values(backward) else self.at_hand(plan.stored)
        if fewer != free:
            plan, body, backward = reverse.plan(
                self.op, self.body, whole, self.inner.versions, lambda v: v in fewer, self.dead
            )
        self.body = body
        clones = Cloner()
        recomputed = tuple(clones.op(op) for op in plan.recomputed)
        used = free_values(Block((), recomputed, Yield(())), backward)
        variables = [v for v in self.variables if v in used]
        wants_index = self.index in used
        tape, counter = self.forward_loop(plan.stored, wants_index, variables)
        iterables, args, prefix, names = self.backward_iterables(
            tape, counter, wants_index, variables
        )
        for value, replacement in names.items():
            clones.map[value] = replacement
        recomputed = self.renamed(recomputed, names, clones)
        body_ops = [*prefix, *recomputed]
        tail = substituted(backward, clones.map)
        body = Block(
            (*args, *(arg for _, _, arg in entry)),
            (*body_ops, *tail.ops),
            Next(tail.terminator.operands),
        )
        results = tuple(Value(arg.name, arg.type, self.span) for _, _, arg in entry)
        inits = tuple(bar for _, bar, _ in entry)
        builder = self.sweep.builder
        builder.span = self.span
        even = len(iterables) > 1
        builder.append(For(tuple(iterables), inits, body, results, self.span, even))
        self.leave(entry, results)
        return self.forward

    def renamed(self, ops: tuple[Op, ...], names: dict, clones: Cloner) -> tuple[Op, ...]:
        block = substituted(Block((), ops, Yield(())), names)
        return block.ops

    def leave(self, entry, results) -> None:
        """Cotangents after the loop: of what came in, and of what was read from outside."""
        carried, bars = len(self.carried), self.bar_count
        for (value, _, _), result in zip(entry[carried:bars], results[carried:bars]):
            self.reverse.set_bar(self.sweep, value, result)
        for k, result in zip(self.undone, results[bars:]):
            position = len(self.sweep.builder.ops)
            self.sweep.versions.put_back(position, self.op.inits[k], result, self.op.results[k])
        for k, result in zip(self.carried, results):
            self.reverse.hand(self.sweep, self.op.inits[k], result)

    def forward_loop(
        self, stored, wants_index: bool, variables
    ) -> tuple[Tape | None, Value | None]:
        """The forward loop with a tape and a count of its iterations, where they are wanted."""
        op = self.op
        native = self.reverses_natively()
        counts = not native and (wants_index or bool(variables) or not stored)
        if not stored and not counts:
            self.forward = [op if self.body.ops == op.body.ops else replace(op, body=self.body)]
            return None, None
        extra_args, extra_inits, extra_nexts, extra_results = [], [], [], []
        notes, outer = Builder(op.span), Builder(op.span)
        tape = counter = None
        if counts:
            if self.tells_last():
                op, counter = self.hands_on_last(outer)
            else:
                arg, counter = Value("trips", INT, op.span), Value("trips", INT, op.span)
                one_more = notes.call(operator.add, arg, Const(1), name="trips", type=INT)
                extra_args.append(arg)
                extra_inits.append(Const(0))
                extra_nexts.append(one_more)
                extra_results.append(counter)
        if stored:
            self.reverse.bound.update(stored)
            item = stored[0].type if len(stored) == 1 else TupleType(tuple(v.type for v in stored))
            type_ = ListType(item)
            start = outer.call(prims.build_list, name="tape", type=type_)
            arg, result = Value("tape", type_, op.span), Value("tape", type_, op.span)
            entry = stored[0] if len(stored) == 1 else Pack(tuple, tuple(stored))
            grown = notes.call(prims.list_append, arg, entry, name="tape", type=type_)
            extra_args.append(arg)
            extra_inits.append(start)
            extra_nexts.append(grown)
            extra_results.append(result)
            tape = Tape(tuple(stored), result)
        if self.left is None:
            ops = noted(self.body.ops, notes.ops)
        else:
            ops, extra_nexts = self.left.whole(self.body.ops, notes.ops, extra_args, extra_nexts)
        end: Next = op.body.terminator
        body = Block(op.body.args, ops, Next((*end.operands, *extra_nexts), end.stop))
        loop = with_carries(replace(op, body=body), extra_args, extra_inits, extra_results)
        self.forward = [*outer.ops, loop]
        return tape, counter

    def hands_on_last(self, outer: Builder) -> tuple[For, Value]:
        """The loop with what its variable was in the last iteration, and that; before the first it
        is one step less."""
        op = self.op
        variable, start, step = self.numbered()
        if variable not in self.variables:
            count = outer.call(prims.count, type=IterType(INT))
            body = replace(op.body, args=(variable, *op.body.args))
            op = replace(op, iterables=(count, *op.iterables), body=body, even=False)
        before = self.int_(outer, operator.sub, start, step)
        operands = op.body.terminator.operands
        if not self.reverse.reads_unbound:
            for place, (init, operand) in enumerate(zip(op.inits, operands)):
                if operand is variable and is_undefined(init):
                    inits = (*op.inits[:place], before, *op.inits[place + 1 :])
                    return replace(op, inits=inits), op.results[place]
        arg, counter = (Value(variable.name, INT, op.span) for _ in range(2))
        end = replace(op.body.terminator, operands=(*operands, variable))
        op = replace(op, body=replace(op.body, terminator=end))
        return with_carries(op, (arg,), (before,), (counter,)), counter
