"""Reverse mode: the statements forward, then, backwards, the pullback of each.

Before:  f(%x) { %y = sin %x; %z = mul %y, %x; return %z }
After:   f(%x, %z_bar) { %y = sin %x; %y_bar = mul %z_bar, %x; %0 = mul %z_bar, %y;
                         %1 = cos %x; %2 = mul %y_bar, %1; %x_bar = add %0, %2; return %x_bar }

The sweep walks each block from its last operation to its first. It writes the backward region as
if every forward value were in scope; what is not (the inside of a loop or branch) is then stored
or recomputed as `residuals` decides. A value without cotangent has no entry in `bars`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..analysis import absent
from ..analysis import written as written_values
from ..analysis.activity import passes_derivative, useful, varied
from ..ir import prims
from ..ir.builder import Builder
from ..ir.nodes import (
    UNDEFINED, Block, Call, Const, Function, If, Op, Operand, Pack, Param, Return, Value, Yield,
    leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, blocks_of, free_values, substitute, uses
from ..ir.types import ArrayType, RecordType, ScalarType, TupleType, is_differentiable, tangent_type
from ..rules.lift import MATH_TWINS, apply_rule, rule_signature
from ..passes import copies, dce
from ..passes.copies import Copies, Edge
from ..rules.families import vjp_rule
from ..rules.registry import Rule
from ..source import Span
from . import additions, called, kept, placeholders, residuals, undo
from .loops import LoopReversal
from .naming import refuse_argument, refuse_output, refuse_without_rule
from .parameters import expand_variadic, insert_params
from .structural import PULLBACKS, read_path
from .tangents import Arithmetic, axis_facts, contracted, operand_type
from .trimming import trimmed
from .undo import Chains, Versions


@dataclass(slots=True)
class Sweep:
    """One backward block being written: its builder and the cotangents known so far."""

    builder: Builder
    bars: dict[Value, Operand] = field(default_factory=dict)
    versions: Versions = field(default_factory=Versions)
    outermost: bool = False


class Reverse:
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
        self.planner, self.chains = planner, chains
        self.saved: set[Value] = set()
        self.copied: dict[int, set[Value]] = {}
        self.classes = written_values.classes(fn)
        useful_values = useful(fn)
        self.active = varied(fn, wrt) & useful_values
        self.active.update(v for v in wrt if v in useful_values)
        self.lengths = axis_facts(fn)
        self.arithmetic = Arithmetic(self.lengths, contracted(fn))
        self.written = written_values.run(fn)
        self.needed: set[Value] = set()
        self.bound: set[Value] = set()
        self.updated: list[Operand] = []
        self.makers: dict[Value, Call] = {}

    def sweep_function(self, fn: Function, wrt: Sequence[Value], seed: Operand, keep_value: bool):
        return sweep_function(fn, wrt, seed, keep_value, self.planner)

    def seed_tree(self, value: Operand) -> Operand:
        return seed_tree(value)

    # --- cotangents ---

    def add_bar(self, sweep: Sweep, operand: Operand, bar: Operand | None) -> None:
        """Add a cotangent to what an operand has so far; structures go part by part."""
        if bar is None or (isinstance(bar, Const) and bar.value is None):
            return
        match operand:
            case Pack(items=items):
                for item, part in zip(items, self.parts(sweep, bar, len(items))):
                    self.add_bar(sweep, item, part)
            case Value() if operand in self.active:
                self.add_to_value(sweep, operand, bar)

    def parts(self, sweep: Sweep, bar: Operand, count: int) -> list[Operand]:
        if isinstance(bar, Pack):
            return list(bar.items)
        types = bar.type.items if isinstance(bar.type, TupleType | RecordType) else [None] * count
        return [
            self.arithmetic.emit(sweep.builder, operator.getitem, bar, Const(k), type=types[k])
            for k in range(count)
        ]

    def add_to_value(self, sweep: Sweep, value: Value, bar: Operand) -> None:
        name = bar_name(value)
        bar = self.arithmetic.fit(sweep.builder, bar, value.type, value)
        before = sweep.bars.get(value)
        if before is not None:
            bar = self.arithmetic.add(sweep.builder, before, bar, value.type, name)
        elif isinstance(bar, Value) and not bar.name:
            bar.name = name
        self.set_bar(sweep, value, bar)

    def set_bar(self, sweep: Sweep, value: Value, bar: Operand) -> None:
        """Replace the cotangent of a value by one that holds it and more."""
        sweep.bars[value] = bar
        self.updated.append(bar)

    def full_bar(self, sweep: Sweep, value: Value) -> Operand:
        """The cotangent of a value, zeros where nothing has reached it."""
        found = sweep.bars.get(value)
        if found is None:
            found = self.arithmetic.zeros(sweep.builder, value.type, value, bar_name(value))
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
        for value in free_values(Block((), tuple(ops), Yield(()))):
            self.needed.add(value)

    def keep_forward(self, op: Op) -> None:
        """If the forward sweep has to run this operation, it needs what the operation reads."""
        if getattr(op, "effect", False) or any(r in self.needed for r in op.results):
            self.needed.update(uses(op))
            if not isinstance(op, Call):
                blocks = [op.then, op.orelse] if isinstance(op, If) else [op.body]
                self.needed.update(free_values(*blocks))

    def prune(self, builder: Builder, start: int) -> None:
        """Drop what a rule computed for arguments that need no cotangent: it must not make the
        forward sweep keep what only it would read."""
        live = {v for bar in self.updated for v in leaves(bar)}
        self.updated.clear()
        rest: list[Op] = []
        for op in reversed(builder.ops[start:]):
            if isinstance(op, Call) and not op.effect and op.result not in live:
                continue
            rest.append(op)
            live.update(uses(op))
            for block in blocks_of(op):
                live.update(free_values(block))
        builder.ops[start:] = reversed(rest)

    # --- the sweep ---

    def block(self, ops: Sequence[Op], sweep: Sweep) -> list[Op]:
        """Emit the backward operations of `ops`; the forward ones, with what they must store."""
        for op in ops:
            if isinstance(op, Call) and op.result is not None:
                self.makers[op.result] = op
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
            self.prune(sweep.builder, start)
            if isinstance(op, Call):
                new = [*self.put_back(op, sweep), *new]
            self.need_of_ops(sweep.builder.ops[start:])
            for each in reversed(new):
                self.keep_forward(each)
            forward.extend(reversed(new))
        forward.reverse()
        return forward

    def call(self, op: Call, sweep: Sweep) -> list[Op]:
        """The pullback of a call; the forward operations that replace it."""
        bar = sweep.bars.pop(op.result)
        if not any(v in self.active for v in uses(op)):
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
        if "active" in rule_signature(rule.function, reverse=True).own:
            args = kwargs.get("args", Pack(tuple, ()))
            kwargs["active"] = Const(tuple(self.is_active(a) for a in args.items))
        result = apply_rule(
            rule.function, [op.result, bar, *op.args], kwargs, sweep.builder,
            self.lengths, sweep.builder.span, twins,
        )  # fmt: skip
        bars = result.items if isinstance(result, Pack) and result.kind is tuple else (result,)
        self.distribute(op, rule, bars, sweep)

    def is_active(self, operand: Operand) -> bool:
        return any(v in self.active for v in leaves(operand))

    def distribute(
        self, op: Call, rule: Rule, bars: Sequence[Operand | None], sweep: Sweep
    ) -> None:
        """What a rule returned, to the arguments; an active argument that it leaves out, or of
        whose derivative nothing is known, is refused."""
        names = rule_signature(rule.function, reverse=True).own
        places = [(k, names[min(k, len(names) - 1)], a) for k, a in enumerate(op.args)]
        for name, operand in op.kwargs:
            places.append((names.index(name) if name in names else len(bars), name, operand))
        for k, name, operand in places:
            if not self.is_active(operand):
                continue
            part = bars[k] if k < len(bars) else Const(NotImplemented)
            if isinstance(part, Const) and part.value is NotImplemented:
                refuse_argument(op, name, k)
            self.add_bar(sweep, operand, part)

    def complete(self, sweep: Sweep, value: Value, bar: Operand) -> Operand:
        """A cotangent of a tuple with zeros at the places that nothing has reached."""
        if not isinstance(bar, Pack) or not isinstance(value.type, TupleType | RecordType):
            return bar
        items = []
        for k, (part, type) in enumerate(zip(bar.items, value.type.items)):
            missing = isinstance(part, Const) and part.value is None and is_differentiable(type)
            if missing and isinstance(type, ScalarType):
                part = Const(0.0)
            elif missing or isinstance(part, Pack):
                like = self.arithmetic.item(sweep.builder, value, k, type)
                if missing:
                    part = self.arithmetic.zeros(sweep.builder, type, like)
                part = self.complete(sweep, like, part)
            items.append(part)
        return Pack(tuple, tuple(items))

    # --- writes that are undone ---

    def put_back(self, op: Call, sweep: Sweep) -> list[Op]:
        """Undo a write, if what stood before it is wanted; the forward operations that save it."""
        array = op.args[0] if op.callee in written_values.WRITES else None
        if self.chains is None or array is None or not self.chains.wanted(op, op.result):
            return []
        after = self.version(op.result, sweep)
        if after is None:
            return []
        inner, path = Builder(op.span), op.args[1]
        part = read_path(self, inner, array, path)
        if isinstance(part.type, ArrayType):
            part = self.arithmetic.emit(inner, np.copy, part)
        part.name = "saved"
        self.saved.add(part)
        before = self.arithmetic.emit(
            sweep.builder, prims.write, after, path, part, type=array.type, name=array.name
        )
        sweep.versions.put_back(len(sweep.builder.ops), array, before, op.result)
        return inner.ops

    def version(self, value: Value, sweep: Sweep) -> Value | None:
        """What stands for a version of an array here; the function's last one is there still."""
        return sweep.versions.latest.get(value, value if sweep.outermost else None)

    def note_copies(self, op: Op, stored: Sequence[Value]) -> None:
        """Remember of which arrays a copy would be stored each time."""
        roots = {
            self.classes.find(v) for v in stored
            if v in self.written and isinstance(v.type, ArrayType)
        }  # fmt: skip
        if roots:
            self.copied.setdefault(id(op), set()).update(roots)

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
                self.add_bar(inner, operand, bar)
            forward = self.block(block.ops, inner)
            branches.append((inner, Block(block.args, tuple(forward), block.terminator)))
        changed = [
            v
            for v in outer
            if any(inner.bars.get(v) is not before.get(v) for inner, _ in branches)
        ]
        arrays = [self.chains.before_branch(op, k) for k in undone]
        backward = []
        for inner, _ in branches:
            yields = [self.full_bar(inner, v) for v in changed]
            yields += [inner.versions.latest[array] for array in arrays]
            backward.append(inner.builder.block((), Yield(tuple(yields))))
        span = sweep.builder.span
        results = tuple(Value(bar_name(v), bar_type(v), span) for v in changed)
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
            plan, outside = self.plan(op, inside, outside, inner.versions, lambda v: False, dead)
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
    ) -> tuple[residuals.Plan, Block]:
        """What the forward block of an op stores for its backward block; the latter, which reads
        the versions of arrays that are put back."""
        if versions.entries:
            saved = self.saved.intersection(free_values(backward))
            found, backward = undo.resolve(
                lambda needed, free: self.planner(forward, needed, free, self.written, False),
                backward, versions, saved, is_free,
            )  # fmt: skip
        else:
            backward = trimmed(forward, backward)
            found = self.planner(forward, free_values(backward), is_free, self.written, dead)
        self.note_copies(op, found.stored)
        return found, backward


def recompute(ops: Sequence[Op], block: Block, available: dict[Value, Operand]) -> Block:
    """The backward block with operations run again at its start, and values renamed."""
    cloner = Cloner(dict(available))
    prefix = tuple(cloner.op(op) for op in ops)
    body = substitute(block, lambda v: cloner.map.get(v, v))
    return Block(body.args, prefix + body.ops, body.terminator)


def bar_name(value: Value) -> str:
    return f"{value.name}_bar" if value.name else ""


def bar_type(value: Value):
    """A cotangent has the type of its primal; integers have none."""
    return tangent_type(value.type)


def adjoint(span: Span | None) -> Span | None:
    return None if span is None else span.in_reverse()


# --- the transform ---


def sweep_function(
    fn: Function,
    wrt: Sequence[Value],
    seed: Operand,
    keep_value: bool,
    planner: residuals.Planner = residuals.plan,
):
    """The forward operations, the backward builder, and the cotangents of `wrt`.

    Where copies of arrays would be stored, the sweep is made anew with their writes undone.
    """
    fn = additions.run(fn)
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
    for value in wrt:
        if is_differentiable(value.type):
            sweep.builder.span = adjoint(fn.span)
            bar = reverse.full_bar(sweep, value)
            bars[value] = reverse.arithmetic.of_argument(sweep.builder, bar, value.type)
    if sweep.versions.entries:
        backward = Block((), tuple(sweep.builder.ops), Yield(()))
        sweep.builder.ops = list(undo.by_position(backward, sweep.versions).ops)
    return forward, sweep.builder, bars


def gradient(
    fn: Function,
    trees: Sequence[Operand],
    keep_value: bool = False,
    assemble: Callable[[tuple[Operand, ...]], Operand] = lambda grads: grads[0],
    has_aux: bool = False,
    planner: residuals.Planner = residuals.plan,
) -> Function:
    """`f(*params) -> gradient`, or `(value, gradient)`, with respect to the leaves of `trees`
    (parts of the parameters); `assemble` makes the result of one gradient for each tree. With
    `has_aux` the function returns `(value, aux)`, and aux is handed on."""
    wrt = [v for tree in trees for v in leaves(tree)]
    end: Return = fn.body.terminator
    seed = Pack(tuple, (Const(1.0), Const(None))) if has_aux else Const(1.0)
    forward, builder, bars = sweep_function(fn, wrt, seed, keep_value or has_aux, planner)
    result = assemble(tuple(bar_tree(tree, bars) for tree in trees))
    if keep_value:
        result = Pack(tuple, (end.value, result))
    elif has_aux:
        result = Pack(tuple, (result, end.value.items[1]))
    body = Block((), (*forward, *builder.ops), Return(result, end.versions))
    name = f"{fn.name}_value_and_grad" if keep_value else f"{fn.name}_grad"
    return replace(fn, name=name, body=body)


def pullback(
    fn: Function, trees: Sequence[Operand], planner: residuals.Planner = residuals.plan
) -> Function:
    """`f_vjp(*params, y_bar) -> tuple of cotangents`, one for each of `trees`."""
    fn = expand_variadic(fn)
    wrt = [v for tree in trees for v in leaves(tree)]
    end: Return = fn.body.terminator
    seed = seed_tree(end.value)
    forward, builder, bars = sweep_function(fn, wrt, seed, False, planner)
    result = Pack(tuple, tuple(bar_tree(tree, bars) for tree in trees))
    body = Block((), (*forward, *builder.ops), Return(result, end.versions))
    params = insert_params(fn.params, [Param("y_bar", seed)])
    return replace(fn, name=f"{fn.name}_vjp", params=params, body=body)


def pair(fn: Function, trees: Sequence[Operand], has_aux: bool) -> tuple[Function, Function]:
    """The sweep split in two: `f_fwd(*params) -> (y, residuals)` and
    `f_bwd(residuals, y_bar) -> cotangents`, which may be called any number of times. With
    `has_aux` the function returns `(y, aux)` and the cotangent is that of y alone."""
    wrt = [v for tree in trees for v in leaves(tree)]
    end: Return = fn.body.terminator
    seed = seed_tree(end.value.items[0] if has_aux else end.value)
    full = Pack(tuple, (seed, Const(None))) if has_aux else seed
    forward, builder, bars = sweep_function(fn, wrt, full, keep_value=True)
    result = Pack(tuple, tuple(bar_tree(tree, bars) for tree in trees))
    read, backward = _closed(fn, tuple(builder.ops), result, seed)
    ops = placeholders.run(Block((), tuple(forward), Yield(())), read).ops
    value = Pack(tuple, (end.value, Pack(tuple, read)))
    body = Block((), ops, Return(value, end.versions))
    forward = _owned(replace(fn, name=f"{fn.name}_fwd", body=body), fn, read)
    found = absent.paths(forward)
    missing = tuple((k, *path) for k, v in enumerate(read) for path in sorted(found.get(v, ())))
    residuals_, y_bar = backward.params
    return forward, replace(backward, params=(replace(residuals_, absent=missing), y_bar))


def _owned(forward: Function, fn: Function, read: Sequence[Value]) -> Function:
    """The function that returns copies of the residuals that may be an argument that it writes
    into: the caller may do so too."""
    if not fn.written:
        return forward
    changing = written_values.run(fn)
    end = forward.body.terminator
    edges = {
        Edge(end, 0, (1, k))
        for k, v in enumerate(read)
        if v in changing and isinstance(v.type, ArrayType)
    }
    return copies.run(forward, Copies(edges))


def _closed(fn: Function, ops: tuple[Op, ...], result: Operand, seed: Operand):
    """The backward operations as a function of the residuals that they really read."""
    body = Block((), ops, Return(result))
    own = set(leaves(seed))
    open_ = [v for v in free_values(body) if v not in own]
    params = (Param("residuals", Pack(tuple, tuple(open_))), Param("y_bar", seed))
    backward = Function(f"{fn.name}_bwd", params, body, span=fn.span)
    body = dce.run(backward).body
    read = tuple(v for v in free_values(body) if v not in own)
    cloner = Cloner()
    fresh = tuple(cloner.fresh(v) for v in read)
    params = (Param("residuals", Pack(tuple, fresh)), Param("y_bar", seed))
    return read, replace(backward, params=params, body=cloner.block(body))


def seed_tree(value: Operand, name: str = "y_bar") -> Operand:
    """A parameter tree for the cotangent of a result."""
    match value:
        case Pack(kind=kind, items=items, keys=keys):
            parts = tuple(seed_tree(i, f"{name}_{k}") for k, i in enumerate(items))
            return Pack(kind, parts, keys)
        case _ if is_differentiable(operand_type(value)):
            return Value(name, operand_type(value))
    return Const(None)


def bar_tree(tree: Operand, bars: dict[Value, Operand]) -> Operand:
    """The gradient in the structure of its argument; None where a leaf has no derivative."""
    match tree:
        case Value():
            return bars.get(tree, Const(None))
        case Pack(kind=kind, items=items, keys=keys):
            return Pack(kind, tuple(bar_tree(i, bars) for i in items), keys)
    return Const(None)

