"""Reverse mode: the statements forward, then, backwards, the pullback of each.

Before:  f(%x) { %y = sin %x; %z = mul %y, %x; return %z }
After:   f(%x, %z_bar) { %y = sin %x; %y_bar = mul %z_bar, %x; %0 = mul %z_bar, %y;
                         %1 = cos %x; %2 = mul %y_bar, %1; %x_bar = add %0, %2; return %x_bar }

The sweep walks each block from its last operation to its first. It writes the backward region as
if every forward value were in scope; what is not (the inside of a loop or branch) is then stored
or recomputed as `residuals` decides. A value without cotangent has no entry in `bars`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ..analysis import written as written_values
from ..analysis.activity import passes_derivative
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, Function, If, Op, Operand, Pack, Return, Value, Yield,
    leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, free_values, substituted
from ..ir.types import ArrayType, ListType, is_differentiable
from ..passes import bound, said_anyway, sunk
from ..rules.lift import MATH_TWINS, apply_rule, is_ours, rule_signature
from ..rules.families import vjp_rule
from ..rules.registry import Rule
from . import (
    additions, called, choices, counters, entries, idle, kept, likelihoods, logistic, placeholders,
    precision, residuals, settled, swaps, turned, undo, unpacked,
)  # fmt: skip
from .cotangents import Cotangents, Sweep, adjoint, bar_name, seed_tree
from .logistic import Quotient
from .counted import with_lengths
from .lists import item_at
from .loops import LoopReversal
from .naming import check_options, refuse_argument, refuse_output, refuse_without_rule
from .returned import Returned, cotangents
from .structural import PULLBACKS, read_path
from .trimming import trimmed
from .undo import Chains, Versions


class Reverse(Cotangents):
    """Adds the operations: calls, branches, writes that are undone."""

    def sweep_function(self, fn: Function, wrt: Sequence[Value], seed: Operand, keep_value: bool):
        return sweep_function(fn, wrt, seed, keep_value, self.planner)

    def seed_tree(self, value: Operand) -> Operand:
        return seed_tree(value)

    # --- the sweep ---

    def block(self, ops: Sequence[Op], sweep: Sweep) -> list[Op]:
        """Emit the backward operations of `ops`; the forward ones, with what they must store."""
        for op in ops:
            if isinstance(op, Call) and op.result is not None:
                self.makers[op.result] = op
        sweep.ops = ops
        forward: list[Op] = []
        for op in reversed(ops):
            start = len(sweep.builder.ops)
            sweep.builder.span = adjoint(op.span)
            match op:
                case Call():
                    new: list[Op] = [op]
                    if op.result in sweep.bars and passes_derivative(op):
                        new = self.call(op, sweep)
                case If():
                    new = self.if_(op, sweep)
                case _:
                    new = LoopReversal(self, op, sweep).run()
            if len(sweep.builder.ops) > start:
                self.prune(sweep.builder, start)
            if type(op) is Call and self.chains is not None:
                new = [*self.put_back(op, sweep), *new]
            if len(sweep.builder.ops) > start:
                self.need_of_ops(sweep.builder.ops[start:])
            for each in reversed(new):
                self.keep_forward(each)
            forward.extend(reversed(new))
        forward.reverse()
        return forward

    def call(self, op: Call, sweep: Sweep) -> list[Op]:
        """The pullback of a call; the forward operations that replace it."""
        bar = sweep.bars.pop(op.result)
        if self.active.isdisjoint(op.uses):
            return [op]
        if kept.is_kept(op.callee):
            return kept.pull(self, op, bar, sweep)
        self.pull(op, bar, sweep)
        return [op]

    def pull(self, op: Call, bar: Operand, sweep: Sweep) -> None:
        if isinstance(op.callee, Function):
            called.pull(self, op, bar, sweep)
            return
        structural = PULLBACKS.get(op.callee)
        if structural is not None and structural(self, op, bar, sweep):
            return
        if op in self.quotients:
            self.pull_quotient(op, self.quotients[op], bar, sweep)
            return
        rule = vjp_rule(op.callee)
        if rule is None:
            refuse_without_rule(op)
        if rule.outputs is not None and isinstance(bar, Pack):
            for k, part in enumerate(bar.items):
                known = k in rule.outputs or (isinstance(part, Const) and part.value is None)
                if not known:
                    refuse_output(op, k)
        if not rule.partial:
            bar = self.complete(sweep, op.result, bar)
        twins = MATH_TWINS if getattr(op.callee, "__module__", "") == "math" else None
        kwargs = dict(op.kwargs)
        signature = rule_signature(rule.function, reverse=True)
        check_options(op, signature.named)
        if "active" in signature.own:
            args = kwargs.get("args", Pack(tuple, ()))
            kwargs["active"] = Const(tuple(self.is_active(a) for a in args.items))
        result = apply_rule(
            rule.function, [op.result, bar, *op.args], kwargs, sweep.builder,
            self.lengths, sweep.builder.span, twins,
        )  # fmt: skip
        self.distribute(op, rule, result, sweep)

    def pull_quotient(self, op: Call, quotient: Quotient, bar: Operand, sweep: Sweep) -> None:
        """The pullback past the sum and the exponential, which others may read as well."""
        bar = self.complete(sweep, op.result, bar)
        found = likelihoods.reverse_rule(op.result, quotient, bar, sweep.builder.ops, self.makers)
        function, operands = found or logistic.reverse_rule(quotient, bar)
        bars = apply_rule(
            function, [op.result, *operands], {}, sweep.builder, self.lengths, sweep.builder.span
        )
        for operand, part in zip((quotient.exponent, quotient.above), bars.items):
            self.add_bar(sweep, operand, part)

    def is_active(self, operand: Operand) -> bool:
        if type(operand) is Value:
            return operand in self.active
        return not self.active.isdisjoint(leaves(operand))

    def distribute(
        self, op: Call, rule: Rule, result: Operand | None, sweep: Sweep
    ) -> None:
        """What a rule returned, to the arguments; an active argument that it leaves out, or of
        whose derivative nothing is known, is refused."""
        names = rule_signature(rule.function, reverse=True).own
        users = None if is_ours(rule.function) else Returned(op, rule.function, "reverse")
        if users is not None:
            users.require(result)
            bars = cotangents(result, op.args)
        else:
            bars = result.items if isinstance(result, Pack) and result.kind is tuple else (result,)
        places = [(k, None, a) for k, a in enumerate(op.args)]
        for name, operand in op.kwargs:
            places.append((names.index(name) if name in names else len(bars), name, operand))
        for k, name, operand in places:
            if not self.is_active(operand):
                continue
            name = name or names[min(k, len(names) - 1)]
            part = bars[k] if k < len(bars) else Const(NotImplemented)
            if type(part) is Const and part.value is NotImplemented:
                refuse_argument(op, name, k)
            if users is not None:
                part = users.fitting(part, operand, f"'{name}'")
            self.add_bar(sweep, operand, part)

    # --- writes that are undone ---

    def put_back(self, op: Call, sweep: Sweep) -> list[Op]:
        """Undo a write, if what stood before it is wanted; the forward operations that save it."""
        array = op.args[0] if op.callee in written_values.CHANGES else None
        if array is None or not self.chains.wanted(op, op.result):
            return []
        after = self.version(op.result, sweep)
        if after is None:
            return []
        inner = Builder(op.span)
        callee, args = swaps.undoing(self, op, after, sweep) or self.undoing(inner, op)
        before = self.arithmetic.emit(
            sweep.builder, callee, after, *args, type=array.type, name=array.name
        )
        sweep.versions.put_back(len(sweep.builder.ops), array, before, op.result)
        return inner.ops

    def undoing(self, inner: Builder, op: Call) -> tuple[Callable, tuple[Operand, ...]]:
        """What makes the version before a write of the one after it, and what that takes: places,
        and what the forward sweep saves there."""
        target, emit = op.args[0], self.arithmetic.emit
        if op.callee is prims.list_append:
            return prims.list_drop_last, ()
        if isinstance(target.type, ListType):
            undo, place = prims.list_write, op.args[1:2]
            if op.callee is prims.list_drop_last:
                undo, place = prims.list_append, ()
            part = item_at(self, inner, target, *(place or (Const(-1),)))
        else:
            undo, place = prims.write, op.args[1:2]
            part = read_path(self, inner, target, *place)
            if isinstance(part.type, ArrayType):
                part = emit(inner, np.copy, part)
        part.name = "saved"
        self.saved.add(part)
        return undo, (*place, part)

    def version(self, value: Value, sweep: Sweep) -> Value | None:
        """What stands for a version of an array here; the function's last one is there still."""
        return sweep.versions.latest.get(value, value if sweep.outermost else None)

    def note_copies(self, op: Op, stored: Sequence[Value]) -> None:
        """Remember of which arrays and lists a copy would be stored each time."""
        buffers = [v for v in stored if isinstance(v.type, written_values.BUFFERS)]
        copies = self.written.intersection(buffers)
        if copies:
            self.copied.setdefault(id(op), set()).update(copies)

    # --- branches ---

    def if_(self, op: If, sweep: Sweep) -> list[Op]:
        result_bars = [
            sweep.bars.pop(r, None) if r in self.active else None for r in op.results
        ]
        undone = self.chains.chosen(op) if self.chains is not None else []
        if all(b is None for b in result_bars) and not undone:
            return [op]
        outer = [v for v in free_values(op.then, op.orelse) if v in self.active]
        before = {v: sweep.bars[v] for v in outer if v in sweep.bars}
        after = {k: sweep.versions.latest.get(op.results[k], op.results[k]) for k in undone}
        branches = []
        for block in (op.then, op.orelse):
            inner = Sweep(Builder(sweep.builder.span), dict(before))
            for k in undone:
                inner.versions.put_back(0, block.terminator.operands[k], after[k])
            for operand, bar in zip(block.terminator.operands, result_bars):
                self.hand(inner, operand, bar)
            forward = self.block(block.ops, inner)
            branches.append((inner, Block(block.args, tuple(forward), block.terminator)))
        changed = [
            v
            for v in outer
            if any(inner.bars.get(v) is not before.get(v) for inner, _ in branches)
        ]
        arrays = [self.chains.before_branch(op, k) for k in undone]
        backward, bars = [], []
        for inner, _ in branches:
            bars.append([self.full_bar(inner, v) for v in changed])
            versions = [inner.versions.latest[array] for array in arrays]
            backward.append(inner.builder.block((), Yield((*bars[-1], *versions))))
        span = sweep.builder.span
        results = tuple(
            self.missing_as(v, Value(bar_name(v), self.bar_type(v, *each), span))
            for v, *each in zip(changed, *bars)
        )
        put_back = tuple(Value(array.name, array.type, span) for array in arrays)
        forward_op, backward = self.residuals_of_if(op, branches, backward)
        sweep.builder.append(If(op.condition, *backward, results + put_back, span))
        for value, result in zip(changed, results):
            self.set_bar(sweep, value, result)
        for k, array, value in zip(undone, arrays, put_back):
            sweep.versions.put_back(len(sweep.builder.ops), array, value, op.results[k])
        return [forward_op]

    def residuals_of_if(self, op: If, branches: list[tuple[Sweep, Block]], backward: list[Block]):
        """The forward If with what its branches must hand on, the backward blocks that use it."""
        dead = not any(r in self.needed for r in op.results)
        extra: list[tuple[int, Value, Value]] = []
        new_backward = []
        forward = [block for _, block in branches]
        for side, ((inner, inside), outside) in enumerate(zip(branches, backward)):
            plan, forward[side], outside = self.plan(
                op, inside, outside, inner.versions, lambda v: False, dead
            )
            copies = {v: Value(v.name, v.type, v.span) for v in plan.stored}
            extra.extend((side, v, copy) for v, copy in copies.items())
            new_backward.append(recompute(plan.recomputed, outside, copies))
        if not extra:
            return If(op.condition, *forward, op.results, op.span), new_backward
        blocks = []
        for side, block in enumerate(forward):
            values = tuple(v if s == side else Const(UNDEFINED) for s, v, _ in extra)
            operands = block.terminator.operands + values
            blocks.append(Block(block.args, block.ops, Yield(operands)))
        results = op.results + tuple(copy for _, _, copy in extra)
        return If(op.condition, *blocks, results, op.span), new_backward

    def plan(
        self, op: Op, forward: Block, backward: Block, versions: Versions, is_free, dead: bool
    ) -> tuple[residuals.Plan, Block, Block]:
        """What the forward block of an op stores for its backward block; the former, with the
        lengths of lists that are asked; the latter, which reads the versions of arrays that are put
        back."""
        if not versions.entries:
            backward = trimmed(forward, backward, self.missing)
        before = set(map(id, forward.ops))
        forward, backward = with_lengths(forward, backward, self.moving, versions.entries)
        for each in forward.ops:
            if id(each) not in before:  # the length of a list, which one path may leave unbound
                self.bound.add(each.args[0])
        again = settled.for_recomputation(forward, self.settled)
        if versions.entries:
            saved = self.saved.intersection(free_values(backward))
            found, backward = undo.resolve(
                lambda needed, free: self.planner(again, needed, free, self.written, False, ()),
                backward, versions, saved, is_free,
            )  # fmt: skip
        else:
            needed = free_values(backward)
            rest = () if dead else idle.calls(op, forward, needed, self.needed)
            seen = forward if dead else again
            found = self.planner(seen, needed, is_free, self.written, dead, rest)
            if dead and (
                found.stored
                or settled.are_read(found.recomputed, self.settled)
                or again is not forward and any(map(self.reads_looped, found.recomputed))
            ):  # the forward block is run anyway
                rest = idle.calls(op, forward, needed, self.needed)
                found = self.planner(again, needed, is_free, self.written, False, rest)
        self.note_copies(op, found.stored)
        again = placeholders.run(Block((), found.recomputed, Yield(())), self.bound)
        return replace(found, recomputed=again.ops), forward, backward

    def reads_looped(self, op: Op) -> bool:
        """True for an operation on what a loop results in: that loop is run for it."""
        return not self.looped.isdisjoint(op.uses)


def recompute(ops: Sequence[Op], block: Block, available: dict[Value, Operand]) -> Block:
    """The backward block with operations run again at its start, and values renamed."""
    cloner = Cloner(dict(available))
    prefix = tuple(cloner.op(op) for op in ops)
    body = substituted(block, cloner.map)
    return Block(body.args, prefix + body.ops, body.terminator)


# --- the whole of a function ---


def sweep_function(
    fn: Function,
    wrt: Sequence[Value],
    seed: Operand,
    keep_value: bool,
    planner: residuals.Planner = residuals.plan,
):
    """The forward operations, the backward builder, and the cotangents of `wrt`.

    Where copies of arrays or lists would be stored, it is made anew with their writes undone.
    """
    if not keep_value:  # a gradient computes what it needs, and reads no more
        fn = said_anyway.without(fn)
    fn = bound.run(fn)
    fn = counters.run(sunk.of_program(choices.run(unpacked.run(fn))))
    fn = turned.run(additions.run(entries.run(fn)))
    reverse = Reverse(fn, wrt, planner)
    made = _swept(reverse, fn, wrt, seed, keep_value)
    if reverse.copied and planner is residuals.plan:
        reverse = Reverse(fn, wrt, planner, Chains(fn, reverse.copied))
        made = _swept(reverse, fn, wrt, seed, keep_value)
    return made


def _swept(reverse: Reverse, fn: Function, wrt: Sequence[Value], seed: Operand, keep_value: bool):
    end: Return = fn.body.terminator
    if keep_value:
        reverse.need(leaves(end.value))
    for version in end.versions:
        reverse.need(leaves(version))
    sweep = Sweep(Builder(adjoint(fn.span)), outermost=True)
    reverse.add_bar(sweep, end.value, seed)
    forward = reverse.block(fn.body.ops, sweep)
    forward = placeholders.run(Block((), tuple(forward), Yield(())), reverse.bound).ops
    bars = {}
    exactly = precision.Exactly(fn, forward, seed, sweep.builder.ops)
    for value in wrt:
        if is_differentiable(value.type):
            sweep.builder.span = adjoint(fn.span)
            bar = reverse.full_bar(sweep, value)
            bar = exactly.of_type(sweep.builder, bar, value.type)
            bars[value] = reverse.arithmetic.of_argument(sweep.builder, bar, value.type)
    if sweep.versions.entries:
        backward = Block((), tuple(sweep.builder.ops), Yield(()))
        sweep.builder.ops = list(undo.by_position(backward, sweep.versions).ops)
    return forward, sweep.builder, bars
