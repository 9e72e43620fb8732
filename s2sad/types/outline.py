"""Part of a program as a function of its own: everything that it reads becomes a parameter.

Nested transforms (`grad` of a lambda inside differentiated code), custom derivatives and
checkpoints need a piece of the program as one `Function`. The piece is run in a block of its own
on fresh values for its arguments; what the block reads from outside is closed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..ir.nodes import Block, Const, Function, Operand, Pack, Param, Return, Value, leaves
from ..ir.traverse import Cloner, bind_parameters, free_values
from ..ir.types import ArrayType, ScalarType
from .abstract import Abstract, Array, Dyn, Identity, Items, Ref, Static, Tuple
from .context import Context, python_scalar_type

KEYWORD_ONLY = 3


@dataclass(frozen=True, slots=True)
class Outlined:
    """`function` has one parameter for each argument and then one for each value that it closes
    over; `operands` are what the parameters stand for here, in the same order."""

    function: Function
    operands: tuple[Operand, ...]


def outline(
    cx: Context,
    name: str,
    args: list[Abstract],
    call: Callable[[list[Abstract]], Abstract],
) -> Outlined:
    """The function that `call` computes of `args`; it may write into nothing from outside."""
    with cx.inner(cx.state.copy()) as builder:
        before = dict(cx.state.heap)
        fresh, trees, operands = [], [], []
        for k, arg in enumerate(args):
            copy, tree, operand = refreshed(cx, arg, f"{name}_{k}")
            fresh.append(copy)
            trees.append(tree)
            operands.append(operand)
        inner_before = dict(cx.state.heap)
        result = cx.operand(call(fresh))
        if any(cx.state.heap.get(i) is not c for i, c in before.items()) or any(
            cx.state.heap[i] is not c for i, c in inner_before.items()
        ):
            cx.refuse(
                "a function under a nested transform writes into something outside it",
                "let it work on a copy and return it",
            )
        block = Block((), tuple(builder.ops), Return(result))
    own = {v for tree in trees for v in leaves(tree)}
    closed = [v for v in free_values(block) if v not in own]
    cloner = Cloner()
    params = [Param(_parameter_name(t, k), t) for k, t in enumerate(trees)]
    for value in closed:
        params.append(Param(value.name or "closed", cloner.fresh(value), KEYWORD_ONLY))
    body = cloner.block(block)
    function = Function(name, tuple(params), body, span=cx.span)
    return Outlined(function, (*operands, *closed))


def _parameter_name(tree: Operand, k: int) -> str:
    return tree.name if isinstance(tree, Value) and tree.name else f"x{k}"


def refreshed(cx: Context, value: Abstract, name: str) -> tuple[Abstract, Operand, Operand]:
    """(the same value made of new leaves, the tree of the new leaves, what they stand for)."""
    match value:
        case Static(value=v):
            scalar = python_scalar_type(v)
            if scalar is None or scalar.dtype[0] not in "fc":
                return value, Const(v), Const(v)
            new = Value("x", scalar)
            return Dyn(new), new, Const(v)
        case Dyn(value=v):
            if not isinstance(v.type, ScalarType):
                return value, Const(None), Const(None)
            new = stand_in(cx, v)
            return Dyn(new), new, v
        case Array():
            seen = cx.value_of(value)
            new = stand_in(cx, seen)
            return Array(cx.new_storage(new)), new, seen
        case Tuple(items=items, cls=cls):
            parts = [refreshed(cx, item, name) for item in items]
            trees, operands = (Pack(cls, tuple(p[k] for p in parts)) for k in (1, 2))
            return Tuple(tuple(p[0] for p in parts), cls), trees, operands
        case Ref(identity=identity) if isinstance(cx.content(value), Items):
            content: Items = cx.content(value)
            parts = [refreshed(cx, item, name) for item in content.values]
            kind = {"list": list, "dict": dict}.get(identity.kind, content.cls)
            copy = Identity(identity.kind, identity.name)
            cx.state.heap[copy] = Items(tuple(p[0] for p in parts), content.keys, content.cls)
            trees, operands = (
                Pack(kind, tuple(p[k] for p in parts), content.keys) for k in (1, 2)
            )
            return Ref(copy), trees, operands
    return value, Const(None), Const(None)


def stand_in(cx: Context, value: Value) -> Value:
    """A fresh value for one from outside, which decides whatever it decides."""
    new = Value(value.name or "x", value.type)
    cx.origins.calls[new] = None, (value,)
    return new


def splice(cx: Context, function: Function, operands: tuple[Operand, ...]) -> Abstract:
    """Emit the function's body here, its parameters replaced; the abstract value it returns."""
    cloner = Cloner()
    bind_parameters(cloner, function, operands)
    block = cloner.block(function.body)
    cx.builder.ops.extend(block.ops)
    return embed(cx, block.terminator.value)


def embed(cx: Context, operand: Operand) -> Abstract:
    """The abstract value of an operand of typed IR."""
    match operand:
        case Const(value=v):
            return Static(v)
        case Value(type=ArrayType()):
            return Array(cx.new_storage(operand))
        case Value():
            return cx.wrap(operand)
        case Pack(kind=kind, items=items, keys=keys):
            parts = tuple(embed(cx, item) for item in items)
            if issubclass(kind, tuple):
                return Tuple(parts, kind)
            label = {list: "list", dict: "dict"}.get(kind, "object")
            identity = Identity(label, kind.__name__)
            cx.state.heap[identity] = Items(parts, keys, kind if label == "object" else None)
            return Ref(identity)
    raise TypeError(f"not an operand: {operand!r}")
