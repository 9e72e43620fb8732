"""Derivatives of functions that stay calls: each is a function of its own, made once.

Forward:  f(%x) -> (y, y_dot)  of  (%x, %x_dot), with a tangent for each parameter that varies.
Reverse:  f_fwd(%x) -> (y, residuals) and f_bwd(residuals, %y_bar) -> cotangents.

They are made for the parameters that vary and the results that have cotangents, and kept in
`Function.derived`. What a function that calls itself needs of its own derivative stands there
already while it is made: a function that is declared, with residuals of which only the name is
known (`RecordType`).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ..analysis import absent, written
from ..ir.builder import Builder
from ..ir.nodes import (
    Block, Call, Const, Function, Op, Operand, Pack, Param, Return, Value, Yield, declared, define,
    leaves,
)  # fmt: skip
from ..ir.traverse import Cloner, free_values
from ..ir.types import RecordType, TupleType, Type, is_differentiable, tangent_type
from ..passes import bound, dce, shapes
from ..passes.cleanup import clean
from . import last_round, placeholders
from .parameters import insert_params

Mask = tuple[bool, ...]


def is_kept(callee) -> bool:
    """True for a function that stays a call; one with a derivative of its own is put in place."""
    return isinstance(callee, Function) and callee.derivative is None


def packed(parts: tuple[Operand, ...]) -> Operand:
    return parts[0] if len(parts) == 1 else Pack(tuple, parts)


def packed_type(types: tuple[Type, ...]) -> Type:
    return types[0] if len(types) == 1 else TupleType(types)


def parts(builder, value: Value, count: int) -> list[Value]:
    """The values in the result of a call that returns so many."""
    if count == 1:
        return [value]
    return [
        builder.call(operator.getitem, value, Const(k), type=value.type.items[k])
        for k in range(count)
    ]


def leaf_types(type_: Type) -> list[Type]:
    """What a function returns, tuples taken apart."""
    if isinstance(type_, TupleType):
        return [leaf for item in type_.items for leaf in leaf_types(item)]
    return [type_]


def leaf_operands(value: Operand, type_: Type, builder=None) -> list[Operand]:
    """The operands of the leaves of a value of the type, all None where the value is."""
    if not isinstance(type_, TupleType):
        return [value]
    if isinstance(value, Const):
        return [value] * len(leaf_types(type_))
    items = value.items if isinstance(value, Pack) else parts(builder, value, len(type_.items))
    return [o for item, t in zip(items, type_.items) for o in leaf_operands(item, t, builder)]


def in_structure(found: Iterator[Operand], type_: Type) -> Operand:
    """The operands of leaves as a value of the type."""
    if isinstance(type_, TupleType):
        return Pack(tuple, tuple(in_structure(found, item) for item in type_.items))
    return next(found)


def argument_types(op: Call) -> list[Type]:
    """The types of what a function is called with: a record may come as a tuple of its items."""
    return [
        arg.type if isinstance(arg, Value) else param.tree.type
        for arg, param in zip(op.args, op.callee.params)
    ]


def is_none(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is None


# --- reverse --------------------------------------------------------------------------------


@dataclass(slots=True)
class Pair:
    """The halves of a function's reverse sweep. `residuals` is None where the backward half needs
    none, and is all that there is. `unreached` are the positions of cotangents that are zero."""

    forward: Function
    backward: Function
    residuals: RecordType | None
    unreached: frozenset[int] = frozenset()


def pull(reverse, op: Call, bar: Operand, sweep) -> list[Op]:
    """Add the cotangents of the call's arguments; the forward operations in place of the call."""
    builder, callee = sweep.builder, op.callee
    active = tuple(any(v in reverse.active for v in leaves(a)) for a in op.args)
    bars = leaf_operands(bar, op.result.type, builder)
    seeded = tuple(not is_none(b) for b in bars)
    made = pair(reverse, callee, active, seeded)
    given = [
        reverse.arithmetic.exact(builder, b, tangent_type(type_))
        for b, type_ in zip(bars, leaf_types(op.result.type))
        if not is_none(b)
    ]
    forward: list[Op] = [op]
    if made.residuals is not None:
        held = Value("", TupleType((op.result.type, made.residuals)), op.span)
        residuals = Value(f"{callee.name}_residuals", made.residuals, op.span)
        forward = [
            Call(made.forward, op.args, (), held, op.effect, op.span),
            Call(operator.getitem, (held, Const(0)), (), op.result, False, op.span),
            Call(operator.getitem, (held, Const(1)), (), residuals, False, op.span),
        ]
        given.insert(0, residuals)
    wanted = [a for a, is_active in zip(op.args, active) if is_active]
    types = tuple(
        tangent_type(type_) for type_, is_active in zip(argument_types(op), active) if is_active
    )
    found = builder.call(made.backward, *given, type=packed_type(types))
    for k, part in enumerate(parts(builder, found, len(types))):
        if k not in made.unreached:
            reverse.add_bar(sweep, wanted[k], part)
    return forward


def pair(reverse, fn: Function, active: Mask, seeded: Mask) -> Pair:
    """The halves for these parameters and results."""
    key = ("pair", active, seeded, reverse.planner)
    made = fn.derived.get(key)
    if made is None:
        residuals = RecordType(fn.name)
        made = Pair(declared(f"{fn.name}_fwd"), declared(f"{fn.name}_bwd"), residuals)
        fn.derived[key] = made
        try:
            _make_pair(reverse, fn, made, active, seeded)
        except BaseException:
            del fn.derived[key]
            raise
    return made


def _make_pair(reverse, fn: Function, made: Pair, active: Mask, seeded: Mask) -> None:
    fn = last_round.run(fn)
    params = [p.tree for p in fn.params]
    wrt = [v for v, is_active in zip(params, active) if is_active]
    value = fn.body.terminator.value
    seeds: list[Operand] = []
    for item, type_, wanted in zip(
        leaf_operands(value, fn.results), leaf_types(fn.results), seeded, strict=True
    ):
        name = getattr(item, "name", "") or "y"
        seeds.append(Value(f"{name}_bar", tangent_type(type_)) if wanted else Const(None))
    seed = in_structure(iter(seeds), fn.results)
    forward_ops, builder, bars = reverse.sweep_function(fn, wrt, seed, True)
    result = packed(tuple(bars[v] for v in wrt))
    backward = dce.run(Function("", (), Block((), tuple(builder.ops), Return(result)))).body
    forward = Block(tuple(params), tuple(forward_ops), Yield(tuple(leaves(value))))
    plan = reverse.planner(
        forward, free_values(backward), lambda v: False, written.run(fn), False
    )
    backward = Block((), (*plan.recomputed, *backward.ops), backward.terminator)
    made.unreached = frozenset(k for k, v in enumerate(wrt) if is_none(bars[v]))
    results = packed_type(tuple(tangent_type(v.type) for v in wrt))
    filled = placeholders.run(forward, free_values(backward))
    missing = absent.paths(replace(fn, body=filled))
    made_of = zip(seeds, leaf_operands(value, fn.results))
    missing |= {v: absent.within(o, missing) for v, o in made_of if isinstance(v, Value)}
    half, read = _backward_half(made.backward.name, backward, seeds, missing, fn.span)
    made.residuals.close(tuple(v.type for v in read))
    ops = placeholders.run(Block((), forward.ops, Yield(())), read).ops
    body = Block((), ops, Return(Pack(tuple, (value, Pack(tuple, read)))))
    types = TupleType((fn.results, made.residuals))
    whole = replace(fn, name=made.forward.name, body=body, results=types)
    missing = absent.paths(whole)
    paths = tuple((k, *path) for k, v in enumerate(read) for path in sorted(missing.get(v, ())))
    define(made.forward, clean(whole))
    define(made.backward, replace(_of_residuals(half, made.residuals, paths), results=results))
    if not read:
        made.residuals = None


def _backward_half(
    name: str, block: Block, seeds, missing: Mapping[Value, set], span
) -> tuple[Function, tuple[Value, ...]]:
    """The backward operations as a function of the forward values that they really read, and then
    of the cotangents; these values. `missing`: where placeholders may be (see analysis.absent)."""
    own = [v for v in seeds if isinstance(v, Value)]
    read = tuple(v for v in free_values(block) if v not in own)
    cloner = Cloner()
    params = insert_params((), [
        Param(v.name or "x", cloner.fresh(v), absent=tuple(sorted(missing.get(v, ()))))
        for v in (*read, *own)
    ])  # fmt: skip
    half = clean(Function(name, params, cloner.block(block), span=span))
    half = dce.run(shapes.run(half))  # of what is asked for its shape alone, no residual is kept
    still = free_values(half.body)
    kept = [k for k, p in enumerate(params) if k >= len(read) or p.tree in still]
    own_paths = [p.absent if k >= len(read) else () for k, p in enumerate(params)]
    half = replace(half, params=tuple(replace(params[k], absent=own_paths[k]) for k in kept))
    return half, tuple(read[k] for k in kept if k < len(read))


def _of_residuals(half: Function, type_: RecordType, paths) -> Function:
    """The backward half with one parameter for all residuals."""
    count = len(type_.items)
    if not count:
        return half
    residuals = Value("residuals", type_)
    opened = tuple(
        Call(operator.getitem, (residuals, Const(k)), (), p.tree)
        for k, p in enumerate(half.params[:count])
    )
    body = replace(half.body, ops=opened + half.body.ops)
    params = insert_params(
        (), [Param("residuals", residuals, absent=paths), *half.params[count:]]
    )
    return replace(half, params=params, body=body)


# --- forward --------------------------------------------------------------------------------


def push(forward, op: Call, builder) -> None:
    """The call with its tangents in place of the call."""
    varying = tuple(forward.dot(a) is not None for a in op.args)
    made = pushforward(type(forward), op.callee, varying)
    dots = [
        forward.arithmetic.exact(builder, forward.full(builder, a), tangent_type(type_))
        for a, type_, varies in zip(op.args, argument_types(op), varying) if varies
    ]  # fmt: skip
    held_type = TupleType((op.result.type, tangent_type(op.result.type)))
    held = Value("", held_type, op.span)
    builder.append(Call(made, (*op.args, *dots), (), held, op.effect, op.span))
    builder.append(Call(operator.getitem, (held, Const(0)), (), op.result, False, op.span))
    dot = builder.call(operator.getitem, held, Const(1), type=held_type.items[1])
    forward.set_dot(builder, op, dot)


def pushforward(transform: type, fn: Function, varying: Mask) -> Function:
    """`f_jvp(*params, *tangents) -> (y, y_dot)`, by the transform `Forward`."""
    key = ("jvp", varying)
    made = fn.derived.get(key)
    if made is None:
        made = fn.derived[key] = declared(f"{fn.name}_jvp")
        try:
            define(made, clean(_make_pushforward(transform, fn, made.name, varying)))
        except BaseException:
            del fn.derived[key]
            raise
    return made


def _make_pushforward(transform: type, fn: Function, name: str, varying: Mask) -> Function:
    fn = bound.run(fn)
    wrt = [p.tree for p, varies in zip(fn.params, varying) if varies]
    forward = transform(fn, wrt)
    dots = [
        Param(f"{p.tree.name}_dot", forward.fresh_dot(p.tree), absent=p.absent)
        for p, varies in zip(fn.params, varying) if varies
    ]  # fmt: skip
    builder = Builder(fn.span)
    forward.block(fn.body, builder)
    value = fn.body.terminator.value
    found = [
        forward.full(builder, item, type_) if is_differentiable(type_) else Const(None)
        for item, type_ in zip(leaf_operands(value, fn.results), leaf_types(fn.results))
    ]
    y_dot = in_structure(iter(found), fn.results)
    body = builder.block((), Return(Pack(tuple, (value, y_dot))))
    body = placeholders.run(body, forward.bound)
    results = TupleType((fn.results, tangent_type(fn.results)))
    return replace(
        fn, name=name, params=insert_params(fn.params, dots), body=body, results=results
    )
